#include "nacre/formats/patterns/pattern.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "nacre/formats/text/number.hpp"

namespace nacre::formats::patterns {
namespace {

using Metadata = std::vector<std::pair<std::string, std::string>>;

void add_text(Metadata& metadata, std::string_view key, const std::string& value) {
  if (!value.empty()) {
    metadata.emplace_back(key, value);
  }
}

void add_number(Metadata& metadata, std::string_view key, const std::optional<double>& value) {
  if (value) {
    metadata.emplace_back(key, fmt::format("{}", *value));
  }
}

void check_angles(const Source& source, const Scan& scan, std::size_t number) {
  constexpr double limit_deg = 360;
  for (std::size_t i = 0; i < scan.two_theta_deg.size(); ++i) {
    if (const double angle = scan.two_theta_deg[i]; !(std::abs(angle) <= limit_deg)) {
      source.fail(fmt::format("holds a 2 theta of {} degrees", angle),
                  fmt::format("scan {}, point {}", number, i + 1),
                  "the file is damaged, or no powder pattern");
    }
  }
}

void turn_upwards(Scan& scan) {
  const Numbers& angles = scan.two_theta_deg;
  if (angles.size() > 1 && std::is_sorted(angles.begin(), angles.end(), std::greater_equal<>())) {
    for (Numbers* values : {&scan.two_theta_deg, &scan.intensity, &scan.intensity_std, &scan.count_times_s}) {
      std::reverse(values->begin(), values->end());
    }
  }
}

// One value for all rows goes to the metadata; values that differ become a column.
void add_stated(Table& table, std::string_view name, std::string_view unit, const std::vector<Scan>& scans,
                const std::function<double(const Scan& scan, std::size_t point)>& value) {
  Numbers values;
  values.reserve(table.rows());
  for (const auto& scan : scans) {
    for (std::size_t i = 0; i < scan.two_theta_deg.size(); ++i) {
      values.push_back(value(scan, i));
    }
  }
  const bool same =
      std::all_of(values.begin(), values.end(), [&](double other) { return other == values.front(); });
  const bool none = std::all_of(values.begin(), values.end(), [](double other) { return std::isnan(other); });
  if (same) {
    add_number(table.metadata, name, values.front());
  } else if (!none) {
    table.add(std::string(name), std::string(unit), std::move(values));
  }
}

Numbers joined(const std::vector<Scan>& scans, std::size_t rows, Numbers Scan::*member) {
  Numbers values;
  values.reserve(rows);
  for (const auto& scan : scans) {
    const Numbers& part = scan.*member;
    values.insert(values.end(), part.begin(), part.end());
    values.resize(values.size() + scan.two_theta_deg.size() - part.size(), missing);
  }
  return values;
}

const char* unit_of(Counted counted) {
  return counted == Counted::counts ? "counts" : counted == Counted::rate ? "1/s" : "1";
}

}  // namespace

Table to_table(const Source& source, Pattern&& pattern) {
  auto& scans = pattern.scans;
  std::erase_if(scans, [](const Scan& scan) { return scan.two_theta_deg.empty(); });
  if (scans.empty()) {
    source.fail("holds no point of a pattern", at_byte(source.bytes().size()),
                "the measurement was stopped before its first point, or the file was cut off");
  }
  std::size_t rows = 0;
  bool with_std = false;
  for (std::size_t i = 0; i < scans.size(); ++i) {
    check_angles(source, scans[i], i + 1);
    turn_upwards(scans[i]);
    rows += scans[i].two_theta_deg.size();
    with_std = with_std || !scans[i].intensity_std.empty();
  }

  Table table;
  auto& metadata = table.metadata;
  add_text(metadata, "title", pattern.title);
  add_text(metadata, "radiation", pattern.radiation);
  add_text(metadata, "anode", pattern.anode);
  add_number(metadata, "wavelength_angstrom", pattern.wavelength_angstrom);
  add_number(metadata, "wavelength_2_angstrom", pattern.wavelength_2_angstrom);
  add_number(metadata, "wavelength_ratio", pattern.wavelength_ratio);

  table.add("two_theta_deg", "deg", joined(scans, rows, &Scan::two_theta_deg));
  table.add("intensity", unit_of(pattern.counted), joined(scans, rows, &Scan::intensity));
  if (with_std) {
    table.add("intensity_std", unit_of(pattern.counted), joined(scans, rows, &Scan::intensity_std));
  }
  if (scans.size() > 1) {
    Numbers numbers;
    numbers.reserve(rows);
    for (std::size_t i = 0; i < scans.size(); ++i) {
      numbers.resize(numbers.size() + scans[i].two_theta_deg.size(), static_cast<double>(i + 1));
    }
    table.add("scan", "1", std::move(numbers));
  }
  const double count_time_s = pattern.count_time_s.value_or(missing);
  const double temperature_K = pattern.temperature_K.value_or(missing);
  add_stated(table, "count_time_s", "s", scans, [&](const Scan& scan, std::size_t point) {
    return scan.count_times_s.empty() ? scan.count_time_s.value_or(count_time_s) : scan.count_times_s[point];
  });
  add_stated(table, "temperature_K", "K", scans,
             [&](const Scan& scan, std::size_t) { return scan.temperature_K.value_or(temperature_K); });

  add_text(metadata, "start_time", pattern.start_time);
  add_number(metadata, "goniometer_radius_mm", pattern.goniometer_radius_mm);
  add_text(metadata, "divergence_slit", pattern.divergence_slit);
  metadata.insert(metadata.end(), pattern.metadata.begin(), pattern.metadata.end());
  table.warnings = std::move(pattern.warnings);
  return table;
}

std::optional<double> stated_number(const Table& table, std::string_view key) {
  const auto found = std::find_if(table.metadata.begin(), table.metadata.end(),
                                  [&](const auto& entry) { return entry.first == key; });
  if (found == table.metadata.end()) {
    return std::nullopt;
  }
  const std::string text = found->second + "\n";
  double value = 0;
  const char* end = text::read_number(text.c_str(), '.', 0, value);
  return end != nullptr && *end == '\n' ? std::optional(value) : std::nullopt;
}

Numbers even_angles(double first_deg, double step_deg, std::size_t points) {
  Numbers angles(points);
  for (std::size_t i = 0; i < points; ++i) {
    angles[i] = first_deg + step_deg * static_cast<double>(i);
  }
  return angles;
}

void drop_cut_point(const Source& source, Scan& scan) {
  if (source.bytes().ends_with('\n')) {
    return;
  }
  for (Numbers* values : {&scan.two_theta_deg, &scan.intensity, &scan.intensity_std, &scan.count_times_s}) {
    if (!values->empty()) {
      values->pop_back();
    }
  }
}

bool all_whole(const Numbers& values) {
  return std::all_of(values.begin(), values.end(), [](double value) { return value == std::floor(value); });
}

std::optional<double> if_positive(double value) {
  return value > 0 && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

}  // namespace nacre::formats::patterns
