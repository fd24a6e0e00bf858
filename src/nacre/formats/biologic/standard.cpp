#include "nacre/formats/biologic/standard.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "nacre/formats/spectrum_count.hpp"
#include "nacre/formats/step_count.hpp"

namespace nacre::formats::biologic {
namespace {

struct Rule {
  std::string_view standard;
  std::string_view unit;
  std::string_view label;
  double divisor =
      1;  // what one unit of the label is divided by: dividing rounds once, multiplying by 1e-3 twice
};

// Of several labels for one standard column the first that the file has is taken; the others keep their
// names.
constexpr std::array<Rule, 22> rules{{
    {"time_s", "s", "time/s"},
    {"voltage_V", "V", "Ewe/V"},
    {"voltage_V", "V", "Ecell/V"},
    {"voltage_V", "V", "<Ewe>/V"},
    {"voltage_V", "V", "<Ewe/V>"},
    {"current_A", "A", "I/mA", 1e3},
    {"current_A", "A", "<I>/mA", 1e3},
    {"current_A", "A", "I/A"},
    {"current_A", "A", "<I>/A"},
    {"cycle", "1", "cycle number"},
    {"step_index", "1", "Ns"},
    {"charge_capacity_Ah", "Ah", "Q charge/mA.h", 1e3},
    {"discharge_capacity_Ah", "Ah", "Q discharge/mA.h", 1e3},
    {"charge_energy_Wh", "Wh", "Energy charge/W.h"},
    {"charge_energy_Wh", "Wh", "Energy we charge/W.h"},
    {"discharge_energy_Wh", "Wh", "Energy discharge/W.h"},
    {"discharge_energy_Wh", "Wh", "Energy we discharge/W.h"},
    {"temperature_C", "C", "Temperature/°C"},
    {"temperature_C", "C", "T/°C"},
    {"frequency_Hz", "Hz", "freq/Hz"},
    {"z_real_ohm", "ohm", "Re(Z)/Ohm"},
    {"z_imag_ohm", "ohm", "-Im(Z)/Ohm", -1},
}};

using Columns = std::vector<RawColumn>;

const RawColumn* find(const Columns& columns, std::string_view label) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const RawColumn& column) { return column.label == label; });
  return found == columns.end() ? nullptr : &*found;
}

// For each column the rule that names it, or nullptr.
std::vector<const Rule*> assign_rules(const Columns& columns) {
  std::vector<const Rule*> assigned(columns.size(), nullptr);
  std::string_view done;
  for (const auto& rule : rules) {
    if (rule.standard == done) {
      continue;
    }
    if (const RawColumn* column = find(columns, rule.label); column != nullptr) {
      assigned[static_cast<std::size_t>(column - columns.data())] = &rule;
      done = rule.standard;
    }
  }
  return assigned;
}

template <class Function>
Numbers make(std::size_t rows, Function value) {
  Numbers values(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    values[row] = value(row);
  }
  return values;
}

bool is_sweep_or_impedance(const std::string& technique) {
  static constexpr std::array<std::string_view, 10> names{"CV",    "CVA",   "LSV", "PEIS", "GEIS",
                                                          "SPEIS", "SGEIS", "ZIR", "LASV", "CV (old)"};
  static constexpr std::array<std::string_view, 3> words{"Voltammetry", "Impedance", "IR compensation"};
  return std::find(names.begin(), names.end(), technique) != names.end() ||
         std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return technique.find(word) != std::string::npos; });
}

class Builder {
 public:
  Builder(Measurement&& measurement, Table& table) : measurement_(std::move(measurement)), table_(table) {
    rows_ = measurement_.columns.empty() ? 0 : measurement_.columns.front().values.size();
  }

  void build() {
    // What is derived reads the columns as stored, and so comes before they are moved and scaled.
    std::vector<Column> derived;
    derive_current(derived);
    derive_cycle(derived);
    derive_capacity_and_energy(derived);
    derive_step_type(derived);
    derive_time(derived);
    derive_loop(derived);
    move_stored();
    for (auto& column : derived) {
      table_.add(std::move(column));
    }
    count_steps(table_);
    count_spectra(table_);
  }

 private:
  const Numbers* values(std::string_view label) const {
    const RawColumn* column = find(measurement_.columns, label);
    return column == nullptr ? nullptr : &column->values;
  }
  void note(std::string key, std::string text) {
    table_.metadata.emplace_back(std::move(key), std::move(text));
  }
  static Column column(std::string name, std::string unit, Numbers values) {
    return {std::move(name), std::move(unit), std::move(values), {}, false};
  }

  void derive_current(std::vector<Column>& derived) {
    for (const auto* label : {"I/mA", "<I>/mA", "I/A", "<I>/A"}) {
      if (values(label) != nullptr) {
        note("current_A", std::string("column ") + label);
        return;
      }
    }
    const Numbers* time = values("time/s");
    const Numbers* charge = values("dq/mA.h");
    if (time != nullptr && charge != nullptr) {
      const auto current = [&](std::size_t row) {
        const double dq = (*charge)[row];
        if (dq == 0) {
          return 0.0;
        }
        const double dt = row == 0 ? 0 : (*time)[row] - (*time)[row - 1];
        return dt > 0 ? 3.6 * dq / dt : missing;
      };
      derived.push_back(column("current_A", "A", make(rows_, current)));
      note("current_A", "computed: dq/mA.h over the time since the row before");
    } else if (const Numbers* control = values("control/mA"); control != nullptr) {
      derived.push_back(
          column("current_A", "A", make(rows_, [&](std::size_t row) { return (*control)[row] / 1e3; })));
      note("current_A", "column control/mA: the current that was asked for, none was recorded");
    }
  }

