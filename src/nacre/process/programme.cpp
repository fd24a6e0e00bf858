#include "nacre/process/programme.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include "nacre/base/error.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/base/units.hpp"

namespace nacre::process {
namespace {

constexpr double minute = 60.0;
constexpr double hour = 3600.0;

struct Preset {
  std::string_view name;
  double first_C;
  double first_h;
  double second_C;
  double second_h;
  double rate_K_per_min;
};

// Common ways to calcine layered oxides of sodium: decomposition first, then a dwell, 2 to 5 K/min.
constexpr std::array<Preset, 4> presets{{{"conventional", 500.0, 5.0, 835.0, 12.0, 5.0},
                                         {"conventional, 15 h at 850 C", 500.0, 5.0, 850.0, 15.0, 5.0},
                                         {"slow", 450.0, 6.0, 835.0, 24.0, 2.0},
                                         {"no dwell", 500.0, 5.0, 835.0, 0.0, 5.0}}};

}  // namespace

Programme::Programme(double start_K, const std::vector<ProgrammeStep>& steps) {
  double time = 0.0;
  double temperature = start_K;
  points_.push_back({time, temperature});
  for (const auto& step : steps) {
    time += step.ramp_s;
    temperature = step.target_K;
    points_.push_back({time, temperature});
    if (step.hold_s > 0.0) {
      time += step.hold_s;
      points_.push_back({time, temperature});
    }
  }
}

double Programme::at(double time_s, bool before) const {
  if (points_.empty()) {
    return constants::zero_celsius;
  }
  const auto next = before ? std::ranges::lower_bound(points_, time_s, {}, &ProgrammePoint::time_s)
                           : std::ranges::upper_bound(points_, time_s, {}, &ProgrammePoint::time_s);
  if (next == points_.begin()) {
    return points_.front().temperature_K;
  }
  if (next == points_.end()) {
    return points_.back().temperature_K;
  }
  const auto& left = *(next - 1);
  const double u = (time_s - left.time_s) / (next->time_s - left.time_s);
  return left.temperature_K + u * (next->temperature_K - left.temperature_K);
}

double Programme::highest_K() const {
  double highest = 0.0;
  for (const auto& point : points_) {
    highest = std::max(highest, point.temperature_K);
  }
  return highest;
}

double Programme::last_cooling_begins_s() const {
  double begins = end_s();
  for (std::size_t i = points_.size(); i-- > 1;) {
    if (points_[i].temperature_K > points_[i - 1].temperature_K) {
      break;
    }
    if (points_[i].temperature_K < points_[i - 1].temperature_K) {
      begins = points_[i - 1].time_s;
    }
  }
  return begins;
}

std::vector<ProgrammeStep> preset_steps(std::string_view name) {
  const auto found = std::ranges::find(presets, name, &Preset::name);
  if (found == presets.end()) {
    const auto known = preset_names();
    throw UsageError(fmt::format("there is no preset '{}'", name), spelling_advice(name, known, "presets"));
  }
  constexpr double room_C = 25.0;
  const auto ramp_s = [&](double from_C, double to_C) {
    return std::abs(to_C - from_C) / found->rate_K_per_min * minute;
  };
  const auto kelvin = [](double celsius) { return celsius + constants::zero_celsius; };
  return {{kelvin(found->first_C), ramp_s(room_C, found->first_C), found->first_h * hour, 0},
          {kelvin(found->second_C), ramp_s(found->first_C, found->second_C), found->second_h * hour, 0},
          {kelvin(room_C), ramp_s(found->second_C, room_C), 0.0, 0}};
}

std::vector<std::string_view> preset_names() {
  std::vector<std::string_view> names;
  names.reserve(std::size(presets));
  for (const auto& preset : presets) {
    names.push_back(preset.name);
  }
  return names;
}

}  // namespace nacre::process
