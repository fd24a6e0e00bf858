// Which parameters decide what: elementary effects (Morris 1991, 10.1080/00401706.1991.10484804; Campolongo,
// Cariboni, Saltelli 2007, 10.1016/j.envsoft.2006.10.004, for mu*).
//
// Each parameter with bounds goes over them on a grid of levels, evenly or, where the bounds are positive and
// more than a factor of ten apart, evenly in the logarithm. A trajectory starts at a random point and moves
// each parameter once, in a random order, by two thirds of its range; what a quantity then does, over that
// part, is an elementary effect. mu* is the mean of its magnitude, sigma its spread: a large sigma says that
// the effect depends on the other parameters. A parameter with no effect on anything is fixed by nothing that
// is measured.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/process/recipe.hpp"

namespace nacre::process {

struct SensitivityOptions {
  std::size_t trajectories = 20;
  std::uint64_t seed = 1;
};

struct Sensitivity {
  std::vector<std::string> parameters;  // paths
  std::vector<std::string> quantities;  // numbers of the material
  // A row for each quantity: the effect of the whole range, in the quantity's own unit.
  std::vector<std::vector<double>> mu_star;
  std::vector<std::vector<double>> sigma;
  // How far each quantity went over all points.
  std::vector<double> least;
  std::vector<double> greatest;
  std::size_t runs = 0;
};

// The chemistry only: the temperatures are those of the recipe, computed once. Runs on all threads; the same
// result whatever their number. Throws as run_furnace does.
Sensitivity sensitivity(const Recipe& recipe, const SensitivityOptions& options = {});

// A quantity is decided by what has at least this part of the largest mu*.
inline constexpr double deciding_part = 0.2;

// For each quantity the parameters that decide it, strongest first; and those that decide none.
Json to_json(const Sensitivity& sensitivity);

}  // namespace nacre::process
