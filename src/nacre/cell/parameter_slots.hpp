// Which parameters there are: path, unit, range, and their place in CellParameters.
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/cell/parameters.hpp"

namespace nacre::cell {

enum class Argument {
  none,           // a number only
  stoichiometry,  // x of 0..1
  concentration,  // c_e, mol/m3
  radius,         // a table of particle radius and volume fraction
};

enum class Need { optional, full_cell, half_cell, always };

struct Slot {
  std::string path;  // "negative.film.*.thickness": * is a name that the user chooses
  std::string unit;
  Argument argument = Argument::none;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_itself = true;  // false: low is out of range
  Need need = Need::optional;
  // Where the value belongs, one of the three; `name` is what stands for *.
  std::function<double&(CellParameters& cell, const std::string& name)> number;
  std::function<Property&(CellParameters& cell)> function;
  std::function<std::vector<SizeClass>&(CellParameters& cell)> sizes;

  bool in_range(double value) const { return value <= high && (low_itself ? value >= low : value > low); }
  std::string range() const;  // "greater than 0 and at most 1"
};

const std::vector<Slot>& slots();

// The slot of a path, or nullptr; name becomes what stands for *.
const Slot* find_slot(std::string_view path, std::string* name = nullptr);

// Advice for a path that is none.
std::string slot_advice(std::string_view path);

// Highest concentration (mol/m3) to which functions of c_e are sampled.
inline constexpr double highest_concentration = 5000.0;

}  // namespace nacre::cell
