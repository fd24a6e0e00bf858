#include "nacre/cell/fit_record.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

#include "nacre/base/error.hpp"
#include "nacre/base/units.hpp"

namespace nacre::cell {
namespace {

constexpr double same_current = 2e-3;  // of the largest: no jump, and one constant current
constexpr double beyond_V = 2.0;       // of the line that stands for a simulation that ended
constexpr double cutoff_margin_V = 0.5;

void require(bool sound, const std::string& name, const std::string& problem, const std::string& advice) {
  if (!sound) {
    throw UsageError(fmt::format("the record '{}': {}", name, problem), advice);
  }
}

bool finite(const std::vector<double>& values) {
  return std::ranges::all_of(values, [](double v) { return std::isfinite(v); });
}

// Rows that are spread evenly along the curve of time and voltage, each scaled to its range.
std::vector<std::size_t> spread(const VoltageRecord& record, std::size_t most) {
  const std::size_t rows = record.time_s.size();
  const double low = std::ranges::min(record.voltage_V);
  const double high = std::ranges::max(record.voltage_V);
  const double duration = record.time_s.back() - record.time_s.front();
  const double height = high > low ? high - low : 1.0;
  std::vector<double> length(rows, 0.0);
  for (std::size_t k = 1; k < rows; ++k) {
    length[k] = length[k - 1] + std::hypot((record.time_s[k] - record.time_s[k - 1]) / duration,
                                           (record.voltage_V[k] - record.voltage_V[k - 1]) / height);
  }
  std::vector<std::size_t> chosen;
  const std::size_t count = std::min(rows, most);
  for (std::size_t i = 0; i < count; ++i) {
    const double wanted = length.back() * static_cast<double>(i) / static_cast<double>(count - 1);
    auto k = static_cast<std::size_t>(std::ranges::lower_bound(length, wanted) - length.begin());
    k = std::max(std::min(k, rows - count + i), chosen.empty() ? 0 : chosen.back() + 1);
    chosen.push_back(k);
  }
  return chosen;
}

// The current as steps of the protocol, without jumps inside a step, with a knot at each time that is
// compared: there the solver stops, so that no voltage is interpolated.
class Imposed {
 public:
  Imposed(const VoltageRecord& record, const std::vector<std::size_t>& compared) {
    const auto& t = record.time_s;
    const auto& i = record.current_A;
    double largest = 0.0;
    for (const double current : i) {
      largest = std::max(largest, std::abs(current));
    }
    const double jump = same_current * largest;
    double begin = t.front();
    auto next = compared.begin();
    for (std::size_t first = 0; first < t.size();) {
      // A jump is a change between two rows that the rows around it do not share.
      std::size_t last = first;
      while (last + 1 < t.size() && (t[last + 1] > t[last]) &&
             (std::abs(i[last + 1] - i[last]) <= jump ||
              !(steady(i, last, jump) || steady(i, last + 1, jump)))) {
        ++last;
      }
      const double end = last + 1 < t.size() ? 0.5 * (t[last] + t[last + 1]) : t[last];
      Step step;
      step.text = "measured current";
      step.control = Control::profile;
      const auto level = constant_current(t, i, first, last, jump);
      const auto knot = [&](double time, double current) {
        if (step.profile_s.empty() || time - begin > step.profile_s.back()) {
          step.profile_s.push_back(time - begin);
          step.profile_A.push_back(level.value_or(current));
        }
      };
      knot(begin, i[first]);
      for (std::size_t k = first; k <= last; ++k) {
        const bool wanted = next != compared.end() && *next == k;
        if (wanted) {
          ++next;
          step_of.push_back(static_cast<int>(steps.size()));
        }
        if (wanted || !level || k == last) {
          knot(t[k], i[k]);
        }
      }
      knot(end, i[last]);
      if (step.profile_s.size() > 1) {
        step.duration_s = step.profile_s.back();
        steps.push_back(std::move(step));
        begin = end;
      } else {  // a row that repeats the one before it
        for (int& step_index : step_of) {
          step_index = std::min(step_index, std::max(static_cast<int>(steps.size()) - 1, 0));
        }
      }
      first = last + 1;
    }
  }

