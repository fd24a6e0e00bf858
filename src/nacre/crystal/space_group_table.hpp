// The tabulated space groups, by gemmi: behind a header of our own, because gemmi's is slow to compile.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nacre/crystal/symmetry.hpp"

namespace nacre::crystal {

struct TabulatedGroup {
  std::vector<Operation> operations;
  std::string name;  // Hermann-Mauguin with the setting, "R -3 m:H"
  int number = 0;
};

// By name or number; see SpaceGroup::from_name.
std::optional<TabulatedGroup> group_by_name(const std::string& name, double gamma);
std::optional<TabulatedGroup> group_by_hall_symbol(const std::string& symbol);
// By its operations, all of them.
std::optional<TabulatedGroup> group_by_operations(const std::vector<Operation>& operations);

}  // namespace nacre::crystal
