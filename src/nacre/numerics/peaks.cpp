#include "nacre/numerics/peaks.hpp"

#include <algorithm>

namespace nacre::numerics {
namespace {

// Where the values first fall below level, walking from index by step; the crossing is interpolated.
double crossing(std::span<const double> values, std::size_t index, int step, double level) {
  auto i = static_cast<std::ptrdiff_t>(index);
  const auto count = static_cast<std::ptrdiff_t>(values.size());
  while (i + step >= 0 && i + step < count) {
    const double here = values[static_cast<std::size_t>(i)];
    const double next = values[static_cast<std::size_t>(i + step)];
    if (next < level) {
      return static_cast<double>(i) + step * (here - level) / (here - next);
    }
    i += step;
  }
  return static_cast<double>(i);
}

// The lowest value between index and the first higher ground in that direction, or the end.
double lowest(std::span<const double> values, std::size_t index, int step) {
  auto i = static_cast<std::ptrdiff_t>(index);
  const auto count = static_cast<std::ptrdiff_t>(values.size());
  double low = values[index];
  for (i += step; i >= 0 && i < count; i += step) {
    const double value = values[static_cast<std::size_t>(i)];
    if (value > values[index]) {
      break;
    }
    low = std::min(low, value);
  }
  return low;
}

}  // namespace

std::vector<FoundPeak> find_peaks(std::span<const double> values, double prominence) {
  std::vector<FoundPeak> peaks;
  for (std::size_t i = 1; i + 1 < values.size();) {
    std::size_t end = i;  // the last of a flat stretch
    while (end + 1 < values.size() && values[end + 1] == values[i]) {
      ++end;
    }
    if (values[i - 1] < values[i] && end + 1 < values.size() && values[end + 1] < values[i]) {
      const std::size_t top = i + (end - i) / 2;
      const double stands_out = values[i] - std::max(lowest(values, i, -1), lowest(values, end, +1));
      if (stands_out >= prominence) {
        const double level = values[i] - 0.5 * stands_out;
        peaks.push_back({top, stands_out, crossing(values, i, -1, level), crossing(values, end, +1, level)});
      }
    }
    i = end + 1;
  }
  return peaks;
}

}  // namespace nacre::numerics
