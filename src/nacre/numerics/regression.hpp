// Linear least squares: straight lines, and any other sum of known functions, with covariance.
#pragma once

#include <Eigen/Dense>
#include <span>

namespace nacre::numerics {

// y = intercept + slope x. Standard uncertainties come from the scatter about the line; NaN where the points
// are too few (fewer than three) or all at one x.
struct Line {
  double intercept;
  double slope;
  double intercept_std;
  double slope_std;
  double covariance;  // of intercept and slope
  double at(double x) const { return intercept + slope * x; }
};

// Least squares with weights 1/std^2 (all equal where std is empty). The covariance is scaled with the
// reduced chi squared, so that only the ratios of the std count.
Line fit_line(std::span<const double> x, std::span<const double> y, std::span<const double> std = {});

// Huber's M-estimator (k = 1.345, scale from the median absolute deviation) by iterated reweighting: single
// wild points hardly move it. Covariance after Huber, Robust Statistics (1981), eq. 6.5 in chapter 7.
Line fit_line_robust(std::span<const double> x, std::span<const double> y);

// minimise |A p - y|^2, with covariance (A^T A)^-1 |A p - y|^2 / (rows - columns). Rows must outnumber
// columns.
struct LinearFit {
  Eigen::VectorXd parameters;
  Eigen::MatrixXd covariance;  // NaN where the columns do not determine the parameters
  Eigen::VectorXd residuals;
};
LinearFit fit_linear(const Eigen::MatrixXd& columns, const Eigen::VectorXd& values);

}  // namespace nacre::numerics
