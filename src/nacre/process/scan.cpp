#include "nacre/process/scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/base/parallel.hpp"
#include "nacre/process/furnace_run.hpp"

namespace nacre::process {
namespace {

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == by) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

}  // namespace

ScanAxis parse_scan_axis(const std::string& text) {
  const auto refuse = [&](const std::string& why) -> UsageError {
    return UsageError(fmt::format("--vary {}: {}", text, why),
                      "KEY=FROM:TO:COUNT, KEY=FROM:TO:COUNT:log or KEY=VALUE,VALUE,...");
  };
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw refuse("expected KEY=VALUES");
  }
  const auto number = [&](const std::string& part) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error != std::errc{} || end != part.data() + part.size() || !std::isfinite(value)) {
      throw refuse(fmt::format("'{}' is not a number", part));
    }
    return value;
  };
  ScanAxis axis;
  axis.key = text.substr(0, equals);
  const auto values = text.substr(equals + 1);
  const auto range = split(values, ':');
  if (range.size() == 1) {
    for (const auto& part : split(values, ',')) {
      axis.values.push_back(number(part));
    }
    return axis;
  }
  axis.logarithmic = range.size() == 4 && range[3] == "log";
  if (range.size() != 3 && !axis.logarithmic) {
    throw refuse("a range has three parts");
  }
  const double from = number(range[0]);
  const double to = number(range[1]);
  const double count = number(range[2]);
  if (!(count >= 2.0 && count <= 1000.0) || count != std::floor(count)) {
    throw refuse("the count must be a whole number from 2 to 1000");
  }
  if (axis.logarithmic && !(from > 0.0 && to > 0.0)) {
    throw refuse("a logarithmic range must be positive");
  }
  for (int i = 0; i < static_cast<int>(count); ++i) {
    const double u = i / (count - 1.0);
    axis.values.push_back(axis.logarithmic ? from * std::pow(to / from, u) : from + u * (to - from));
  }
  return axis;
}

Scan scan(const std::filesystem::path& file, const Changes& changes, const std::vector<ScanAxis>& axes,
          const ScanOptions& options) {
  Scan result;
  result.axes = axes;
  double count = 1.0;
  for (const auto& axis : axes) {
    count *= static_cast<double>(axis.values.size());
  }
  if (axes.empty() || count > static_cast<double>(scan_points_at_most)) {
    throw UsageError(fmt::format("a scan of {:g} recipes", count),
                     fmt::format("vary one key at least, and {} recipes at most", scan_points_at_most));
  }
  const auto text = read_file(file);
  result.points.resize(static_cast<std::size_t>(count));
  std::vector<Recipe> recipes;
  recipes.reserve(result.points.size());
  for (std::size_t n = 0; n < result.points.size(); ++n) {
    auto& point = result.points[n];
    point.values.resize(axes.size());
    std::size_t rest = n;
    auto all = changes;
    for (std::size_t a = axes.size(); a-- > 0;) {
      point.values[a] = axes[a].values[rest % axes[a].values.size()];
      rest /= axes[a].values.size();
    }
    for (std::size_t a = 0; a < axes.size(); ++a) {
      all.emplace_back(axes[a].key, fmt::format("{}", point.values[a]));
    }
    recipes.push_back(parse_recipe(text, file, all));
    recipes.back().places = std::min(recipes.back().places, options.places);
    recipes.back().strip.cells_along = options.cells_along;
    recipes.back().strip.cells_across = options.cells_across;
  }
  std::vector<double> detection(result.points.size(), 0.0);
  std::atomic<std::size_t> done{0};
  parallel_for(result.points.size(), [&](std::size_t n) {
    if (options.keep_going && !options.keep_going()) {
      result.points[n].error = "stopped by the user";
      return;
    }
    try {
      const auto run = run_furnace(recipes[n]);
      result.points[n].material = run.material;
      detection[n] = run.nio_detection;
    } catch (const UsageError&) {  // of all recipes alike
      throw;
    } catch (const Error& error) {
      result.points[n].error = error.what();
    }
    if (options.progress) {
      options.progress(++done);
    }
  });
  result.nio_detection = *std::ranges::max_element(detection);
  return result;
}

Json to_json(const Scan& scan) {
  Json json{{"axes", Json::array()},
            {"nio_detection_weight_fraction", scan.nio_detection},
            {"points", Json::array()}};
  for (const auto& axis : scan.axes) {
    json["axes"].push_back({{"key", axis.key}, {"values", axis.values}, {"logarithmic", axis.logarithmic}});
  }
  for (const auto& point : scan.points) {
    Json entry = Json::object();
    for (std::size_t a = 0; a < scan.axes.size(); ++a) {
      entry[scan.axes[a].key] = point.values[a];
    }
    if (point.error.empty()) {
      for (const auto& [name, value] : material::numbers_of(point.material)) {
        entry[name] = value;
      }
    } else {
      entry["error"] = point.error;
    }
    json["points"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace nacre::process
