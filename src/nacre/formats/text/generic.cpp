#include "nacre/formats/text/generic.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "nacre/formats/spectrum_count.hpp"
#include "nacre/formats/step_count.hpp"
#include "nacre/formats/text/dialect.hpp"
#include "nacre/formats/text/line.hpp"
#include "nacre/formats/text/number.hpp"
#include "nacre/formats/text/steps.hpp"

namespace nacre::formats::text {
namespace {

// What headings in use mean where nothing else is known; the better name first.
constexpr std::array rules = {
    Rule{"test_time", "time_s"},
    Rule{"testtime", "time_s"},
    Rule{"total_time", "time_s"},
    Rule{"cumulative_time", "time_s"},
    Rule{"elapsed_time", "time_s"},
    Rule{"time", "time_s"},
    Rule{"t", "time_s"},
    Rule{"test_sec", "time_s"},
    Rule{"seconds", "time_s"},
    Rule{"voltage", "voltage_V"},
    Rule{"cell_voltage", "voltage_V"},
    Rule{"ecell", "voltage_V"},
    Rule{"ewe", "voltage_V"},
    Rule{"potential", "voltage_V"},
    Rule{"volts", "voltage_V"},
    Rule{"volt", "voltage_V"},
    Rule{"u", "voltage_V"},
    Rule{"v", "voltage_V"},
    Rule{"e", "voltage_V"},
    Rule{"current", "current_A"},
    Rule{"cell_current", "current_A"},
    Rule{"amps", "current_A"},
    Rule{"amp", "current_A"},
    Rule{"i", "current_A"},
    Rule{"cycle", "cycle"},
    Rule{"cycle_index", "cycle"},
    Rule{"cycle_number", "cycle"},
    Rule{"cycle_no", "cycle"},
    Rule{"cycle_count", "cycle"},
    Rule{"cyc", "cycle"},
    Rule{"step", "step_index"},
    Rule{"step_index", "step_index"},
    Rule{"step_number", "step_index"},
    Rule{"step_no", "step_index"},
    Rule{"step_id", "step_index"},
    Rule{"ns", "step_index"},
    Rule{"step_type", "step_type"},
    Rule{"step_name", "step_type"},
    Rule{"step_mode", "step_type"},
    Rule{"step_capacity", "capacity_Ah"},
    Rule{"capacity", "capacity_Ah"},
    Rule{"step_energy", "energy_Wh"},
    Rule{"energy", "energy_Wh"},
    Rule{"charge_capacity", "charge_capacity_Ah"},
    Rule{"chg_cap", "charge_capacity_Ah"},
    Rule{"q_charge", "charge_capacity_Ah"},
    Rule{"discharge_capacity", "discharge_capacity_Ah"},
    Rule{"dchg_cap", "discharge_capacity_Ah"},
    Rule{"q_discharge", "discharge_capacity_Ah"},
    Rule{"charge_energy", "charge_energy_Wh"},
    Rule{"discharge_energy", "discharge_energy_Wh"},
    Rule{"temperature", "temperature_C"},
    Rule{"cell_temperature", "temperature_C"},
    Rule{"temp", "temperature_C"},
    Rule{"frequency", "frequency_Hz"},
    Rule{"freq", "frequency_Hz"},
    Rule{"z_real", "z_real_ohm"},
    Rule{"re_z", "z_real_ohm"},
    Rule{"zreal", "z_real_ohm"},
    Rule{"z_imag", "z_imag_ohm"},
    Rule{"im_z", "z_imag_ohm"},
    Rule{"zimag", "z_imag_ohm"},
    Rule{"date_time", "unix_time_s"},
    Rule{"datetime", "unix_time_s"},
    Rule{"timestamp", "unix_time_s"},
    Rule{"date_stamp", "unix_time_s"},
    Rule{"unix_time", "unix_time_s"},
    Rule{"date", "unix_time_s"},
};

std::string list_headings(const std::vector<Heading>& headings) {
  std::string text;
  for (std::size_t c = 0; c < headings.size() && c < 40; ++c) {
    text += (c == 0 ? "" : ", ") + headings[c].text;
  }
  return headings.size() > 40 ? text + ", ..." : text;
}

// The heading that a map means: as it stands, or its name without the unit, or apart from case and marks.
std::size_t find_column(const std::vector<Heading>& headings, std::string_view wanted) {
  const auto find = [&](const auto& test) {
    return static_cast<std::size_t>(std::find_if(headings.begin(), headings.end(), test) - headings.begin());
  };
  std::size_t found = find([&](const Heading& heading) { return heading.text == wanted; });
  if (found == headings.size()) {
    found = find([&](const Heading& heading) { return heading.name == wanted; });
  }
  if (found == headings.size()) {
    const auto key = make_key(wanted);
    found = find([&](const Heading& heading) { return make_key(heading.text) == key || heading.key == key; });
  }
  return found;
}

// "I * -1e-3" to "I" and -1e-3.
std::pair<std::string, std::optional<double>> split_factor(const std::string& column,
                                                           const std::string& entry) {
  const auto star = entry.rfind(" * ");
  if (star == std::string::npos) {
    return {entry, std::nullopt};
  }
  const std::string number = std::string(trim(std::string_view(entry).substr(star + 3))) + "\n";
  double factor = 0;
  const char* end = read_number(number.data(), '.', 0, factor);
  if (end != number.data() + number.size() - 1 || !std::isfinite(factor) || factor == 0) {
    throw UsageError(fmt::format("the column map gives {} the factor '{}'", column, entry.substr(star + 3)),
                     "write the heading and a number: --map current_A=\"I * -1e-3\"");
  }
  return {std::string(trim(std::string_view(entry).substr(0, star))), factor};
}

std::vector<Assignment> assign_by_map(const Source& source, const Layout& layout, const ColumnMap& map) {
  std::vector<Assignment> assignments(layout.headings.size());
  for (const auto& [column, entry] : map) {
    const auto names = neutral_columns();
    if (std::find(names.begin(), names.end(), column) == names.end()) {
      std::string known;
      for (const auto name : names) {
        known += (known.empty() ? "" : ", ") + std::string(name);
      }
      throw UsageError(
          fmt::format("the column map names {}, which is no column of the neutral table", column),
          "columns: " + known);
    }
    const auto [wanted, factor] = split_factor(column, entry);
    const std::size_t c = find_column(layout.headings, wanted);
    if (c == layout.headings.size()) {
      source.fail(fmt::format("has no column '{}', which the column map gives for {}", wanted, column),
                  at_line(layout.heading_line), "columns: " + list_headings(layout.headings));
    }
    if (!assignments[c].column.empty()) {
      throw UsageError(
          fmt::format("the column map gives '{}' to both {} and {}", wanted, assignments[c].column, column),
          "name each heading once");
    }
    assignments[c].column = column;
    const auto& unit = layout.headings[c].unit;
    if (factor) {
      assignments[c].scale.multiply = *factor;
    } else if (!unit.empty()) {
      const std::string_view symbol = column == "temperature_C" ? "degC" : *neutral_unit(column);
      if (const auto scale = unit_scale(unit); scale && scale->symbol == symbol) {
        assignments[c].scale = *scale;
      } else if (!symbol.empty() && symbol != "1") {
        source.fail(
            fmt::format("column '{}' is in {}, not in a unit of {}", layout.headings[c].text, unit, column),
            at_line(layout.heading_line),
            fmt::format("give a factor in the column map: --map {}=\"{} * 1\"", column, wanted));
      }
    }
  }
  return assignments;
}

// A table that nacre wrote begins with time or frequency under its neutral name.
bool is_written_by_nacre(const std::vector<Heading>& headings) {
  return !headings.empty() && (headings.front().text == "time_s" || headings.front().text == "frequency_Hz");
}

std::optional<HeadingLine> find_own_heading(const Source& source) {
  auto line = find_heading(Head(source), is_written_by_nacre);
  return line && line->index == 0 && line->delimiter == ',' ? line : std::nullopt;
}

std::optional<HeadingLine> find_heading_line(const Source& source) { return find_any_heading(Head(source)); }

}  // namespace

Match detect_generic(const Source& source) { return find_heading_line(source) ? Match::possible : Match::no; }

Table read_generic(const Source& source, const ReadOptions& options) {
  const auto line = find_heading_line(source);
  if (!line) {
    const bool is_text = !Head(source).empty();
    source.fail(is_text ? "has no rows of numbers below a heading" : "is no text", at_line(1),
                "a table needs a line of headings and rows with one number or more per column");
  }
  const Layout layout = make_layout(source, *line);
  const bool mapped = !options.column_map.empty();
  const auto assignments =
      mapped ? assign_by_map(source, layout, options.column_map) : assign(layout.headings, rules);
  Table table = read_assigned(source, options, layout, assignments);
  count_steps(table);
  count_spectra(table);
  for (std::size_t c = 0; c < assignments.size(); ++c) {
    if (assignments[c].column.empty()) {
      continue;
    }
    table.metadata.emplace_back(assignments[c].column, "from column '" + layout.headings[c].text + "'");
    const bool counter = assignments[c].column == "capacity_Ah" || assignments[c].column == "energy_Wh";
    if (counter && !mapped) {
      keep_only_step_counters(table, assignments[c].column, layout.headings[c].name);
    }
  }
  check_sign_of_current(table);
  return table;
}

Match detect_own(const Source& source) { return find_own_heading(source) ? Match::certain : Match::no; }

Table read_own(const Source& source, const ReadOptions& options) {
  const auto line = find_own_heading(source);
  if (!line) {
    source.fail("was not written by nacre: its first heading is neither time_s nor frequency_Hz", at_line(1),
                "read it with --reader delimited-text and a column map");
  }
  const Layout layout = make_layout(source, *line);
  std::vector<Assignment> assignments(layout.headings.size());
  for (std::size_t c = 0; c < assignments.size(); ++c) {
    if (neutral_unit(layout.headings[c].text)) {
      assignments[c].column = layout.headings[c].text;
    }
  }
  return read_assigned(source, options, layout, assignments);
}

}  // namespace nacre::formats::text
