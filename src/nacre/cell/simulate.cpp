#include "nacre/cell/simulate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "nacre/base/error.hpp"
#include "nacre/base/units.hpp"

namespace nacre::cell {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double rest_of_no_length_s = 24.0 * seconds_per_hour;  // as PyBaMM takes it
constexpr double longest_step_s = 1000.0 * seconds_per_hour;     // of a step that only a limit ends

// Why a step ended.
enum class End { time, limit, protocol, cut_off, exhausted, failed };

// One limit as the solver watches it, and what it means.
struct Watched {
  Limit limit;
  std::string text;
  End end = End::limit;
};

std::string number(double value) { return fmt::format("{:.6g}", value); }

class Run {
 public:
  Run(Model& model, std::vector<double>& y, const Protocol& protocol, const SimulationOptions& options)
      : model_(model),
        cell_(model.parameters()),
        area_(cell_.total_area()),
        y_(y),
        protocol_(protocol),
        options_(options),
        equilibrium_(cell_),
        solver_(model, {options.relative_tolerance, model.absolute_tolerance(options.absolute_tolerance), 0.0,
                        0.0}) {}

  Simulation carry_out() {
    const auto begin = std::chrono::steady_clock::now();
    result_.stopped_by = "end of protocol";
    for (const auto& cycle : protocol_.cycles) {
      for (int repeat = 0; repeat < cycle.at_most && !stopped_; ++repeat) {
        if (one_cycle(*cycle.steps)) {
          break;  // a limit of one of its steps: the repeats are done
        }
      }
      if (stopped_) {
        break;
      }
    }
    result_.state = y_;
    result_.counts = solver_.counts();
    result_.solve_ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    return std::move(result_);
  }

 private:
  // Returns whether one of its steps ended by its own limit.
  bool one_cycle(const CycleSteps& steps) {
    ++cycle_;
    bool limited = false;
    CycleRecord record;
    record.cycle = cycle_;
    cycle_charge_ = 0.0;
    cycle_discharge_ = 0.0;
    for (const auto& step : steps) {
      limited = one_step(step) == End::limit || limited;
      if (stopped_) {
        break;
      }
    }
    record.end_s = time_;
    record.charge_Ah = cycle_charge_;
    record.discharge_Ah = cycle_discharge_;
    record.inventory = {model_.sodium(y_.data()), model_.electrode_state(y_.data(), false),
                        model_.electrode_state(y_.data(), true)};
    if (result_.cycles.empty()) {
      first_ = record;
    }
    record.loss =
        equilibrium_.split(first_.inventory, record.inventory, first_.discharge_Ah, record.discharge_Ah);
    result_.cycles.push_back(record);
    if (!stopped_) {
      judge_capacity();
    }
    if (!stopped_ && options_.progress && !options_.progress(cycle_)) {
      stop("stopped by the user", false);
    }
    return limited;
  }

  void judge_capacity() {
    const double capacity = cycle_discharge_;
    if (capacity <= 0.0) {
      return;
    }
    if (first_discharge_ == 0.0) {
      first_discharge_ = capacity;
    }
    if (protocol_.end_capacity_fraction > 0.0 &&
        capacity <= protocol_.end_capacity_fraction * first_discharge_) {
      stop(number(100.0 * protocol_.end_capacity_fraction) + "% capacity", true);
    }
    for (const auto& end : protocol_.end) {
      if (end.quantity == Termination::Quantity::capacity && capacity <= end.value) {
        stop(number(end.value) + " Ah capacity", true);
      }
    }
    if (time_ >= protocol_.end_s) {
      stop(number(protocol_.end_s) + " s", true);
    }
  }

  void stop(const std::string& why, bool complete) {
    stopped_ = true;
    result_.stopped_by = why;
    result_.complete = complete;
  }

