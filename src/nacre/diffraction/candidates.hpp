// What the default strategy could refine beside scales, background, widths, displacement and cells.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "nacre/diffraction/strategy.hpp"

namespace nacre::diffraction {

// Variables that enter together or not at all.
struct Group {
  std::string what;
  std::vector<Variable> variables;
  bool needs_gain = true;                                        // else being known well enough is all
  double largest_std = std::numeric_limits<double>::infinity();  // of every variable, in its unit
};

// In the order in which they are considered: what an earlier one explains, a later one need not.
std::vector<Group> candidates(const Model& model, const StrategyOptions& options);

// The round of the strategy (0, 1, ...) from which on a quantity may enter.
int earliest_round(Quantity quantity);

}  // namespace nacre::diffraction
