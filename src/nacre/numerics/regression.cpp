#include "nacre/numerics/regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "nacre/numerics/statistics.hpp"

namespace nacre::numerics {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// The weighted line and, in the std and covariance, the inverse of the normal matrix for unit variance.
Line solve(std::span<const double> x, std::span<const double> y, std::span<const double> weights) {
  // About the weighted centre, where intercept and slope are independent: no cancellation for large x.
  double w = 0.0;
  double wx = 0.0;
  double wy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    w += weights[i];
    wx += weights[i] * x[i];
    wy += weights[i] * y[i];
  }
  const double centre_x = wx / w;
  const double centre_y = wy / w;
  double xx = 0.0;
  double xy = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += weights[i] * (x[i] - centre_x) * (x[i] - centre_x);
    xy += weights[i] * (x[i] - centre_x) * (y[i] - centre_y);
  }
  if (!(xx > 0.0)) {
    return {centre_y, nan, nan, nan, nan};
  }
  const double slope = xy / xx;
  return {centre_y - slope * centre_x, slope, std::sqrt(1.0 / w + centre_x * centre_x / xx),
          std::sqrt(1.0 / xx), -centre_x / xx};
}

void scale(Line& line, double variance) {
  line.intercept_std *= std::sqrt(variance);
  line.slope_std *= std::sqrt(variance);
  line.covariance *= variance;
}

}  // namespace

Line fit_line(std::span<const double> x, std::span<const double> y, std::span<const double> std) {
  std::vector<double> weights(x.size(), 1.0);
  for (std::size_t i = 0; i < std.size(); ++i) {
    weights[i] = 1.0 / (std[i] * std[i]);
  }
  Line line = solve(x, y, weights);
  double sum = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double residual = y[i] - line.at(x[i]);
    sum += weights[i] * residual * residual;
  }
  scale(line, x.size() > 2 ? sum / static_cast<double>(x.size() - 2) : nan);
  return line;
}

Line fit_line_robust(std::span<const double> x, std::span<const double> y) {
  constexpr double k = 1.345;  // 95 % efficient for normal noise
  const std::size_t n = x.size();
  std::vector<double> ones(n, 1.0);
  std::vector<double> weights = ones;
  std::vector<double> residuals(n);
  Line line = solve(x, y, weights);
  if (n < 3 || std::isnan(line.slope)) {
    scale(line, nan);
    return line;
  }
  double spread = 0.0;
  for (int iteration = 0; iteration < 50; ++iteration) {
    for (std::size_t i = 0; i < n; ++i) {
      residuals[i] = y[i] - line.at(x[i]);
    }
    std::vector<double> magnitudes(n);
    std::transform(residuals.begin(), residuals.end(), magnitudes.begin(),
                   [](double r) { return std::abs(r); });
    spread = 1.4826 * median(std::move(magnitudes));
    if (!(spread > 0.0)) {
      break;  // most points lie exactly on the line
    }
    for (std::size_t i = 0; i < n; ++i) {
      const double r = std::abs(residuals[i]) / spread;
      weights[i] = r <= k ? 1.0 : k / r;
    }
    const Line next = solve(x, y, weights);
    const double moved = std::abs(next.slope - line.slope) / (std::abs(next.slope) + 1e-300) +
                         std::abs(next.intercept - line.intercept) / (std::abs(next.intercept) + 1e-300);
    line = next;
    if (moved < 1e-12) {
      break;
    }
  }
  double psi_squared = 0.0;
  double inside = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    const double r = y[i] - line.at(x[i]);
    const double psi = std::clamp(r, -k * spread, k * spread);
    psi_squared += psi * psi;
    inside += std::abs(r) <= k * spread ? 1.0 : 0.0;
  }
  const auto points = static_cast<double>(n);
  const double share = inside / points;
  // Huber's correction for few points.
  const double correction = 1.0 + 2.0 / points * (1.0 - share) / share;
  Line unit = solve(x, y, ones);
  unit.intercept = line.intercept;
  unit.slope = line.slope;
  scale(unit, correction * correction * psi_squared / (points - 2.0) / (share * share));
  return unit;
}

LinearFit fit_linear(const Eigen::MatrixXd& columns, const Eigen::VectorXd& values) {
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> factor(columns);
  LinearFit fit;
  fit.parameters = factor.solve(values);
  fit.residuals = columns * fit.parameters - values;
  const Eigen::Index n = columns.cols();
  if (factor.rank() < n || columns.rows() <= n) {
    fit.covariance.setConstant(n, n, nan);
    return fit;
  }
  const Eigen::MatrixXd inverse_r = factor.matrixR().topLeftCorner(n, n).triangularView<Eigen::Upper>().solve(
      Eigen::MatrixXd::Identity(n, n));
  const Eigen::MatrixXd permuted = inverse_r * inverse_r.transpose();
  const double variance = fit.residuals.squaredNorm() / static_cast<double>(columns.rows() - n);
  fit.covariance = variance * (factor.colsPermutation() * permuted * factor.colsPermutation().transpose());
  return fit;
}

}  // namespace nacre::numerics
