#include "nacre/formats/neware/rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "nacre/formats/neware/codes.hpp"

namespace nacre::formats::neware {
namespace {

// Cycles as the vendor's program counts them where the file does not: the direction of the first step that
// charges or discharges begins each cycle.
Numbers count_cycles(const Numbers& step_type) {
  Numbers cycle(step_type.size());
  Direction first = Direction::none;
  Direction current = Direction::none;
  double number = 1;
  for (std::size_t i = 0; i < step_type.size(); ++i) {
    const auto direction = step_direction(static_cast<unsigned>(step_type[i]));
    if (direction != Direction::none) {
      if (first == Direction::none) {
        first = direction;
      } else if (direction != current && direction == first) {
        ++number;
      }
      current = direction;
    }
    cycle[i] = number;
  }
  return cycle;
}

Column step_types(Numbers&& codes) {
  Column column;
  column.name = "step_type";
  std::array<double, 257> label_of{};
  label_of.fill(-1);
  for (double& value : codes) {
    const auto code = std::isnan(value) ? 256U : static_cast<unsigned>(value) & 255U;
    if (label_of[code] < 0) {
      label_of[code] = static_cast<double>(column.labels.size());
      const auto name = step_type_name(code);
      column.labels.push_back(!name.empty()  ? std::string(name)
                              : code == 256U ? "unknown"
                                             : "type_" + std::to_string(code));
    }
    value = label_of[code];
  }
  column.values = std::move(codes);
  return column;
}

void add(Table& table, const char* name, const char* unit, Numbers&& values, bool single_precision = false) {
  if (!values.empty()) {
    table.add(name, unit, std::move(values)).single_precision = single_precision;
  }
}

}  // namespace

void Rows::truncate(std::size_t rows) {
  count = rows;
  for (Numbers* column : {&index, &time, &step_time, &unix_time, &voltage, &current, &cycle, &step,
                          &step_index, &step_type, &capacity, &energy, &charge_capacity, &discharge_capacity,
                          &charge_energy, &discharge_energy, &temperature, &interpolated}) {
    column->resize(std::min(rows, column->size()));
  }
}

void add_rows(Table& table, Rows&& rows) {
  if (rows.cycle.empty() && !rows.step_type.empty()) {
    rows.cycle = count_cycles(rows.step_type);
    table.metadata.emplace_back("cycle", "counted by nacre: the file has no cycle number");
  }
  if (!rows.unix_time.empty()) {
    table.metadata.emplace_back("unix_time_s", rows.utc ? "UTC" : "local time of the computer, taken as UTC");
  }
  bool gaps = false;
  for (std::size_t i = 1; i < rows.index.size() && !gaps; ++i) {
    gaps = rows.index[i] != rows.index[i - 1] + 1;
  }
  if (gaps) {
    const double lost = rows.index.back() - rows.index.front() + 1 - static_cast<double>(rows.index.size());
    table.warnings.push_back(std::to_string(static_cast<long long>(lost)) +
                             " records are missing between others; the column record has the numbers of "
                             "those that are there");
  } else {
    rows.index.clear();
  }
  const bool single = rows.single_precision;
  add(table, "time_s", "s", std::move(rows.time));
  add(table, "voltage_V", "V", std::move(rows.voltage), single);
  add(table, "current_A", "A", std::move(rows.current), single);
  add(table, "cycle", "1", std::move(rows.cycle));
  add(table, "step", "1", std::move(rows.step));
  add(table, "step_index", "1", std::move(rows.step_index));
  if (!rows.step_type.empty()) {
    table.add(step_types(std::move(rows.step_type)));
  }
  add(table, "step_time_s", "s", std::move(rows.step_time));
  add(table, "unix_time_s", "s", std::move(rows.unix_time));
  add(table, "capacity_Ah", "Ah", std::move(rows.capacity), single);
  add(table, "energy_Wh", "Wh", std::move(rows.energy), single);
  add(table, "charge_capacity_Ah", "Ah", std::move(rows.charge_capacity), single);
  add(table, "discharge_capacity_Ah", "Ah", std::move(rows.discharge_capacity), single);
  add(table, "charge_energy_Wh", "Wh", std::move(rows.charge_energy), single);
  add(table, "discharge_energy_Wh", "Wh", std::move(rows.discharge_energy), single);
  add(table, "interpolated", "1", std::move(rows.interpolated));
  add(table, "record", "1", std::move(rows.index));
  add(table, "T1", "degC", std::move(rows.temperature), true);
}

}  // namespace nacre::formats::neware
