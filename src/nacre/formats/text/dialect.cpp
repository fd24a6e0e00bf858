#include "nacre/formats/text/dialect.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "nacre/base/units.hpp"
#include "nacre/formats/step_count.hpp"
#include "nacre/formats/text/steps.hpp"

namespace nacre::formats::text {
namespace {

struct Neutral {
  std::string_view name;
  std::string_view symbol;  // as unit_scale gives it
  std::string_view unit;    // as the table states it
};

constexpr std::array neutrals = {
    Neutral{"time_s", "s", "s"},
    Neutral{"voltage_V", "V", "V"},
    Neutral{"current_A", "A", "A"},
    Neutral{"cycle", "1", "1"},
    Neutral{"step", "1", "1"},
    Neutral{"step_index", "1", "1"},
    Neutral{"step_type", "", ""},
    Neutral{"capacity_Ah", "Ah", "Ah"},
    Neutral{"energy_Wh", "Wh", "Wh"},
    Neutral{"charge_capacity_Ah", "Ah", "Ah"},
    Neutral{"discharge_capacity_Ah", "Ah", "Ah"},
    Neutral{"charge_energy_Wh", "Wh", "Wh"},
    Neutral{"discharge_energy_Wh", "Wh", "Wh"},
    Neutral{"temperature_C", "degC", "C"},
    Neutral{"frequency_Hz", "Hz", "Hz"},
    Neutral{"z_real_ohm", "ohm", "ohm"},
    Neutral{"z_imag_ohm", "ohm", "ohm"},
    Neutral{"spectrum", "1", "1"},
    Neutral{"two_theta_deg", "deg", "deg"},
    Neutral{"intensity", "1", "1"},
    Neutral{"intensity_std", "1", "1"},
    Neutral{"scan", "1", "1"},
    Neutral{"unix_time_s", "s", "s"},
    Neutral{"step_time_s", "s", "s"},
    Neutral{"record", "1", "1"},
};

constexpr auto neutral_names = [] {
  std::array<std::string_view, neutrals.size()> names{};
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = neutrals[i].name;
  }
  return names;
}();

const Neutral* find_neutral(std::string_view name) {
  const auto found = std::find_if(neutrals.begin(), neutrals.end(),
                                  [&](const Neutral& neutral) { return neutral.name == name; });
  return found == neutrals.end() ? nullptr : &*found;
}

std::size_t rank(std::string_view name) {
  const Neutral* neutral = find_neutral(name);
  return neutral == nullptr ? neutrals.size() : static_cast<std::size_t>(neutral - neutrals.data());
}

// Days since 1899-12-30, as spreadsheets count them, to seconds since 1970.
double from_spreadsheet_days(double days) { return (days - 25569.0) * seconds_per_day; }

bool all_between(const Numbers& values, double low, double high) {
  return std::all_of(values.begin(), values.end(),
                     [&](double value) { return std::isnan(value) || (value >= low && value <= high); });
}

// The name that a column keeps: without the unit where that stands apart, whole where it is part of a word.
std::string own_name(const Heading& heading) {
  const bool part_of_word = heading.unit.empty() || heading.text.ends_with("_" + heading.unit);
  return part_of_word ? heading.text : heading.name;
}

void report_unreadable(const std::string& name, const ParsedColumn& parsed, std::size_t rows,
                       std::vector<std::string>& warnings) {
  if (parsed.unreadable > 0) {
    warnings.push_back(fmt::format("{}: {} of {} fields hold no {} (first {}: '{}'): taken as missing", name,
                                   parsed.unreadable, rows, parsed.cell == Cell::date ? "date" : "number",
                                   at_line(parsed.first_unreadable_line), parsed.first_unreadable));
  }
  const bool needed = name == "time_s" || name == "voltage_V" || name == "current_A";
  if (parsed.empty > 0 && needed) {
    warnings.push_back(
        fmt::format("{}: {} of {} fields are empty: taken as missing", name, parsed.empty, rows));
  }
}

void say_how_dates_were_read(Table& table, const ParsedColumn& parsed) {
  table.metadata.emplace_back("time zone", "not stated: local time is taken as UTC");
  if (parsed.order_assumed) {
    table.warnings.emplace_back(
        "the dates do not say whether day or month comes first: taken as month/day/year (unix_time_s)");
  }
}

// time_s from dates: seconds since the first.
Numbers since_first(const Numbers& unix_time) {
  Numbers time(unix_time.size());
  const auto first =
      std::find_if(unix_time.begin(), unix_time.end(), [](double t) { return !std::isnan(t); });
  const double start = first == unix_time.end() ? missing : *first;
  std::transform(unix_time.begin(), unix_time.end(), time.begin(), [&](double t) { return t - start; });
  return time;
}

}  // namespace

std::optional<std::string_view> neutral_unit(std::string_view column) {
  const Neutral* neutral = find_neutral(column);
  return neutral == nullptr ? std::nullopt : std::optional(neutral->unit);
}