  void derive_cycle(std::vector<Column>& derived) {
    const Numbers* half = values("half cycle");
    if (half == nullptr || values("cycle number") != nullptr) {
      return;
    }
    // Half cycles alternate, so that the sign of one says whether the even or the odd ones charge.
    double first_charging = 0;
    if (const Numbers* charge = values("Q charge/discharge/mA.h"); charge != nullptr) {
      const auto passed = std::find_if(charge->begin(), charge->end(), [](double q) { return q != 0; });
      if (passed != charge->end()) {
        const double at = (*half)[static_cast<std::size_t>(passed - charge->begin())];
        const bool even = std::fmod(at, 2) == 0;
        first_charging = even == (*passed > 0) ? 0 : 1;
      }
    }
    derived.push_back(column("cycle", "1", make(rows_, [&](std::size_t row) {
                               return std::floor(((*half)[row] + first_charging) / 2);
                             })));
    note("cycle", "computed from half cycle: a cycle begins with every charging half cycle");
  }

  // What a counter of the half cycle has counted since the step began. total(row): the counter, positive.
  template <class Function>
  Numbers since_step_start(const Numbers& charge, Function total) const {
    const Numbers* half = values("half cycle");
    const Numbers* step = values("Ns");
    Numbers counted(rows_);
    double before = 0;  // the counter at the end of the step before
    double last = 0;
    for (std::size_t row = 0; row < rows_; ++row) {
      const double now = total(row);
      const bool turned = row > 0 && (charge[row] * charge[row - 1] < 0 ||
                                      (half != nullptr && (*half)[row] != (*half)[row - 1]));
      if (turned) {
        before = 0;
      } else if (row > 0 && step != nullptr && (*step)[row] != (*step)[row - 1]) {
        before = last;
      }
      counted[row] = now - before;
      last = now;
    }
    return counted;
  }

  void derive_capacity_and_energy(std::vector<Column>& derived) {
    const Numbers* charge = values("Q charge/discharge/mA.h");
    if (charge == nullptr) {
      return;
    }
    const auto capacity = [&](std::size_t row) { return std::abs((*charge)[row]) / 1e3; };
    derived.push_back(column("capacity_Ah", "Ah", since_step_start(*charge, capacity)));
    note("capacity_Ah", "computed: |Q charge/discharge|, counted from the start of the step");
    const Numbers* in = values("Energy charge/W.h");
    const Numbers* out = values("Energy discharge/W.h");
    if (in != nullptr && out != nullptr) {
      const auto energy = [&](std::size_t row) {
        const double q = (*charge)[row];
        return std::abs(q > 0 ? (*in)[row] : q < 0 ? (*out)[row] : 0.0);
      };
      derived.push_back(column("energy_Wh", "Wh", since_step_start(*charge, energy)));
      note("energy_Wh", "computed: Energy charge or Energy discharge, counted from the start of the step");
    }
  }

  void derive_step_type(std::vector<Column>& derived) {
    const Numbers* mode = values("mode");
    const Numbers* oxidation = values("ox/red");
    if (mode == nullptr || oxidation == nullptr || is_sweep_or_impedance(measurement_.technique)) {
      return;
    }
    Column type = column("step_type", "", make(rows_, [&](std::size_t row) {
                           const double m = (*mode)[row];
                           const double charging = (*oxidation)[row] == 1 ? 1 : 0;
                           return m == 1 ? 2 + charging : m == 2 ? 4 + charging : m == 3 ? 1.0 : 0.0;
                         }));
    type.labels = {"other", "rest", "cc_discharge", "cc_charge", "cv_discharge", "cv_charge"};
    derived.push_back(std::move(type));
  }

  void derive_time(std::vector<Column>& derived) {
    const Numbers* time = values("time/s");
    if (time == nullptr || !measurement_.start) {
      return;
    }
    const double start = *measurement_.start;
    derived.push_back(
        column("unix_time_s", "s", make(rows_, [&](std::size_t row) { return start + (*time)[row]; })));
    note("unix_time_s", "start of the acquisition + time_s; local time of the instrument taken as UTC");
  }

  void derive_loop(std::vector<Column>& derived) {
    const auto& starts = measurement_.loops;
    if (starts.size() < 2) {
      return;
    }
    Numbers loop(rows_);
    for (std::size_t i = 0; i < starts.size(); ++i) {
      const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : rows_;
      std::fill(loop.begin() + static_cast<std::ptrdiff_t>(std::min(starts[i], rows_)),
                loop.begin() + static_cast<std::ptrdiff_t>(std::min(end, rows_)), static_cast<double>(i));
    }
    derived.push_back(column("loop", "1", std::move(loop)));
  }

  void move_stored() {
    const auto assigned = assign_rules(measurement_.columns);
    for (std::size_t i = 0; i < assigned.size(); ++i) {
      RawColumn& raw = measurement_.columns[i];
      const Rule* rule = assigned[i];
      Column moved;
      if (rule == nullptr) {
        auto [name, unit] = split_label(raw.label);
        moved = column(std::move(name), std::move(unit), std::move(raw.values));
      } else {
        moved = column(std::string(rule->standard), std::string(rule->unit), std::move(raw.values));
        if (rule->divisor != 1) {
          for (double& value : moved.values) {
            value /= rule->divisor;
          }
        }
      }
      // A scaled number is no longer exactly a 32-bit one, and would lose its last digit if written as one.
      moved.single_precision = raw.single_precision && (rule == nullptr || std::abs(rule->divisor) == 1);
      table_.add(std::move(moved));
    }
  }

  Measurement measurement_;
  Table& table_;
  std::size_t rows_ = 0;
};

}  // namespace

void add_columns(Measurement&& measurement, Table& table) { Builder(std::move(measurement), table).build(); }

}  // namespace nacre::formats::biologic
