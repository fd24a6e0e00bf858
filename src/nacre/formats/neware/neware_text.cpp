// Neware text exports, with commas or tabs:
//   flat (BTSDA, BTS 8): DataPoint, Cycle Index, Step Index, Step Type, Time, Total Time, Current(A),
//   Voltage(V), Capacity(Ah), Date; units vary from file to file; flat (BTS 7): Cycle ID, Step ID, Record ID,
//   Time(h:min:s.ms), Voltage(V), Current(mA), Capacity(mAh), Realtime; layered (BTS 7): three lines of
//   headings, "Cycle ID,...", ",Step ID,..." and ",,Record ID,...", and below them a row for each cycle, each
//   step in it and each record in that, told apart by how many leading fields are empty.
// Capacity and energy count from zero in each step; the current is negative on discharge. Where the file has
// only the time within the step, time_s is the sum over the steps. Headings may be Chinese.
#include "nacre/formats/neware/neware_text.hpp"

#include <algorithm>
#include <array>

#include "nacre/formats/step_count.hpp"
#include "nacre/formats/text/dialect.hpp"
#include "nacre/formats/text/line.hpp"
#include "nacre/formats/text/steps.hpp"

namespace nacre::formats::neware {
namespace {

using text::Heading;
using text::Rule;

constexpr std::array rules = {
    Rule{"total_time", "time_s"},
    Rule{"cumulative_time", "time_s"},
    Rule{"test_time", "time_s"},
    Rule{"totaltime", "time_s"},
    Rule{"总时间", "time_s"},
    Rule{"测试时间", "time_s"},
    Rule{"voltage", "voltage_V"},
    Rule{"电压", "voltage_V"},
    Rule{"current", "current_A"},
    Rule{"cur", "current_A"},
    Rule{"电流", "current_A"},
    Rule{"cycle_index", "cycle"},
    Rule{"cycle_id", "cycle"},
    Rule{"cycle", "cycle"},
    Rule{"循环号", "cycle"},
    Rule{"循环序号", "cycle"},
    Rule{"step_index", "step_index"},
    Rule{"step_id", "step_index"},
    Rule{"step", "step_index"},
    Rule{"工步号", "step_index"},
    Rule{"工步序号", "step_index"},
    Rule{"step_type", "step_type"},
    Rule{"step_name", "step_type"},
    Rule{"status", "step_type"},
    Rule{"state", "step_type"},
    Rule{"工步类型", "step_type"},
    Rule{"工步名称", "step_type"},
    Rule{"capacity", "capacity_Ah"},
    Rule{"容量", "capacity_Ah"},
    Rule{"energy", "energy_Wh"},
    Rule{"能量", "energy_Wh"},
    Rule{"chg_cap", "charge_capacity_Ah"},
    Rule{"capacitance_chg", "charge_capacity_Ah"},
    Rule{"charge_capacity", "charge_capacity_Ah"},
    Rule{"充电容量", "charge_capacity_Ah"},
    Rule{"dchg_cap", "discharge_capacity_Ah"},
    Rule{"capacitance_dchg", "discharge_capacity_Ah"},
    Rule{"discharge_capacity", "discharge_capacity_Ah"},
    Rule{"放电容量", "discharge_capacity_Ah"},
    Rule{"chg_energy", "charge_energy_Wh"},
    Rule{"engy_chg", "charge_energy_Wh"},
    Rule{"充电能量", "charge_energy_Wh"},
    Rule{"dchg_energy", "discharge_energy_Wh"},
    Rule{"engy_dchg", "discharge_energy_Wh"},
    Rule{"放电能量", "discharge_energy_Wh"},
    Rule{"t1", "temperature_C"},
    Rule{"temperature", "temperature_C"},
    Rule{"温度", "temperature_C"},
    Rule{"date", "unix_time_s"},
    Rule{"realtime", "unix_time_s"},
    Rule{"datetime", "unix_time_s"},
    Rule{"absolute_time", "unix_time_s"},
    Rule{"绝对时间", "unix_time_s"},
    Rule{"系统时间", "unix_time_s"},
    Rule{"time", "step_time_s"},
    Rule{"relative_time", "step_time_s"},
    Rule{"step_time", "step_time_s"},
    Rule{"时间", "step_time_s"},
    Rule{"相对时间", "step_time_s"},
    Rule{"datapoint", "record"},
    Rule{"record_id", "record"},
    Rule{"record", "record"},
    Rule{"record_index", "record"},
    Rule{"记录序号", "record"},
    Rule{"数据序号", "record"},
};

bool has_any(const std::vector<Heading>& headings, std::initializer_list<std::string_view> keys) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](std::string_view key) { return text::has_key(headings, key); });
}

bool is_flat(const std::vector<Heading>& headings) {
  return has_any(headings, {"voltage", "电压"}) && has_any(headings, {"current", "cur", "电流"}) &&
         has_any(headings, {"datapoint", "record_id", "record", "record_index", "记录序号", "数据序号"}) &&
         has_any(headings, {"time", "relative_time", "step_time", "时间", "相对时间", "total_time"}) &&
         has_any(headings, {"cycle_index", "cycle_id", "cycle", "循环号", "循环序号"}) &&
         has_any(headings, {"step_index", "step_id", "step", "工步号", "工步序号"}) &&
         !headings.front().text.empty();
}

constexpr text::Dialect flat{"Neware", is_flat, rules};

