#include "nacre/process/thermal_history.hpp"

#include <algorithm>
#include <cmath>

namespace nacre::process {
namespace {

constexpr double most_of_the_way = 0.8;

// The changes of the target, one for each way up or down.
std::vector<Ramp> changes_of(const Programme& programme) {
  std::vector<Ramp> ramps;
  const auto& points = programme.points();
  double way = 0.0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const double change = points[i].temperature_K - points[i - 1].temperature_K;
    if (change == 0.0) {
      way = 0.0;
    } else if (change * way > 0.0) {
      ramps.back().target_K = points[i].temperature_K;
    } else {
      way = change;
      ramps.push_back({points[i - 1].temperature_K, points[i].temperature_K, points[i - 1].time_s});
    }
  }
  return ramps;
}

// What the powder made of it, until the next change begins.
void follow(const ThermalHistory& history, double until_s, double within_K, Ramp& ramp) {
  const auto begin = static_cast<std::size_t>(std::ranges::upper_bound(history.time_s, ramp.begins_s) -
                                              history.time_s.begin());
  if (begin == 0 || begin >= history.size()) {
    return;
  }
  ramp.from_K = history.mean_K[begin - 1];
  const double whole = ramp.target_K - ramp.from_K;
  for (std::size_t i = begin; i < history.size() && history.time_s[i] <= until_s; ++i) {
    const double span = history.time_s[i] - history.time_s[i - 1];
    const double change = (history.mean_K[i] - history.mean_K[i - 1]) * (whole > 0.0 ? 1.0 : -1.0);
    ramp.fastest_K_per_s = std::max(ramp.fastest_K_per_s, change / span);
    const double part = (history.mean_K[i] - ramp.from_K) / whole;
    if (std::isnan(ramp.rate_K_per_s) && part >= most_of_the_way) {
      ramp.rate_K_per_s = std::abs(history.mean_K[i] - ramp.from_K) / (history.time_s[i] - ramp.begins_s);
    }
    if (std::abs(whole) * (1.0 - part) <= within_K) {
      ramp.reached_s = history.time_s[i] - ramp.begins_s;
      return;
    }
  }
}

}  // namespace

std::vector<Ramp> ramps_of(const ThermalHistory& history, const Programme& programme, double within_K) {
  auto ramps = changes_of(programme);
  for (std::size_t r = 0; r < ramps.size(); ++r) {
    const double until =
        r + 1 < ramps.size() ? ramps[r + 1].begins_s : std::numeric_limits<double>::infinity();
    follow(history, until, within_K, ramps[r]);
  }
  return ramps;
}

}  // namespace nacre::process
