#include "nacre/diffraction/pattern.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "nacre/base/error.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/numerics/statistics.hpp"

namespace nacre::diffraction {
namespace {

constexpr std::size_t fewest_points = 20;

std::optional<Radiation> radiation_of(const formats::Table& table) {
  const auto first = formats::patterns::stated_number(table, "wavelength_angstrom");
  if (!first) {
    return std::nullopt;
  }
  auto radiation = parse_radiation(fmt::format("{}", *first));
  const auto second = formats::patterns::stated_number(table, "wavelength_2_angstrom");
  if (second && *second != *first) {
    radiation.lines.push_back(
        {*second, std::min(formats::patterns::stated_number(table, "wavelength_ratio").value_or(0.5), 1.0)});
  }
  for (const auto& [name, text] : table.metadata) {
    if (name == "radiation" && text.starts_with("neutron")) {
      radiation.probe = crystal::Probe::neutron;
      radiation.bragg_brentano = false;
    }
  }
  return radiation;
}

// How long each point was counted.
class CountTimes {
 public:
  explicit CountTimes(const formats::Table& table)
      : each_(table.find("count_time_s")),
        all_(formats::patterns::stated_number(table, "count_time_s").value_or(1.0)),
        counts_(table.find("intensity")->unit == "counts") {}

  double seconds(std::size_t point) const {
    const double stated = each_ != nullptr ? each_->values[point] : all_;
    return stated > 0.0 ? stated : 1.0;
  }
  // Counts of unequal times as if all had been counted as long as the first point.
  double scale(std::size_t point) const { return counts_ ? seconds(0) / seconds(point) : 1.0; }

 private:
  const formats::Column* each_;
  double all_;
  bool counts_;
};

// Points by scan: one scan as it is, several over the same angles as their sum, of which the counting
// uncertainties add in squares.
struct Points {
  std::vector<double> x, y, variance;
};

void sort_and_clean(Points& points, std::vector<std::string>& warnings) {
  std::vector<std::size_t> order;
  std::size_t unusable = 0;
  for (std::size_t i = 0; i < points.x.size(); ++i) {
    if (std::isfinite(points.x[i]) && std::isfinite(points.y[i]) && std::isfinite(points.variance[i]) &&
        points.variance[i] > 0.0) {
      order.push_back(i);
    } else {
      ++unusable;
    }
  }
  if (unusable > 0) {
    warnings.push_back(
        fmt::format("{} points without an intensity or with a zero uncertainty are left out", unusable));
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return points.x[i] < points.x[j]; });
  Points kept;
  int times = 1;
  for (const auto i : order) {
    if (!kept.x.empty() && points.x[i] == kept.x.back()) {
      // Measured more than once: the plain mean, since weights from counts would favour the lower ones.
      const double n = times++;
      kept.y.back() = (n * kept.y.back() + points.y[i]) / (n + 1.0);
      kept.variance.back() = (n * n * kept.variance.back() + points.variance[i]) / ((n + 1.0) * (n + 1.0));
      continue;
    }
    times = 1;
    kept.x.push_back(points.x[i]);
    kept.y.push_back(points.y[i]);
    kept.variance.push_back(points.variance[i]);
  }
  points = std::move(kept);
}

}  // namespace

Pattern pattern_of(const formats::Table& table, std::optional<int> scan) {
  const auto x = table.numbers("two_theta_deg");
  const auto y = table.numbers("intensity");
  const auto* std_column = table.find("intensity_std");
  const auto* scans = table.find("scan");
  const auto* column = table.find("intensity");
  Pattern pattern;
  pattern.radiation = radiation_of(table);
  const CountTimes times(table);
  Points points;
  std::vector<int> numbers;
  bool falls = false;  // within a scan: the next one may well begin below the end of this one
  int before = 0;
  double angle_before = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < x.size(); ++i) {
    const int number = scans != nullptr ? static_cast<int>(scans->values[i]) : 1;
    if (scan && number != *scan) {
      continue;
    }
    if (std::find(numbers.begin(), numbers.end(), number) == numbers.end()) {
      numbers.push_back(number);
    }
    falls = falls || (number == before && x[i] < angle_before);
    before = number;
    angle_before = x[i];
    // What was counted, and by how much it is multiplied to be comparable with the other points.
    const double counts = column->unit == "1/s" ? y[i] * times.seconds(i) : y[i];
    const double scale = column->unit == "1/s" ? 1.0 / times.seconds(i) : times.scale(i);
    const double std = std_column != nullptr ? times.scale(i) * std_column->values[i]
                                             : scale * std::sqrt(std::max(counts, 1.0));
    points.x.push_back(x[i]);
    points.y.push_back(scale * counts);
    points.variance.push_back(std * std);
  }
  if (scan && points.x.empty()) {
    throw UsageError(fmt::format("{} has no scan {}", table.file, *scan));
  }
  if (numbers.size() > 1) {
    pattern.warnings.push_back(
        fmt::format("the file holds {} scans: they are averaged where they cover the same angles{}; --scan "
                    "takes one of them, nacre xrd series follows them one after another",
                    numbers.size(), table.has("temperature_K") ? ", at whatever temperature" : ""));
  }
  if (falls) {
    pattern.warnings.emplace_back("the angles do not rise: points are sorted");
  }
  sort_and_clean(points, pattern.warnings);
  if (points.x.size() < fewest_points) {
    throw InputError(table.file, fmt::format("{} usable points are no powder pattern", points.x.size()), "",
                     "a pattern has at least 20 points of angle and intensity");
  }
  if (points.x.front() < 0.0 || points.x.back() > 180.0) {
    throw InputError(table.file, "angles outside 0 to 180 degrees",
                     fmt::format("{:g} to {:g}", points.x.front(), points.x.back()),
                     "is the first column the scattering angle 2theta?");
  }
  if (*std::max_element(points.y.begin(), points.y.end()) <= 0.0) {
    throw InputError(table.file, "no intensity above zero", "", "nothing was counted: measure again");
  }
  pattern.two_theta_deg = std::move(points.x);
  pattern.intensity = std::move(points.y);
  pattern.std.resize(pattern.size());
  std::transform(points.variance.begin(), points.variance.end(), pattern.std.begin(),
                 [](double variance) { return std::sqrt(variance); });
  return pattern;
}

double Pattern::mean_step_deg() const {
  return (two_theta_deg.back() - two_theta_deg.front()) / static_cast<double>(size() - 1);
}

double negligible_level(const Pattern& pattern) { return 0.1 * numerics::quantile(pattern.std, 0.1); }

Pattern cut(const Pattern& pattern, const Range& range, const std::vector<Range>& excluded) {
  Pattern kept;
  kept.radiation = pattern.radiation;
  kept.warnings = pattern.warnings;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const double x = pattern.two_theta_deg[i];
    const auto within = [x](const Range& r) { return x >= r.low_deg && x <= r.high_deg; };
    if (!within(range) || std::any_of(excluded.begin(), excluded.end(), within)) {
      continue;
    }
    kept.two_theta_deg.push_back(x);
    kept.intensity.push_back(pattern.intensity[i]);
    kept.std.push_back(pattern.std[i]);
  }
  if (kept.size() < fewest_points) {
    throw UsageError(fmt::format("{} points lie between {:g} and {:g} degrees", kept.size(), range.low_deg,
                                 range.high_deg),
                     fmt::format("the pattern reaches from {:g} to {:g} degrees",
                                 pattern.two_theta_deg.front(), pattern.two_theta_deg.back()));
  }
  return kept;
}

}  // namespace nacre::diffraction