  CycleSteps steps;
  std::vector<int> step_of;  // of each row that is compared: where the current jumps, two rows have one time

 private:
  // The mean of a current that varies no more than an instrument's does.
  static std::optional<double> constant_current(const std::vector<double>& t, const std::vector<double>& i,
                                                std::size_t first, std::size_t last, double jump) {
    const auto [low, high] = std::ranges::minmax(std::span(i).subspan(first, last - first + 1));
    if (high - low > 2.0 * jump) {
      return std::nullopt;
    }
    double charge = 0.0;
    for (std::size_t k = first + 1; k <= last; ++k) {
      charge += 0.5 * (i[k] + i[k - 1]) * (t[k] - t[k - 1]);
    }
    return last > first ? charge / (t[last] - t[first]) : i[first];
  }

  // Whether the current stays where it is on one side of row k: what jumps comes from or goes to a level.
  static bool steady(const std::vector<double>& i, std::size_t k, double jump) {
    return (k > 0 && std::abs(i[k] - i[k - 1]) <= jump) ||
           (k + 1 < i.size() && std::abs(i[k + 1] - i[k]) <= jump);
  }
};

// The voltages of a simulation at times since its start, each within a step.
void voltages_at(const Simulation& simulation, const std::vector<double>& times,
                 const std::vector<int>& step_of, double direction, std::vector<double>& values) {
  const auto& t = simulation.time_s;
  const auto& v = simulation.voltage_V;
  values.resize(times.size());
  for (std::size_t k = 0; k < times.size(); ++k) {
    const auto [begin, end] =
        std::equal_range(simulation.step.begin(), simulation.step.end(), step_of[k] + 1);
    const auto first = static_cast<std::size_t>(begin - simulation.step.begin());
    const auto last = static_cast<std::size_t>(end - simulation.step.begin());
    const auto after =
        static_cast<std::size_t>(std::lower_bound(t.begin() + static_cast<std::ptrdiff_t>(first),
                                                  t.begin() + static_cast<std::ptrdiff_t>(last), times[k]) -
                                 t.begin());
    if (after == first && first < last) {
      values[k] = v[first];
    } else if (after < last) {
      const double part = (times[k] - t[after - 1]) / (t[after] - t[after - 1]);
      values[k] = v[after - 1] + part * (v[after] - v[after - 1]);
    } else if (first < last && last < t.size()) {  // the end of the step, but for rounding
      values[k] = v[last - 1];
    } else {
      values[k] = v.back() + direction * beyond_V * std::max(times[k] - t.back(), 0.0) / times.back();
    }
  }
}

Target make(const VoltageRecord& record, std::size_t most_points) {
  const std::size_t rows = record.time_s.size();
  require(rows >= 3 && rows == record.current_A.size() && rows == record.voltage_V.size(), record.name,
          fmt::format("{} rows", rows), "it needs three or more, with time, current and voltage");
  require(finite(record.time_s) && finite(record.current_A) && finite(record.voltage_V), record.name,
          "it has gaps", "leave out the rows without time, current or voltage");
  require(std::ranges::is_sorted(record.time_s) && record.time_s.back() > record.time_s.front(), record.name,
          "its time does not rise", "sort the rows by time");
  require(record.noise_V > 0.0, record.name, "its noise is not greater than 0",
          "give it in V, 1e-3 for example");
  const auto chosen = spread(record, std::max<std::size_t>(most_points, 3));
  const Imposed imposed(record, chosen);
  require(!imposed.steps.empty(), record.name, "it has no duration", "check its times");

  Target target;
  target.name = record.name;
  target.quantity = "voltage_V";
  for (const std::size_t k : chosen) {
    target.at.push_back(record.time_s[k] - record.time_s.front());
    target.measured.push_back(record.voltage_V[k]);
  }
  target.noise.assign(chosen.size(), record.noise_V);
  Protocol protocol;
  protocol.cycles.push_back({std::make_shared<const CycleSteps>(imposed.steps), 1});
  const double low = std::ranges::min(record.voltage_V);
  const double high = std::ranges::max(record.voltage_V);
  double charge = 0.0;
  for (std::size_t k = 1; k < rows; ++k) {
    charge +=
        0.5 * (record.current_A[k] + record.current_A[k - 1]) * (record.time_s[k] - record.time_s[k - 1]);
  }
  target.predict = [protocol, times = target.at, step_of = imposed.step_of, low, high,
                    soc = record.initial_state_of_charge, direction = charge < 0.0 ? -1.0 : 1.0](
                       const CellParameters& given, SimulationOptions options,
                       std::vector<double>& values) -> std::string {
    CellParameters cell = given;  // the record says how far it went, not the cut-offs
    cell.lower_cutoff_V = std::min(cell.lower_cutoff_V, low - cutoff_margin_V);
    cell.upper_cutoff_V = std::max(cell.upper_cutoff_V, high + cutoff_margin_V);
    options.initial_state_of_charge = soc;
    const auto simulation = simulate(cell, protocol, options);
    if (simulation.time_s.empty()) {
      throw ConvergenceError(simulation.stopped_by);
    }
    voltages_at(simulation, times, step_of, direction, values);
    return simulation.complete ? "" : simulation.stopped_by;
  };
  return target;
}

Target make(const RateRecord& record, std::size_t /*most_points*/) {
  const auto positive = [](double value) { return value > 0.0; };
  require(!record.c_rate.empty() && record.c_rate.size() == record.capacity_Ah.size(), record.name,
          "it has no rows", "give a C-rate and a capacity in each");
  require(finite(record.c_rate) && finite(record.capacity_Ah) &&
              std::ranges::all_of(record.c_rate, positive) &&
              std::ranges::all_of(record.capacity_Ah, positive),
          record.name, "a C-rate or capacity is not greater than 0", "correct or leave out that row");
  require(record.relative_noise > 0.0, record.name, "its noise is not greater than 0", "0.01 for example");
  Target target;
  target.name = record.name;
  target.quantity = "capacity_Ah";
  target.at = record.c_rate;
  target.measured = record.capacity_Ah;
  target.noise.assign(target.at.size(), record.relative_noise * std::ranges::max(record.capacity_Ah));
  target.predict = [rates = record.c_rate, soc = record.initial_state_of_charge](
                       const CellParameters& cell, SimulationOptions options,
                       std::vector<double>& values) -> std::string {
    options.initial_state_of_charge = soc;
    options.keep_rows = false;
    std::string cause;
    values.clear();
    for (const double rate : rates) {
      Step step;
      step.text = fmt::format("discharge at {:g} C", rate);
      step.control = Control::c_rate;
      step.value = -rate;
      step.until = {{Termination::Quantity::voltage, Termination::Side::reached, cell.lower_cutoff_V}};
      Protocol protocol;
      protocol.cycles.push_back({std::make_shared<const CycleSteps>(CycleSteps{step}), 1});
      const auto simulation = simulate(cell, protocol, options);
      values.push_back(simulation.cycles.empty() ? 0.0 : simulation.cycles.front().discharge_Ah);
      cause = simulation.complete ? cause : simulation.stopped_by;
    }
    return cause;
  };
  return target;
}

Target make(const ImpedanceRecord& record, std::size_t /*most_points*/) {
  const std::size_t rows = record.frequency_Hz.size();
  require(rows > 0 && rows == record.z_real_ohm.size() && rows == record.z_imag_ohm.size(), record.name,
          "it has no rows", "give a frequency, Re Z and Im Z in each");
  require(finite(record.frequency_Hz) && finite(record.z_real_ohm) && finite(record.z_imag_ohm), record.name,
          "it has gaps", "leave out the rows without frequency, Re Z or Im Z");
  require(std::ranges::all_of(record.frequency_Hz, [](double f) { return f > 0.0; }), record.name,
          "a frequency is not greater than 0", "correct or leave out that row");
  require(record.relative_noise > 0.0, record.name, "its noise is not greater than 0", "0.01 for example");
  Target target;
  target.name = record.name;
  target.quantity = "impedance_ohm";
  for (const auto* part : {&record.z_real_ohm, &record.z_imag_ohm}) {
    target.at.insert(target.at.end(), record.frequency_Hz.begin(), record.frequency_Hz.end());
    target.measured.insert(target.measured.end(), part->begin(), part->end());
    for (std::size_t k = 0; k < rows; ++k) {
      const double magnitude = std::hypot(record.z_real_ohm[k], record.z_imag_ohm[k]);
      require(magnitude > 0.0, record.name, "an impedance is 0", "leave out that row");
      target.noise.push_back(record.relative_noise * magnitude);
    }
  }
  target.predict = [frequencies = record.frequency_Hz, soc = record.state_of_charge](
                       const CellParameters& cell, const SimulationOptions& options,
                       std::vector<double>& values) -> std::string {
    const auto model = make_model(options.model, cell, options.mesh);
    auto y = model->rest(soc);
    std::vector<double> yp;
    if (const auto why = model->make_consistent(0.0, y, yp); !why.empty()) {
      throw ConvergenceError(why);
    }
    values.resize(2 * frequencies.size());
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      const auto z = model->impedance(y.data(), frequencies[k]) / cell.total_area();
      values[k] = z.real();
      values[k + frequencies.size()] = z.imag();
    }
    return "";
  };
  return target;
}

std::vector<double> column(const formats::Table& table, std::string_view name) {
  const auto values = table.numbers(name);
  return {values.begin(), values.end()};
}

// What is wrong with a record is wrong with its file.
template <class R>
R checked(R record, const formats::Table& table) {
  try {
    make_target(record, 3);
  } catch (const UsageError& error) {
    throw InputError(table.file, error.what(), "", error.advice());
  }
  return record;
}

}  // namespace

