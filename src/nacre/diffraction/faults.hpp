// The powder pattern of a stack of layers with faults.
//
//   y(x) = S sum_lines w  integral of strength(s) LP(theta) P(x - position(theta)) ds,   2 sin(theta) =
//   lambda s
// with the strength of crystal::powder_strengths, so that a stack without faults gives the pattern of the
// same structure in Model with the scale S/V^2. P is the instrument's profile with the Lorentzian of a size.
//
// The strength is taken up in narrow cells of angle; a cell enters with its content, its centre of mass and
// its variance (which is added to that of the profile), derivatives with the changes of all three: the error
// is of third order in the width of a cell.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "nacre/crystal/streaks.hpp"
#include "nacre/diffraction/instrument.hpp"
#include "nacre/diffraction/pattern.hpp"

namespace nacre::diffraction {

struct FaultedPattern {
  std::vector<double> intensity;
  // By each parameter of the stack, at the same scale; points x parameters.
  Eigen::MatrixXd derivatives;
};

struct FaultOptions {
  double size_um = 0.0;     // of the crystals within the layers, Lorentzian; 0: without end
  double cell_deg = 0.02;   // width of a cell; less where the profile is narrower than three cells
  double tolerance = 1e-4;  // of the strength along rods
};

// two_theta_deg: rising, between 0 and 180. Throws UsageError: angles otherwise, what powder_strengths
// refuses.
FaultedPattern faulted_pattern(const crystal::LayerStack& stack, const Instrument& instrument, double scale,
                               const std::vector<double>& two_theta_deg, const FaultOptions& options = {});

}  // namespace nacre::diffraction
