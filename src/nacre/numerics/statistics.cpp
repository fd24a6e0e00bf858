#include "nacre/numerics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace nacre::numerics {
namespace {
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
}

double quantile(std::vector<double> values, double p) {
  if (values.empty()) {
    return nan;
  }
  const double rank = std::clamp(p, 0.0, 1.0) * static_cast<double>(values.size() - 1);
  const auto lower = static_cast<std::size_t>(rank);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(lower);
  std::nth_element(values.begin(), middle, values.end());
  const double low = *middle;
  const double share = rank - static_cast<double>(lower);
  if (share == 0.0) {
    return low;
  }
  return low + share * (*std::min_element(middle + 1, values.end()) - low);
}

double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

double weighted_median(std::span<const double> values, std::span<const double> weights) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  const double half = 0.5 * std::accumulate(weights.begin(), weights.end(), 0.0);
  double passed = 0.0;
  for (const std::size_t i : order) {
    passed += weights[i];
    if (passed >= half && passed > 0.0) {
      return values[i];
    }
  }
  return nan;
}

double robust_std(const std::vector<double>& values) {
  const double middle = median(values);
  std::vector<double> deviations(values.size());
  std::transform(values.begin(), values.end(), deviations.begin(),
                 [middle](double value) { return std::abs(value - middle); });
  return 1.4826 * median(std::move(deviations));
}

double mean(std::span<const double> values) {
  return values.empty()
             ? nan
             : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standard_deviation(std::span<const double> values) {
  if (values.size() < 2) {
    return nan;
  }
  const double centre = mean(values);
  double sum = 0.0;
  for (const double value : values) {
    sum += (value - centre) * (value - centre);
  }
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double correlation_inflation(std::span<const double> residuals) {
  double products = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    squares += residuals[i] * residuals[i];
    products += i > 0 ? residuals[i - 1] * residuals[i] : 0.0;
  }
  return correlation_inflation(squares > 0.0 ? std::clamp(products / squares, 0.0, 0.999) : 0.0);
}

double correlation_inflation(double correlation) {
  return std::sqrt((1.0 + correlation) / (1.0 - correlation));
}

}  // namespace nacre::numerics
