// What lies under the peaks: a polynomial of Chebyshev's in the angle, and broad humps of amorphous matter.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "nacre/diffraction/peak_shape.hpp"

namespace nacre::diffraction {

struct Hump {
  double position_deg = 25.0, area = 0.0, width_deg = 8.0;  // FWHM of a Gaussian
};

struct Background {
  std::vector<double>
      chebyshev;  // coefficients of T_0, T_1, ... on the range of the pattern, as an intensity
  std::vector<Hump> humps;
};

// Columns T_0 ... T_(count-1) at the angles, which are mapped to -1 ... 1.
Eigen::MatrixXd chebyshev_columns(const std::vector<double>& two_theta_deg, int count);

// The lower envelope of a pattern, where peaks stand on it: iterative clipping in the square root of counts
// (the algorithm of Ryan et al., Nucl. Instrum. Methods B 34 (1988) 396), over windows of up to a
// sixteenth of the range, between 1 and 6 degrees. A starting point only.
std::vector<double> lower_envelope(const std::vector<double>& two_theta_deg,
                                   const std::vector<double>& intensity);

}  // namespace nacre::diffraction