VoltageRecord voltage_record(const formats::Table& table, double initial_state_of_charge) {
  VoltageRecord record;
  record.name = table.file;
  const auto time = table.numbers("time_s");
  const auto current = table.numbers("current_A");
  const auto voltage = table.numbers("voltage_V");
  for (std::size_t k = 0; k < time.size(); ++k) {
    if (std::isfinite(time[k]) && std::isfinite(current[k]) && std::isfinite(voltage[k])) {
      record.time_s.push_back(time[k]);
      record.current_A.push_back(current[k]);
      record.voltage_V.push_back(voltage[k]);
    }
  }
  const auto flows = std::ranges::find_if(record.current_A, [](double i) { return i != 0.0; });
  record.initial_state_of_charge = !std::isnan(initial_state_of_charge)              ? initial_state_of_charge
                                   : flows == record.current_A.end() || *flows < 0.0 ? 1.0
                                                                                     : 0.0;
  return checked(std::move(record), table);
}

RateRecord rate_record(const formats::Table& table) {
  RateRecord record;
  record.name = table.file;
  record.c_rate = column(table, "c_rate");
  if (table.has("capacity_Ah")) {
    record.capacity_Ah = column(table, "capacity_Ah");
  } else {
    record.capacity_Ah = column(table, "capacity_mAh");
    for (double& capacity : record.capacity_Ah) {
      capacity *= 1e-3;
    }
  }
  return checked(std::move(record), table);
}

ImpedanceRecord impedance_record(const formats::Table& table, double state_of_charge) {
  ImpedanceRecord record;
  record.name = table.file;
  record.frequency_Hz = column(table, "frequency_Hz");
  record.z_real_ohm = column(table, "z_real_ohm");
  record.z_imag_ohm = column(table, "z_imag_ohm");
  record.state_of_charge = state_of_charge;
  return checked(std::move(record), table);
}

Target make_target(const Record& record, std::size_t most_points) {
  return std::visit([&](const auto& one) { return make(one, most_points); }, record);
}

}  // namespace nacre::cell
