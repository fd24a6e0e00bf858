#include "nacre/cell/capacity_record.hpp"

#include <algorithm>
#include <cmath>

namespace nacre::cell {
namespace {

constexpr std::size_t samples = 32;         // of a long drift
constexpr std::size_t roughness_reach = 2;  // cycles on either side

}  // namespace

double CapacityRecord::drift_Ah(std::size_t cycle, double shift) const {
  const std::size_t last = cycles_.size() - 1;
  // Not those of the first cycle, which follows something else.
  const std::size_t begin = std::min(first_ + 1, last);
  const std::size_t n = std::max(cycle, begin);
  const auto reach = static_cast<std::size_t>(std::ceil(shift));
  if (reach == 0) {
    return 0.0;
  }
  const std::size_t low = n - std::min(n - begin, reach);
  const std::size_t high = std::min(n + reach, last);
  const std::size_t stride = std::max<std::size_t>(1, reach / samples);
  double most = 0.0;
  for (std::size_t other = low; other <= high; other += stride) {
    most = std::max(most, std::abs(capacity(other) - capacity(n)));
  }
  // Beyond the last cycle: as it went on before.
  const double beyond = static_cast<double>(n + reach) - static_cast<double>(last);
  if (beyond > 0.0 && n > low) {
    const double slope = (capacity(n) - capacity(low)) / static_cast<double>(n - low);
    most = std::max(most, std::abs(capacity(last) + slope * beyond - capacity(n)));
  }
  const auto way = [&](std::size_t from) {
    return from > first_ && from < last ? std::abs(capacity(from + 1) - capacity(from)) : most;
  };
  const bool corner = most > 2.0 * std::min(way(n - 1), way(n));
  return shift < 1.0 && !corner ? shift * most : most;
}

double CapacityRecord::roughness_Ah(std::size_t cycle) const {
  // The first cycle is no neighbour of the others.
  const std::size_t from = std::max(cycle, first_ + 2 + roughness_reach) - roughness_reach;
  const std::size_t to = std::min(cycle + roughness_reach + 2, cycles_.size());
  double most = 0.0;
  for (std::size_t n = from; n + 1 < to; ++n) {
    if (cycles_[n - 1].solved && cycles_[n].solved && cycles_[n + 1].solved) {
      most = std::max(most, std::abs(capacity(n - 1) - 2.0 * capacity(n) + capacity(n + 1)));
    }
  }
  return most;
}

}  // namespace nacre::cell
