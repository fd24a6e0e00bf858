#include "nacre/diffraction/series_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nacre::diffraction {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// As fine as peaks are narrow, and coarse enough that counting noise does not decide.
constexpr std::size_t columns_of_comparison = 2000;
constexpr std::size_t most_compared = 60;

double between_points(const Pattern& pattern, double angle) {
  const auto& x = pattern.two_theta_deg;
  const auto above = std::lower_bound(x.begin(), x.end(), angle);
  if (above == x.begin() || above == x.end()) {
    return nan;
  }
  const auto i = static_cast<std::size_t>(above - x.begin());
  const double share = (angle - x[i - 1]) / (x[i] - x[i - 1]);
  return (1.0 - share) * pattern.intensity[i - 1] + share * pattern.intensity[i];
}

}  // namespace

Range range_of(std::span<const Pattern* const> patterns) {
  Range range{180.0, 0.0};
  for (const auto* pattern : patterns) {
    range.low_deg = std::min(range.low_deg, pattern->two_theta_deg.front());
    range.high_deg = std::max(range.high_deg, pattern->two_theta_deg.back());
  }
  return range;
}

IntensityMap intensity_map(std::span<const Pattern* const> patterns, const Range& range, std::size_t columns,
                           std::size_t most_rows) {
  const double step = (range.high_deg - range.low_deg) / static_cast<double>(columns);
  IntensityMap map;
  for (std::size_t column = 0; column < columns; ++column) {
    map.two_theta_deg.push_back(range.low_deg + step * (static_cast<double>(column) + 0.5));
  }
  const std::size_t stride = std::max<std::size_t>((patterns.size() + most_rows - 1) / most_rows, 1);
  for (std::size_t k = 0; k < patterns.size(); k += stride) {
    const auto& pattern = *patterns[k];
    map.pattern.push_back(static_cast<double>(k + 1));
    std::vector<double> row(columns, nan);
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const double place = (pattern.two_theta_deg[i] - range.low_deg) / step;
      if (place >= 0.0 && place <= static_cast<double>(columns)) {
        auto& value = row[std::min(static_cast<std::size_t>(place), columns - 1)];
        value = std::fmax(value, pattern.intensity[i]);
      }
    }
    for (std::size_t column = 0; column < columns; ++column) {
      if (!std::isfinite(row[column])) {
        row[column] = between_points(pattern, map.two_theta_deg[column]);
      }
    }
    map.intensity.insert(map.intensity.end(), row.begin(), row.end());
  }
  return map;
}

Range most_changing_range(std::span<const Pattern* const> patterns, double share) {
  const Range whole = range_of(patterns);
  const auto map = intensity_map(patterns, whole, columns_of_comparison, most_compared);
  const std::size_t rows = map.pattern.size();
  const auto window =
      std::max<std::size_t>(static_cast<std::size_t>(share * static_cast<double>(columns_of_comparison)), 1);
  double sum = 0.0, largest = -1.0;
  std::size_t best = 0;
  std::vector<double> variance(columns_of_comparison, 0.0);
  for (std::size_t column = 0; column < columns_of_comparison; ++column) {
    double first = 0.0, second = 0.0, count = 0.0;
    for (std::size_t row = 0; row < rows; ++row) {
      const double intensity = map.intensity[row * columns_of_comparison + column];
      if (std::isfinite(intensity)) {
        first += std::sqrt(std::max(intensity, 0.0));
        second += std::max(intensity, 0.0);
        count += 1.0;
      }
    }
    variance[column] = count > 0.0 ? std::max(second / count - std::pow(first / count, 2), 0.0) : 0.0;
    sum += variance[column];
    if (column + 1 >= window) {
      if (sum > largest) {
        largest = sum;
        best = column + 1 - window;
      }
      sum -= variance[column + 1 - window];
    }
  }
  const double step = (whole.high_deg - whole.low_deg) / static_cast<double>(columns_of_comparison);
  const double low = whole.low_deg + step * static_cast<double>(best);
  return {low, std::min(low + step * static_cast<double>(window), whole.high_deg)};
}

}  // namespace nacre::diffraction
