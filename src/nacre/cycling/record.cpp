#include "nacre/cycling/record.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/base/units.hpp"
#include "nacre/numerics/statistics.hpp"

namespace nacre::cycling {
namespace {

// Every n-th of the values, so that there are not many more than enough for a quantile.
std::vector<double> sample(std::size_t count, auto value_at) {
  const std::size_t step = std::max<std::size_t>(1, count / 50000);
  std::vector<double> result;
  result.reserve(count / step + 1);
  for (std::size_t i = 0; i < count; i += step) {
    if (const double value = value_at(i); std::isfinite(value)) {
      result.push_back(value);
    }
  }
  return result;
}

void take_usable_rows(const formats::Table& table, Record& record) {
  const auto time = table.numbers("time_s");
  const auto voltage = table.numbers("voltage_V");
  const auto current = table.numbers("current_A");
  const std::size_t rows = table.rows();
  for (auto* values : {&record.time_s, &record.voltage_V, &record.current_A}) {
    values->reserve(rows);
  }
  record.row.reserve(rows);
  std::size_t restarts = 0;
  double offset = 0.0;
  double before = 0.0;
  for (std::size_t i = 0; i < rows; ++i) {
    if (!std::isfinite(time[i]) || !std::isfinite(voltage[i]) || !std::isfinite(current[i])) {
      continue;
    }
    if (record.size() > 0 && time[i] < before) {
      offset += before - time[i];
      ++restarts;
    }
    before = time[i];
    record.time_s.push_back(time[i] + offset);
    record.voltage_V.push_back(voltage[i]);
    record.current_A.push_back(current[i]);
    record.row.push_back(static_cast<std::uint32_t>(i));
  }
  const std::size_t unused = rows - record.size();
  if (record.size() < 2) {
    throw InputError(table.file, fmt::format("{} rows with time, voltage and current", record.size()),
                     fmt::format("of {} rows", rows), "a cycling record needs at least two such rows");
  }
  if (restarts * 2 > record.size()) {
    throw InputError(table.file, "time runs backwards", fmt::format("in {} of {} rows", restarts, rows),
                     "sort the rows by time, or name another column as time");
  }
  if (unused > 0) {
    record.warnings.push_back(
        fmt::format("{} of {} rows have no time, voltage or current and were left out", unused, rows));
  }
  if (restarts > 0) {
    record.warnings.push_back(
        fmt::format("time starts anew {} times; the intervals there were taken as empty", restarts));
  }
}

// The first or last row of a step may catch the current while it is switched: a row with less than a
// twentieth of its neighbour's current, behind or before which the current is gone, is at rest.
void drop_strays(Record& record) {
  constexpr double share = 0.2;
  const std::size_t count = record.size();
  const auto magnitude = [&](std::size_t i) { return std::abs(record.current_A[i]); };
  std::vector<std::size_t> strays;
  for (std::size_t i = 0; i < count; ++i) {
    const bool begins = i == 0 || record.sign[i - 1] != record.sign[i];
    const bool ends = i + 1 == count || record.sign[i + 1] != record.sign[i];
    if (record.sign[i] != 0 && ((ends && i > 0 && magnitude(i) < share * magnitude(i - 1)) ||
                                (begins && i + 1 < count && magnitude(i) < share * magnitude(i + 1)))) {
      strays.push_back(i);
    }
  }
  for (const std::size_t i : strays) {
    record.sign[i] = 0;
  }
}

// Which rows carry current. A vendor's step type "rest" overrules the threshold.
void find_signs(const formats::Table& table, const Options& options, Record& record) {
  const std::size_t count = record.size();
  // A quantile, not the largest value, so that single wild rows do not raise the threshold.
  const double largest =
      numerics::quantile(sample(count, [&](std::size_t i) { return std::abs(record.current_A[i]); }), 0.999);
  record.zero_current_A = std::isfinite(options.zero_current_A) ? options.zero_current_A
                                                                : options.zero_current_relative * largest;
  record.sign.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double current = record.current_A[i];
    record.sign[i] =
        static_cast<std::int8_t>((current > record.zero_current_A) - (current < -record.zero_current_A));
  }
  drop_strays(record);
  const auto* type = table.find("step_type");
  if (type == nullptr || !type->is_text()) {
    return;
  }
  const auto labels = type->labels;
  const auto is = [&](const char* text) {
    std::vector<bool> result;
    result.reserve(labels.size());
    for (const auto& label : labels) {
      result.push_back(label == text);
    }
    return result;
  };
  const auto rest = is("rest");
  auto held = is("cv_charge");
  const auto held_discharge = is("cv_discharge");
  for (std::size_t l = 0; l < labels.size(); ++l) {
    held[l] = held[l] || held_discharge[l];
  }
  record.held.resize(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const double index = type->values[record.row[i]];
    if (index >= 0.0 && index < static_cast<double>(labels.size())) {
      const auto label = static_cast<std::size_t>(index);
      if (rest[label]) {
        record.sign[i] = 0;
      }
      record.held[i] = held[label] ? 1 : 0;
    }
  }
}

// 10^e of the last digit of the shortest decimal number that reads as value.
double last_digit(double value) {
  std::array<char, 32> buffer{};  // d.ddd...e+xx, with as few digits as it takes
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  const std::string text(buffer.data(), end.ptr);
  const auto exponent = text.find('e');
  const auto point = text.find('.');
  const int decimals = point < exponent ? static_cast<int>(exponent - point) - 1 : 0;
  return std::pow(10.0, std::stoi(text.substr(exponent + 1)) - decimals);
}

void find_current_step(Record& record) {
  const std::size_t stride = std::max<std::size_t>(1, record.size() / 300);
  double step = 0.0;
  for (std::size_t i = 0; i < record.size(); i += stride) {
    if (record.sign[i] != 0) {
      const double digit = last_digit(record.current_A[i]);
      step = step == 0.0 ? digit : std::min(step, digit);
    }
  }
  record.current_step_A = step;
}

void integrate(Record& record) {
  const std::size_t count = record.size();
  record.charge_Ah.resize(count);
  record.energy_Wh.resize(count);
  double charge = 0.0;
  double energy = 0.0;
  record.charge_Ah[0] = 0.0;
  record.energy_Wh[0] = 0.0;
  for (std::size_t i = 1; i < count; ++i) {
    if (record.sign[i] != 0 && record.sign[i] == record.sign[i - 1]) {
      const double passed = 0.5 * (record.current_A[i - 1] + record.current_A[i]) *
                            (record.time_s[i] - record.time_s[i - 1]) / seconds_per_hour;
      charge += passed;
      energy += 0.5 * (record.voltage_V[i - 1] + record.voltage_V[i]) * passed;
    }
    record.charge_Ah[i] = charge;
    record.energy_Wh[i] = energy;
  }
}

// What a counter that is set back to zero now and then has counted between two rows. A fall to less than half
// is a reset; a smaller one is rounding.
double counted(double before, double now) {
  if (!std::isfinite(before) || !std::isfinite(now)) {
    return 0.0;
  }
  return now >= before ? now - before : (now < 0.5 * before ? now : 0.0);
}

void read_counter(const formats::Table& table, Record& record) {
  const auto* charge = table.find("charge_capacity_Ah");
  const auto* discharge = table.find("discharge_capacity_Ah");
  const auto* both = table.find("capacity_Ah");
  if ((charge == nullptr || discharge == nullptr) && both == nullptr) {
    return;
  }
  const std::size_t count = record.size();
  record.counter_Ah.resize(count);
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t now = record.row[i];
    const std::size_t before = i == 0 ? now : record.row[i - 1];
    if (charge != nullptr && discharge != nullptr) {
      sum += counted(charge->values[before], charge->values[now]) -
             counted(discharge->values[before], discharge->values[now]);
    } else {
      // The counter of a step may be written once more in the first row at rest behind it.
      const std::size_t carrying = record.sign[i] != 0 || i == 0 ? i : i - 1;
      sum += record.sign[carrying] * counted(both->values[before], both->values[now]);
    }
    record.counter_Ah[i] = sum;
  }
}

void read_cycle(const formats::Table& table, Record& record) {
  if (const auto* cycle = table.find("cycle"); cycle != nullptr && !cycle->is_text()) {
    record.cycle.reserve(record.size());
    double last = 0.0;  // a row without a number belongs to the cycle before
    for (const auto row : record.row) {
      const double number = cycle->values[row];
      last = std::isfinite(number) && std::abs(number) < 1e9 ? number : last;
      record.cycle.push_back(last);
    }
  }
}

void find_window(Record& record) {
  auto voltages = sample(record.size(), [&](std::size_t i) {
    return record.sign[i] != 0 ? record.voltage_V[i] : formats::missing;
  });
  record.window_low_V = numerics::quantile(voltages, 0.005);
  record.window_high_V = numerics::quantile(std::move(voltages), 0.995);
}

}  // namespace

Record make_record(const formats::Table& table, const Options& options) {
  Record record;
  take_usable_rows(table, record);
  find_signs(table, options, record);
  find_current_step(record);
  integrate(record);
  read_counter(table, record);
  read_cycle(table, record);
  find_window(record);
  return record;
}

}  // namespace nacre::cycling
