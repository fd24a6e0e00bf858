// Faults in the stacking of a layered oxide from its powder pattern.
#pragma once

#include <string>
#include <vector>

#include "nacre/crystal/layers.hpp"
#include "nacre/diffraction/faults.hpp"

namespace nacre::diffraction {

enum class Stacking {
  o3_p3,  // share: of prismatic interlayers
  p2_o2,  // share: of octahedral interlayers
};

struct FaultFitOptions {
  Stacking stacking = Stacking::p2_o2;
  crystal::SlabGeometry geometry;  // where the search begins
  double share = 0.1, correlation = 0.0, mean_layers = 100.0;
  // What is refined besides the share, the scale and the background. Distances: a, those of slabs across the
  // two kinds of interlayers, and the height of oxygen.
  bool correlation_free = false, mean_layers_free = true, distances_free = true, displacement_free = true;
  int background_terms = 6;  // Chebyshev
  FaultOptions pattern;
};

struct FittedValue {
  std::string name;
  double value = 0.0, std = 0.0;  // std: NaN where it could not be determined
};

struct FaultFit {
  // "share", "correlation", "mean_layers", "a", "prismatic", "octahedral", "oxygen_height" (angstrom),
  // "displacement_mm" or "zero_deg", "scale": those that were refined.
  std::vector<FittedValue> values;
  double share = 0.0, share_std = 0.0, correlation = 0.0;
  double r_wp = 0.0;  // percent, background included
  double goodness_of_fit = 0.0;
  bool converged = false;
  std::string reason;  // why not
  std::vector<double> calculated, background;
  crystal::SlabGeometry geometry;
};

// Weighted least squares; the standard uncertainties are scaled by the goodness of fit where it is above 1.
// What is refined of the stacking are the probabilities of an interlayer of the kind of the share after one
// of the other and after one of its own kind, q and r, each within 0 ... 1: share = q/(1 - r + q),
// correlation = r - q. Throws UsageError: what faulted_pattern refuses, fewer points than parameters.
FaultFit fit_faults(const Pattern& pattern, const Instrument& instrument, const FaultFitOptions& options);

}  // namespace nacre::diffraction
