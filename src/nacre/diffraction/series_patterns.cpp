#include "nacre/diffraction/series_patterns.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>

#include "nacre/base/error.hpp"
#include "nacre/formats/patterns/pattern.hpp"

namespace nacre::diffraction {
namespace {

// A stage that kept its temperature is not what the series is about.
constexpr double steady_K = 2.0;

double interpolated(std::span<const double> x, std::span<const double> y, double at) {
  const auto above = std::lower_bound(x.begin(), x.end(), at);
  if (above == x.begin() || above == x.end()) {
    return above != x.end() && *above == at ? y[static_cast<std::size_t>(above - x.begin())] : std::nan("");
  }
  const auto i = static_cast<std::size_t>(above - x.begin());
  return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
}

// What the series runs over: the name of a column and its value at each pattern.
struct Coordinate {
  std::string name;
  std::vector<double> values;

  bool changes(double by) const {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return *high - *low > by;
  }
};

// A key that every pattern states, or nothing.
std::optional<Coordinate> stated_by_all(std::span<const formats::Table> tables, const std::string& key) {
  Coordinate coordinate{key, {}};
  for (const auto& table : tables) {
    const auto value = formats::patterns::stated_number(table, key);
    if (!value) {
      return std::nullopt;
    }
    coordinate.values.push_back(*value);
  }
  return coordinate;
}

// When each pattern was begun, in seconds since the first, or nothing where one of them does not say.
std::optional<Coordinate> stated_times(std::span<const formats::Table> tables) {
  Coordinate coordinate{"time_s", {}};
  for (const auto& table : tables) {
    const auto started = formats::patterns::start_time_s(table);
    if (!started) {
      return std::nullopt;
    }
    coordinate.values.push_back(*started);
  }
  const double first = coordinate.values.front();
  for (double& value : coordinate.values) {
    value -= first;
  }
  return coordinate;
}

Coordinate numbers(std::size_t patterns) {
  Coordinate coordinate{"pattern", std::vector<double>(patterns)};
  std::iota(coordinate.values.begin(), coordinate.values.end(), 1.0);
  return coordinate;
}

Coordinate choose_coordinate(const SeriesAxis& axis, std::span<const formats::Table> tables) {
  if (!axis.coordinate.empty()) {
    const auto stated =
        axis.coordinate == "time_s" ? stated_times(tables) : stated_by_all(tables, axis.coordinate);
    if (!stated) {
      throw InputError(tables.front().file, fmt::format("not every pattern states its {}", axis.coordinate),
                       "", "see nacre table for what they state");
    }
    return *stated;
  }
  if (const auto temperature = stated_by_all(tables, "temperature_K");
      temperature && temperature->changes(steady_K)) {
    return *temperature;
  }
  const auto times = stated_times(tables);
  return times && times->changes(0.0) ? *times : numbers(tables.size());
}

// The time of each pattern in the cycler's record, and the voltage there.
Coordinate join_cycler(const SeriesAxis& axis, std::span<const formats::Table> tables,
                       std::vector<SeriesPattern>& patterns) {
  auto times = numbers(patterns.size());
  if (axis.every_s > 0.0) {
    for (double& time : times.values) {
      time = axis.every_s * (time - 1.0);
    }
  } else if (const auto stated = stated_times(tables); stated && stated->changes(0.0)) {
    times = *stated;
  } else {
    throw UsageError(
        "the record of the cell needs the seconds from one pattern to the next, which the files do not state",
        "give them with --every, in a study as every_s");
  }
  times.name = "time_s";
  const auto time = axis.cycler->numbers("time_s"), voltage = axis.cycler->numbers("voltage_V");
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    times.values[i] += axis.offset_s;
    if (const double v = interpolated(time, voltage, times.values[i]); std::isfinite(v)) {
      patterns[i].voltage_V = v;
    }
  }
  return times;
}

// As its file is called, or the member of an archive, and which of several scans it is.
std::string name_of(const formats::Table& table) {
  auto name = std::filesystem::path(table.file.substr(table.file.find_last_of(':') + 1)).stem().string();
  if (const auto scan = formats::patterns::stated_number(table, "scan")) {
    name += fmt::format("-{:g}", *scan);
  }
  return name;
}

}  // namespace

SeriesPatterns series_patterns(std::vector<formats::Table> tables, const Request& request,
                               const SeriesAxis& axis) {
  std::vector<formats::Table> all;
  for (auto& table : tables) {
    std::ranges::move(formats::patterns::split_patterns(std::move(table)), std::back_inserter(all));
  }
  SeriesPatterns result;
  if (all.empty()) {
    return result;
  }
  for (const auto& table : all) {
    auto& pattern = result.patterns.emplace_back();
    pattern.name = name_of(table);
    pattern.pattern = cut(pattern_of(table), request);
    for (const auto& list : {table.warnings, pattern.pattern.warnings}) {
      for (const auto& warning : list) {
        result.warnings.push_back(pattern.name + ": " + warning);
      }
    }
  }
  const auto coordinate =
      axis.cycler == nullptr ? choose_coordinate(axis, all) : join_cycler(axis, all, result.patterns);
  result.along = coordinate.name;
  for (std::size_t i = 0; i < result.patterns.size(); ++i) {
    result.patterns[i].coordinate = coordinate.values[i];
  }
  return result;
}

}  // namespace nacre::diffraction
