// What would make a careful person doubt a refinement: of one pattern, or of one in a series.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nacre/crystal/unit_cell.hpp"
#include "nacre/diffraction/pattern.hpp"
#include "nacre/diffraction/refine.hpp"
#include "nacre/diffraction/unexplained.hpp"

namespace nacre::diffraction {

// A refined model against its pattern.
struct Explanation {
  Calculated curves;  // with the parts of the phases
  std::vector<Peak> peaks;
  std::vector<Unexplained> unexplained;
};
Explanation explain(const Model& model, const Pattern& pattern);

// The cell that a phase should have, about, and whose it is: "its CIF".
struct ExpectedCell {
  crystal::UnitCell cell;
  std::string whose;

  // Whether another is so near that it may be that of the same phase.
  bool is_near(const crystal::UnitCell& other) const;
};

// Each as a sentence; none: nothing speaks against it. A phase without an expected cell is not asked for it.
std::vector<std::string> doubts(const Refined& refined, const std::vector<Unexplained>& unexplained,
                                const std::vector<std::optional<ExpectedCell>>& expected);

}  // namespace nacre::diffraction