  Drive drive_of(const Step& step) {
    Drive drive;
    switch (step.control) {
      case Control::rest:
        break;
      case Control::current:
        drive.value = step.value / area_;
        break;
      case Control::c_rate:
        drive.value = step.value * model_.one_C();
        break;
      case Control::power:
        drive = {Drive::Kind::power, step.value / area_};
        break;
      case Control::resistance:
        drive = {Drive::Kind::resistance, (step.charging ? 1.0 : -1.0) * std::abs(step.value) * area_};
        break;
      case Control::voltage:
        drive = {Drive::Kind::voltage, step.value};
        break;
      case Control::sweep: {
        const double from = step.current_voltage ? model_.voltage(y_.data()) : step.value;
        drive = {Drive::Kind::voltage, from,
                 step.sweep_end_V >= from ? step.sweep_V_per_s : -step.sweep_V_per_s};
        break;
      }
      case Control::profile: {
        std::vector<double> density(step.profile_A.size());
        std::transform(step.profile_A.begin(), step.profile_A.end(), density.begin(),
                       [&](double a) { return a / area_; });
        profile_ = numerics::Curve::linear(step.profile_s, density);
        drive.profile = &profile_;
        break;
      }
    }
    return drive;
  }

  double duration_of(const Step& step, const Drive& drive) const {
    double duration = step.duration_s;
    if (step.control == Control::sweep) {
      duration = std::min(duration, std::abs(step.sweep_end_V - drive.value) / step.sweep_V_per_s);
    }
    if (step.control == Control::profile && duration == infinite) {
      duration = step.profile_s.back();
    }
    if (duration == infinite) {
      const bool endless =
          step.until.empty() && (step.control == Control::rest || step.control == Control::voltage);
      duration = endless ? rest_of_no_length_s : longest_step_s;
    }
    return std::min(duration, protocol_.end_s - time_);
  }

  std::vector<Watched> watched(const Step& step, const Drive& drive) const {
    std::vector<Watched> result;
    const auto add = [&](const Termination& until, End end) {
      Watched watched;
      watched.end = end;
      switch (until.quantity) {
        case Termination::Quantity::voltage:
          watched.limit = {Limit::Quantity::voltage, until.value};
          watched.text = number(until.value) + " V";
          break;
        case Termination::Quantity::current:
          watched.limit = {Limit::Quantity::current, until.value / area_};
          watched.text = number(until.value) + " A";
          watched.limit.side = -1;  // a hold ends where the current has fallen
          break;
        case Termination::Quantity::c_rate:
          watched.limit = {Limit::Quantity::current, until.value * model_.one_C()};
          watched.text = number(until.value) + " C";
          watched.limit.side = -1;
          break;
        case Termination::Quantity::capacity:
          watched.limit = {Limit::Quantity::charge, until.value * seconds_per_hour / area_,
                           model_.charge(y_.data())};
          watched.text = number(until.value) + " Ah";
          watched.limit.side = 1;
          break;
      }
      if (until.side != Termination::Side::reached) {
        watched.limit.side = until.side == Termination::Side::above ? 1 : -1;
      } else if (until.quantity == Termination::Quantity::voltage && step.control != Control::rest) {
        watched.limit.side = step.control == Control::profile ? 0 : (step.charging ? 1 : -1);
        if (step.control == Control::voltage || step.control == Control::sweep) {
          watched.limit.side = 0;
        }
      }
      result.push_back(watched);
    };
    bool own_voltage = false;
    for (const auto& until : step.until) {
      add(until, End::limit);
      own_voltage = own_voltage || until.quantity == Termination::Quantity::voltage;
    }
    for (const auto& end : protocol_.end) {
      if (end.quantity == Termination::Quantity::voltage) {
        add(end, End::protocol);
        own_voltage = true;
      }
    }
    if (!own_voltage && step.control != Control::rest && drive.kind != Drive::Kind::voltage) {
      const bool both = step.control == Control::profile;
      if (both || !step.charging) {
        result.push_back({{Limit::Quantity::voltage, cell_.lower_cutoff_V, 0.0, -1},
                          "lower cut-off " + number(cell_.lower_cutoff_V) + " V",
                          End::cut_off});
      }
      if (both || step.charging) {
        result.push_back({{Limit::Quantity::voltage, cell_.upper_cutoff_V, 0.0, 1},
                          "upper cut-off " + number(cell_.upper_cutoff_V) + " V",
                          End::cut_off});
      }
    }
    return result;
  }

