#include "nacre/diffraction/background.hpp"

#include <algorithm>
#include <cmath>

namespace nacre::diffraction {

Eigen::MatrixXd chebyshev_columns(const std::vector<double>& two_theta_deg, int count) {
  const auto rows = static_cast<Eigen::Index>(two_theta_deg.size());
  const double low = two_theta_deg.front(), span = two_theta_deg.back() - low;
  const Eigen::ArrayXd x =
      2.0 * (Eigen::Map<const Eigen::ArrayXd>(two_theta_deg.data(), rows) - low) / span - 1.0;
  Eigen::MatrixXd columns(rows, count);
  for (int k = 0; k < count; ++k) {
    if (k == 0) {
      columns.col(k).setOnes();
    } else if (k == 1) {
      columns.col(k) = x.matrix();
    } else {
      columns.col(k) = (2.0 * x * columns.col(k - 1).array()).matrix() - columns.col(k - 2);
    }
  }
  return columns;
}

std::vector<double> lower_envelope(const std::vector<double>& two_theta_deg,
                                   const std::vector<double>& intensity) {
  const std::size_t n = intensity.size();
  std::vector<double> level(n), next(n);
  // Smoothed over five points first: the envelope shall run through the noise, not along its lower edge.
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0.0;
    int count = 0;
    for (std::size_t k = i < 2 ? 0 : i - 2; k < std::min(n, i + 3); ++k, ++count) {
      sum += std::max(intensity[k], 0.0);
    }
    level[i] = std::sqrt(sum / count);
  }
  const double span = two_theta_deg.back() - two_theta_deg.front();
  const double step = span / static_cast<double>(n - 1), width_deg = std::clamp(0.06 * span, 1.0, 6.0);
  const auto widest = static_cast<std::size_t>(std::max(2.0, 0.5 * width_deg / step));
  for (std::size_t half = widest; half >= 1; half = half * 9 / 10 < half ? half * 9 / 10 : half - 1) {
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t reach = std::min({half, i, n - 1 - i});
      next[i] = reach == 0 ? level[i] : std::min(level[i], 0.5 * (level[i - reach] + level[i + reach]));
    }
    level.swap(next);
  }
  for (auto& value : level) {
    value *= value;
  }
  return level;
}

}  // namespace nacre::diffraction
