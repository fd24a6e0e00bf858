#include "nacre/formats/patterns/pattern.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "nacre/base/error.hpp"
#include "nacre/formats/patterns/axis.hpp"
#include "nacre/formats/text/clock.hpp"
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

// When each of several scans began, in seconds since the first; nothing where one of them does not say, or
// all say the same.
std::optional<Numbers> start_times(const std::vector<Scan>& scans) {
  Numbers times;
  times.reserve(scans.size());
  for (const auto& scan : scans) {
    const auto time = scan.started_s ? scan.started_s : text::read_date(scan.start_time);
    if (!time) {
      return std::nullopt;
    }
    times.push_back(*time);
  }
  const double first = times.front();
  for (double& time : times) {
    time -= first;
  }
  const bool change = std::any_of(times.begin(), times.end(), [](double time) { return time != 0; });
  return change ? std::optional(std::move(times)) : std::nullopt;
}

// The scans that are no patterns: a warning, or the error where there is nothing else.
void report_left_out(const Source& source, Pattern& pattern) {
  const auto& left_out = pattern.left_out;
  if (left_out.empty()) {
    return;
  }
  const bool same = std::all_of(left_out.begin(), left_out.end(),
                                [&](const std::string& other) { return other == left_out.front(); });
  const std::string reason = left_out.front() + (same ? "" : ", ...");
  if (pattern.scans.empty()) {
    source.fail(fmt::format("has no scan along 2 theta: its {} scans are {}", left_out.size(), reason),
                at_byte(0), "it is no powder pattern");
  }
  pattern.warnings.push_back(
      fmt::format("{} scans that are not along 2 theta are left out ({})", left_out.size(), reason));
}

// The rows from begin to end as a table of their own: a column that is the same in all of them goes to the
// metadata, but for the pattern itself.
Table slice(const Table& table, std::size_t begin, std::size_t end) {
  Table part;
  part.file = table.file;
  part.reader = table.reader;
  part.metadata = table.metadata;
  part.warnings = table.warnings;
  for (const auto& column : table.columns()) {
    const auto from = column.values.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto to = column.values.begin() + static_cast<std::ptrdiff_t>(end);
    const bool stated = column.name == "scan" || column.name == "time_s" || column.name == "temperature_K" ||
                        column.name == "count_time_s";
    if (stated && std::all_of(from, to, [&](double value) { return value == *from; })) {
      add_number(part.metadata, column.name, *from);
      continue;
    }
    Column copy = column;
    copy.values = Numbers(from, to);
    part.add(std::move(copy));
  }
  return part;
}

}  // namespace

bool is_along_two_theta(std::string_view axis) {
  constexpr std::array<std::string_view, 8> words = {"2theta",  "twotheta", "2th",          "tth",
                                                     "coupled", "gonio",    "detectorscan", "psd"};
  const std::string word = simplified(axis);
  return word.empty() || std::any_of(words.begin(), words.end(), [&](std::string_view part) {
           return word.find(part) != std::string::npos;
         });
}

double attenuated_std(double intensity, double factor) {
  return factor > 0 ? factor * std::sqrt(std::max(intensity / factor, 1.0)) : 0;
}

std::vector<Table> split_patterns(Table&& table) {
  std::vector<Table> tables;
  const Column* scan = table.find("scan");
  const Column* angle = table.find("two_theta_deg");
  if (scan == nullptr || angle == nullptr) {
    tables.push_back(std::move(table));
    return tables;
  }
  std::size_t pattern_begin = 0;
  std::size_t scan_begin = 0;
  for (std::size_t row = 1; row <= table.rows(); ++row) {
    if (row < table.rows() && scan->values[row] == scan->values[row - 1]) {
      continue;
    }
    const double middle = (angle->values[scan_begin] + angle->values[row - 1]) / 2;
    if (row == table.rows() || !(angle->values[row] > middle)) {
      if (tables.size() == most_patterns) {
        throw InputError(table.file, fmt::format("holds more than {} patterns", most_patterns), "",
                         "cut it into several files");
      }
      tables.push_back(slice(table, pattern_begin, row));
      pattern_begin = row;
    }
    scan_begin = row;
  }
  return tables;
}

Table to_table(const Source& source, Pattern&& pattern) {
  auto& scans = pattern.scans;
  std::erase_if(scans, [](const Scan& scan) { return scan.two_theta_deg.empty(); });
  report_left_out(source, pattern);
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
  if (const auto times = start_times(scans)) {
    add_stated(table, "time_s", "s", scans, [&](const Scan& scan, std::size_t) {
      return (*times)[static_cast<std::size_t>(&scan - scans.data())];
    });
  }

  add_text(metadata, "start_time",
           pattern.start_time.empty() ? scans.front().start_time : pattern.start_time);
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

std::optional<double> start_time_s(const Table& table) {
  const auto found = std::find_if(table.metadata.begin(), table.metadata.end(),
                                  [](const auto& entry) { return entry.first == "start_time"; });
  const auto start = found == table.metadata.end() ? std::nullopt : text::read_date(found->second);
  return start ? std::optional(*start + stated_number(table, "time_s").value_or(0)) : std::nullopt;
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
