// Patterns of samples that do not exist: the forward model with counting noise.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nacre/diffraction/model.hpp"
#include "nacre/diffraction/pattern.hpp"

namespace nacre::diffraction {

struct SimulatedPhase {
  crystal::Structure structure;
  double weight_fraction = 1.0;
  Broadening broadening;
  Texture texture;
};

struct SimulationOptions {
  Instrument instrument;
  Range range{10.0, 90.0};
  double step_deg = 0.02;
  double peak_counts = 10000.0;      // of the highest point above the background
  double background_counts = 100.0;  // level at the low end
  double background_slope = -0.3;    // change to the high end, as a fraction of the level
  std::uint64_t seed = 1;            // of the counting noise; 0: none
};

struct Simulated {
  Model model;  // the truth
  Pattern pattern;
};

// Throws UsageError: no phase, fractions that are negative or all zero, an empty range, more than a million
// points.
Simulated simulate(const std::vector<SimulatedPhase>& phases, const SimulationOptions& options);

}  // namespace nacre::diffraction
