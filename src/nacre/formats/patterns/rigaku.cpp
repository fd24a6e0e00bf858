#include "nacre/formats/patterns/rigaku.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "nacre/formats/patterns/numbers.hpp"

namespace nacre::formats::patterns {

std::optional<double> rigaku_count_time_s(std::string_view speed, std::string_view unit,
                                          std::string_view step, std::string_view mode) {
  double rate = 0;
  double step_deg = 0;
  if (!read_field(speed, rate)) {
    return std::nullopt;
  }
  if (unit.starts_with("sec") || (unit.empty() && mode == "STEP")) {
    return if_positive(rate);
  }
  const bool per_minute = unit == "deg/min" || (unit.empty() && mode == "CONTINUOUS");
  return per_minute && read_field(step, step_deg) ? if_positive(60 * step_deg / rate) : std::nullopt;
}

void report_scaling(Pattern& pattern, std::size_t attenuated) {
  if (attenuated > 0) {
    pattern.warnings.push_back(
        fmt::format("{} points were measured behind an attenuator: its factor was not applied", attenuated));
  }
  const bool whole = std::all_of(pattern.scans.begin(), pattern.scans.end(),
                                 [](const Scan& scan) { return all_whole(scan.intensity); });
  if (pattern.counted == Counted::counts && !whole) {
    pattern.warnings.emplace_back(
        "the intensities are called counts and are no whole numbers: the program that wrote them corrected "
        "them, and their scatter may not be that of counts");
  }
}

}  // namespace nacre::formats::patterns
