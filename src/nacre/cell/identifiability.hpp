// Which combinations of parameters the data determine: the eigenvectors of the Fisher information (see
// fit.hpp).
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "nacre/cell/fit.hpp"

namespace nacre::cell {

// Standard deviation of a parameter of which only its bounds are known, in parts of them: 1/sqrt(12).
inline constexpr double std_of_bounds = 0.28867513459481287;

// fisher: by the parameters' u. The least determined combination first.
std::vector<Combination> combinations(const Eigen::MatrixXd& fisher,
                                      const std::vector<FittedParameter>& parameters);

// Inverse of the Fisher information, without failing where it is singular: then very large.
Eigen::MatrixXd covariance_of(const Eigen::MatrixXd& fisher);

}  // namespace nacre::cell