// The headings of the three levels of a layered file.
bool is_record_level(const std::vector<Heading>& headings) {
  return headings.size() > 4 && headings[0].text.empty() && headings[1].text.empty() &&
         has_any(headings, {"record_id", "record", "记录序号"}) && has_any(headings, {"voltage", "电压"});
}

bool is_step_level(const std::vector<Heading>& headings) {
  return headings.size() > 1 && headings[0].text.empty() && has_any(headings, {"step_id", "step", "工步号"});
}

struct Layered {
  text::HeadingLine records;
  std::size_t step_type = 0;  // which field of a step's row names its kind; 0: none does
};

std::vector<Heading> interpret_line(std::string_view line, char delimiter) {
  std::vector<Heading> headings;
  for (const auto& field : text::split_line(line, delimiter)) {
    headings.push_back(text::interpret_heading(field));
  }
  return headings;
}

std::optional<Layered> find_layers(const text::Head& head) {
  auto records = text::find_heading(head, is_record_level);
  if (!records || records->index < 2) {
    return std::nullopt;
  }
  const auto steps = interpret_line(head.lines()[records->index - 1], records->delimiter);
  const auto cycles = interpret_line(head.lines()[records->index - 2], records->delimiter);
  if (!is_step_level(steps) || cycles.empty() || !has_any(cycles, {"cycle_id", "cycle", "循环号"})) {
    return std::nullopt;
  }
  Layered layered{std::move(*records), 0};
  for (std::size_t c = 1; c < steps.size(); ++c) {
    for (const std::string_view key : {"step_name", "step_type", "status", "state", "工步名称", "工步类型"}) {
      layered.step_type = steps[c].key == key ? c : layered.step_type;
    }
  }
  return layered;
}

std::string_view field_of(std::string_view line, char delimiter, std::size_t index) {
  for (; index > 0; --index) {
    const auto at = line.find(delimiter);
    line = at == std::string_view::npos ? std::string_view{} : line.substr(at + 1);
  }
  auto field = text::trim(line.substr(0, line.find(delimiter)));
  while (field.size() > 1 && field.front() == '"' && field.back() == '"') {
    field = text::trim(field.substr(1, field.size() - 2));
  }
  return field;
}

// The records of a layered text as a flat one: each gets the cycle, step and kind of step that it belongs to
// in front. Rows of cycles and steps become empty lines, so that the lines keep their numbers.
std::string flatten(std::string_view rows, const Layered& layered) {
  const char delimiter = layered.records.delimiter;
  std::string flat_rows;
  flat_rows.reserve(rows.size() + rows.size() / 4);
  std::string prefix;
  std::string cycle;
  for (std::size_t at = 0; at < rows.size();) {
    const auto end = std::min(rows.find('\n', at), rows.size());
    const auto line = rows.substr(at, end - at);
    if (line.size() > 1 && line[0] == delimiter && line[1] == delimiter) {
      flat_rows += prefix;
      flat_rows += line.substr(2);
    } else if (!line.empty() && line[0] == delimiter) {
      prefix = cycle + delimiter + std::string(field_of(line, delimiter, 1).substr(0, 16)) + delimiter;
      if (layered.step_type > 0) {
        prefix += std::string(field_of(line, delimiter, layered.step_type).substr(0, 40)) + delimiter;
      }
    } else {
      cycle = field_of(line, delimiter, 0).substr(0, 16);
    }
    flat_rows += '\n';
    at = end + 1;
  }
  return flat_rows;
}

Table read_layered(const Source& source, const ReadOptions& options, const Layered& layered) {
  text::Layout layout = text::make_layout(source, layered.records);
  std::vector<Heading> headings = {text::interpret_heading("Cycle ID"), text::interpret_heading("Step ID")};
  if (layered.step_type > 0) {
    headings.push_back(text::interpret_heading("Step Type"));
  }
  for (std::size_t c = 2; c < layered.records.headings.size(); ++c) {
    const Heading& heading = layered.records.headings[c];
    headings.push_back(heading.text.empty() ? text::interpret_heading("column " + std::to_string(c + 1))
                                            : heading);
  }
  layout.headings = std::move(headings);
  const std::string rows = flatten(layout.body.text, layered);
  layout.body.text = rows;
  layout.preamble.clear();  // the headings of cycles and steps
  layout.warnings.clear();  // the first rows are one of a cycle and one of a step
  Table table = text::read_assigned(source, options, layout, text::assign(layout.headings, rules));
  count_steps(table);
  return table;
}

}  // namespace

Match detect_text(const Source& source) {
  const text::Head head(source);
  return text::find_heading(head, is_flat) || find_layers(head) ? Match::certain : Match::no;
}

Table read_text(const Source& source, const ReadOptions& options) {
  const auto layered = find_layers(text::Head(source));
  Table table = layered ? read_layered(source, options, *layered) : text::read(source, options, flat);
  if (Column* type = table.find("step_type")) {
    text::rename_labels(*type, text::step_type_name);
  }
  text::sign_current_by_step_type(table);
  const bool from_dates = std::any_of(table.metadata.begin(), table.metadata.end(),
                                      [](const auto& entry) { return entry.first == "time_s"; });
  if (!table.has("time_s") || from_dates) {
    text::accumulate_step_time(table);
  }
  text::keep_only_step_counters(table, "capacity_Ah", "Capacity");
  text::keep_only_step_counters(table, "energy_Wh", "Energy");
  return table;
}

}  // namespace nacre::formats::neware