std::span<const std::string_view> neutral_columns() { return neutral_names; }

std::vector<Assignment> assign(const std::vector<Heading>& headings, std::span<const Rule> rules) {
  std::vector<Assignment> assignments(headings.size());
  std::vector<std::string_view> given;
  for (const Rule& rule : rules) {
    if (std::find(given.begin(), given.end(), rule.column) != given.end()) {
      continue;
    }
    for (std::size_t c = 0; c < headings.size(); ++c) {
      if (!assignments[c].column.empty() || headings[c].key != rule.key) {
        continue;
      }
      const auto symbol = find_neutral(rule.column)->symbol;
      const std::string_view unit = headings[c].unit.empty() ? rule.unit : headings[c].unit;
      const auto scale = unit.empty() ? UnitScale{symbol} : unit_scale(unit).value_or(UnitScale{"?"});
      if (scale.symbol == symbol || symbol.empty()) {
        assignments[c] = {std::string(rule.column), scale};
        given.push_back(rule.column);
        break;
      }
    }
  }
  return assignments;
}

Table read_assigned(const Source& source, const ReadOptions& options, const Layout& layout,
                    const std::vector<Assignment>& assignments) {
  std::vector<ColumnFormat> formats;
  for (std::size_t c = 0; c < assignments.size(); ++c) {
    ColumnFormat format;
    format.name = layout.headings[c].text;
    if (assignments[c].column == "step_type") {
      format.cell = Cell::text;
    } else if (!assignments[c].column.empty()) {
      format.cell = assignments[c].column.ends_with("time_s") ? Cell::automatic : Cell::number;
      format.exponent = assignments[c].scale.exponent;
    }
    formats.push_back(std::move(format));
  }
  Parsed parsed = parse_columns(source, layout.body, formats, options.salvage);

  Table table;
  table.metadata = layout.preamble;
  table.metadata.emplace_back("encoding", layout.decoded.encoding);
  if (layout.body.decimal == ',') {
    table.metadata.emplace_back("decimal character", "comma");
  }
  table.warnings = layout.warnings;
  table.warnings.insert(table.warnings.end(), parsed.warnings.begin(), parsed.warnings.end());

  std::vector<std::size_t> order(assignments.size());
  for (std::size_t c = 0; c < order.size(); ++c) {
    order[c] = c;
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return rank(assignments[a].column) < rank(assignments[b].column);
  });
  for (const std::size_t c : order) {
    ParsedColumn& values = parsed.columns[c];
    if (values.cell == Cell::skip) {
      continue;
    }
    Column column;
    column.name = assignments[c].column;
    if (values.cell == Cell::number && column.name == "unix_time_s" && all_between(values.values, 2e4, 8e4)) {
      std::transform(values.values.begin(), values.values.end(), values.values.begin(),
                     from_spreadsheet_days);
    } else if (const bool no_date = values.cell == Cell::number && !all_between(values.values, 1e8, 1e11);
               column.name == "unix_time_s" && (no_date || values.cell == Cell::duration)) {
      column.name.clear();
    }
    if (values.cell == Cell::text && column.name != "step_type") {
      column.name.clear();
    }
    if (values.cell == Cell::date) {
      say_how_dates_were_read(table, values);
      if (column.name == "time_s") {
        column.name = "unix_time_s";
      }
    } else if (values.cell == Cell::number && !column.name.empty() && !assignments[c].scale.is_decimal()) {
      std::transform(values.values.begin(), values.values.end(), values.values.begin(),
                     [&](double value) { return assignments[c].scale.apply(value); });
    }
    if (column.name.empty()) {
      column.name = own_name(layout.headings[c]);
      column.unit = values.cell == Cell::number ? layout.headings[c].unit
                    : values.cell == Cell::text ? ""
                                                : "s";
    } else {
      column.unit = *neutral_unit(column.name);
    }
    report_unreadable(column.name, values, parsed.rows, table.warnings);
    column.values = std::move(values.values);
    column.labels = std::move(values.labels);
    table.add(std::move(column));
  }
  if (const Column* unix_time = table.find("unix_time_s"); unix_time != nullptr && !table.has("time_s")) {
    set_time(table, since_first(unix_time->values), "from the dates, since the first");
  }
  return table;
}

Match detect(const Source& source, const Dialect& dialect) {
  return find_heading(Head(source), dialect.test) ? Match::certain : Match::no;
}

Table read(const Source& source, const ReadOptions& options, const Dialect& dialect) {
  const auto heading = find_heading(Head(source), dialect.test);
  if (!heading) {
    source.fail(fmt::format("has no line of {} headings", dialect.vendor), at_line(1),
                "read it with --reader delimited-text and a column map");
  }
  const Layout layout = make_layout(source, *heading);
  Table table = read_assigned(source, options, layout, assign(layout.headings, dialect.rules));
  count_steps(table);
  return table;
}

}  // namespace nacre::formats::text