  End one_step(const Step& step) {
    ++step_;
    const double kelvin = step.temperature_K > 0.0        ? step.temperature_K
                          : protocol_.temperature_K > 0.0 ? protocol_.temperature_K
                                                          : cell_.temperature;
    set_ambient(kelvin);
    const Drive drive = drive_of(step);
    const double duration = duration_of(step, drive);
    const auto limits = watched(step, drive);
    model_.set_drive(drive);
    std::vector<Limit> plain;
    for (const auto& w : limits) {
      plain.push_back(w.limit);
    }
    model_.set_limits(plain);
    step_charge_ = model_.charge(y_.data());
    StepRecord record{cycle_, step_, step.text, time_, time_, 0.0, {}};
    End end = End::time;
    std::string why = model_.make_consistent(0.0, y_, yp_);
    if (!why.empty()) {
      end = End::exhausted;
    } else {
      end = integrate(step, duration, limits, why);
    }
    model_.apply_damage(y_.data());
    record.end_s = time_;
    record.charge_Ah = (model_.charge(y_.data()) - step_charge_) * area_ / seconds_per_hour;
    record.ended_by = why;
    (record.charge_Ah > 0.0 ? cycle_charge_ : cycle_discharge_) += std::abs(record.charge_Ah);
    result_.steps.push_back(record);
    switch (end) {
      case End::protocol:
        stop(why, true);
        break;
      case End::cut_off:
      case End::exhausted:
      case End::failed:
        stop(fmt::format("{} in step {} ({})", why, step_, step.text.empty() ? "no text" : step.text), false);
        break;
      default:
        break;
    }
    return end;
  }

  void set_ambient(double kelvin) {
    // The cell keeps its temperature, the surroundings change; an isothermal cell changes with them.
    const double before = model_.temperature(y_.data());
    model_.set_ambient(kelvin);
    y_.back() = cell_.heat ? y_.back() + (before - model_.temperature(y_.data())) / 10.0 : 0.0;
  }

  // The limit that the present state lies beyond, or limits.size().
  std::size_t beyond(const std::vector<Watched>& limits, const double* y) {
    events_.resize(limits.size() + 1);
    model_.event_values(0.0, y, events_.data());
    for (std::size_t k = 0; k < limits.size(); ++k) {
      if (limits[k].limit.side != 0 && events_[k] * limits[k].limit.side >= 0.0) {
        return k;
      }
    }
    return limits.size();
  }

