// Nonlinear least squares with bounds and covariance: a thin door to Ceres.
//
// minimise sum_i r_i(p)^2. With J the derivatives of r at the minimum, m residuals and n parameters that lie
// inside their bounds, the covariance of those is (J^T J)^-1 sum r^2 / (m - n); a parameter at a bound has
// none.
#pragma once

#include <Eigen/Dense>
#include <functional>
#include <string>
#include <vector>

namespace nacre::numerics {

struct LeastSquaresProblem {
  std::size_t residuals = 0;
  std::vector<double> start;
  std::vector<double> lower;  // empty, or one per parameter; -infinity for none
  std::vector<double> upper;
  // Fills residuals and, where jacobian is not null, d residual_i / d parameter_j, row by row.
  // Returns false where the parameters are impossible.
  std::function<bool(const double* parameters, double* residuals, double* jacobian)> evaluate;
  // Count a parameter at its bound as free in the covariance: bounds then only keep the search sensible, and
  // do not make the uncertainty of the others smaller.
  bool free_at_bounds = false;
  double tolerance = 1e-12;  // relative decrease of the sum of squares at which the search ends
  // Length of a step, relative to that of the vector of parameters, at which it ends, too: for residuals that
  // are not smooth to rounding, where no smaller step need be an improvement.
  double step_tolerance = 1e-11;
  int iterations = 200;
  // Where bounds cut steps short Ceres looks along them, with derivatives at every point that it tries; with
  // this by values alone.
  bool costly_derivatives = false;
};

struct LeastSquaresResult {
  std::vector<double> parameters;
  std::vector<double> std;     // NaN where it could not be determined
  Eigen::MatrixXd covariance;  // rows of NaN for those
  std::vector<double> residuals;
  double sum_of_squares = 0.0;
  bool converged = false;
  std::string reason;  // why not converged or without uncertainty
};

LeastSquaresResult least_squares(const LeastSquaresProblem& problem);

}  // namespace nacre::numerics
