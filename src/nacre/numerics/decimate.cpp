#include "nacre/numerics/decimate.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <queue>

namespace nacre::numerics {
namespace {

struct Stretch {
  std::size_t first;
  std::size_t last;
  std::size_t farthest;
  double distance;
  bool operator<(const Stretch& other) const {
    return distance < other.distance || (distance == other.distance && first > other.first);
  }
};

Stretch measure(std::span<const double> x, std::span<const std::span<const double>> ys,
                std::span<const double> scales, std::size_t first, std::size_t last) {
  Stretch stretch{first, last, first, 0.0};
  const double width = x[last] - x[first];
  for (std::size_t series = 0; series < ys.size(); ++series) {
    const auto y = ys[series];
    const double slope = width != 0.0 ? (y[last] - y[first]) / width : 0.0;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double distance = std::abs(y[i] - y[first] - slope * (x[i] - x[first])) / scales[series];
      if (distance > stretch.distance) {
        stretch.distance = distance;
        stretch.farthest = i;
      }
    }
  }
  return stretch;
}

}  // namespace

Decimated decimate(std::span<const double> x, std::span<const std::span<const double>> ys,
                   std::span<const double> scales, std::size_t points, double tolerance) {
  Decimated result;
  if (x.size() <= 2 || (x.size() <= points && tolerance <= 0.0)) {
    result.indices.resize(x.size());
    std::iota(result.indices.begin(), result.indices.end(), std::size_t{0});
    return result;
  }
  std::priority_queue<Stretch> stretches;
  stretches.push(measure(x, ys, scales, 0, x.size() - 1));
  result.indices = {0, x.size() - 1};
  while (result.indices.size() < points && stretches.top().distance > tolerance) {
    const Stretch worst = stretches.top();
    stretches.pop();
    result.indices.push_back(worst.farthest);
    stretches.push(measure(x, ys, scales, worst.first, worst.farthest));
    stretches.push(measure(x, ys, scales, worst.farthest, worst.last));
  }
  result.error = stretches.top().distance;
  std::sort(result.indices.begin(), result.indices.end());
  return result;
}

Decimated decimate(std::span<const double> x, std::span<const double> y, std::size_t points,
                   double tolerance) {
  const std::array<std::span<const double>, 1> ys{y};
  const std::array<double, 1> scales{1.0};
  return decimate(x, ys, scales, points, tolerance);
}

}  // namespace nacre::numerics