  End integrate(const Step& step, double duration, const std::vector<Watched>& limits, std::string& why) {
    const double start = time_;
    const double period = step.period_s > 0.0 ? step.period_s : protocol_.period_s;
    double next_row = period;
    record_row(y_.data());
    if (const auto k = beyond(limits, y_.data()); k < limits.size()) {
      why = limits[k].text;
      return limits[k].end;
    }
    if (duration <= 0.0) {
      why = "time";
      return End::time;
    }
    solver_.restart(0.0, y_, yp_, std::min(1e-3, 1e-3 * duration));
    End end = End::time;
    std::size_t knot = 0;
    double last_failure = -1.0;
    for (long count = 0;; ++count) {
      double target = duration;
      while (step.control == Control::profile && knot < step.profile_s.size() &&
             step.profile_s[knot] <= solver_.time()) {
        ++knot;
      }
      if (step.control == Control::profile && knot < step.profile_s.size()) {
        target = std::min(target, step.profile_s[knot]);
      }
      const auto status = solver_.step(target);
      const double t = solver_.time();
      const double* now = solver_.state().data();
      while (period > 0.0 && next_row < t && status != numerics::DaeSolver::Status::failed) {
        interpolated_.resize(y_.size());
        solver_.interpolate(next_row, interpolated_);
        time_ = start + next_row;
        record_row(interpolated_.data());
        next_row += period;
      }
      time_ = start + t;
      if (status == numerics::DaeSolver::Status::failed && model_.exhausted(now).empty() &&
          t > last_failure) {
        // A corner that the step ran into with a memory of what was before it: begin again at the last good
        // state.
        last_failure = t;
        std::copy(solver_.state().begin(), solver_.state().end(), y_.begin());
        if (model_.make_consistent(t, y_, yp_).empty()) {
          solver_.restart(t, y_, yp_, 1e-9 * std::max(1.0, t));
          continue;
        }
      }
      if (status == numerics::DaeSolver::Status::failed || count >= options_.most_steps) {
        why = model_.exhausted(now);
        end = why.empty() ? End::failed : End::exhausted;
        if (why.empty()) {
          why = count >= options_.most_steps ? "too many solver steps" : solver_.failure();
        }
        break;
      }
      if (status == numerics::DaeSolver::Status::event) {
        const auto& found = solver_.stopped_by();
        if (found.back()) {
          why = model_.exhausted(now);
          end = End::exhausted;
          break;
        }
        const auto hit = std::find_if(limits.begin(), limits.end(), [&](const Watched& w) {
          return found[static_cast<std::size_t>(&w - limits.data())];
        });
        if (hit != limits.end()) {
          why = hit->text;
          end = hit->end;
          break;
        }
      }
      if (t >= duration) {
        why = "time";
        end = End::time;
        break;
      }
      if (period <= 0.0) {
        record_row(now);
      }
    }
    std::copy(solver_.state().begin(), solver_.state().end(), y_.begin());
    record_row(y_.data());
    return end;
  }

  void record_row(const double* y) {
    if (!options_.keep_rows) {
      return;
    }
    result_.time_s.push_back(time_);
    result_.voltage_V.push_back(model_.voltage(y));
    result_.current_A.push_back(model_.current(y) * area_);
    result_.temperature_C.push_back(model_.temperature(y) - constants::zero_celsius);
    result_.capacity_Ah.push_back(std::abs(model_.charge(y) - step_charge_) * area_ / seconds_per_hour);
    result_.cycle.push_back(cycle_);
    result_.step.push_back(step_);
  }

  Model& model_;
  const CellParameters& cell_;
  double area_;
  std::vector<double>& y_;
  std::vector<double> yp_;
  const Protocol& protocol_;
  const SimulationOptions& options_;
  EquilibriumCell equilibrium_;
  numerics::DaeSolver solver_;
  numerics::Curve profile_;
  std::vector<double> events_;
  std::vector<double> interpolated_;
  double time_ = 0.0;
  int cycle_ = 0;
  int step_ = 0;
  double step_charge_ = 0.0;
  double cycle_charge_ = 0.0;     // Ah
  double cycle_discharge_ = 0.0;  // Ah
  double first_discharge_ = 0.0;
  bool stopped_ = false;
  CycleRecord first_;
  Simulation result_;
};

}  // namespace

formats::Table Simulation::table() const {
  formats::Table table;
  table.reader = "nacre-cell";
  const auto column = [](const auto& values) { return formats::Numbers(values.begin(), values.end()); };
  table.add("time_s", "s", column(time_s));
  table.add("voltage_V", "V", column(voltage_V));
  table.add("current_A", "A", column(current_A));
  table.add("cycle", "1", column(cycle));
  table.add("step", "1", column(step));
  table.add("capacity_Ah", "Ah", column(capacity_Ah));
  table.add("temperature_C", "C", column(temperature_C));
  return table;
}

Simulation simulate(Model& model, std::vector<double>& y, const Protocol& protocol,
                    const SimulationOptions& options) {
  return Run(model, y, protocol, options).carry_out();
}

Simulation simulate(const CellParameters& parameters, const Protocol& protocol,
                    const SimulationOptions& options) {
  const auto model = make_model(options.model, parameters, options.mesh);
  auto y = model->rest(options.initial_state_of_charge);
  return simulate(*model, y, protocol, options);
}

}  // namespace nacre::cell
