#include "nacre/cell/simulate.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "nacre/cell/step_solver.hpp"

namespace nacre::cell {
namespace {

std::string number(double value) { return fmt::format("{:.6g}", value); }

class Run {
 public:
  Run(Model& model, std::vector<double>& y, const Protocol& protocol, const SimulationOptions& options)
      : model_(model),
        y_(y),
        protocol_(protocol),
        options_(options),
        equilibrium_(model.parameters()),
        solver_(model, y, protocol, options, result_) {}

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
    ++place_.cycle;
    bool limited = false;
    CycleRecord record;
    record.cycle = place_.cycle;
    for (const auto& step : steps) {
      ++place_.step;
      const auto outcome = solver_.carry_out(step, place_);
      const double charge = outcome.record.charge_Ah;
      (charge > 0.0 ? record.charge_Ah : record.discharge_Ah) += std::abs(charge);
      result_.steps.push_back(outcome.record);
      limited = limited || outcome.end == End::limit;
      judge_step(outcome);
      if (stopped_) {
        break;
      }
    }
    record.end_s = place_.time_s;
    record.inventory = {model_.sodium(y_.data()), model_.electrode_state(y_.data(), false),
                        model_.electrode_state(y_.data(), true)};
    if (result_.cycles.empty()) {
      first_ = record;
    }
    record.loss =
        equilibrium_.split(first_.inventory, record.inventory, first_.discharge_Ah, record.discharge_Ah);
    result_.cycles.push_back(record);
    if (!stopped_) {
      judge_capacity(record.discharge_Ah);
    }
    if (!stopped_ && options_.progress && !options_.progress(place_.cycle)) {
      stop("stopped by the user", false);
    }
    return limited;
  }

  void judge_step(const StepSolver::Outcome& outcome) {
    const auto& record = outcome.record;
    switch (outcome.end) {
      case End::protocol:
        stop(record.ended_by, true);
        break;
      case End::cut_off:
      case End::exhausted:
      case End::failed:
        stop(fmt::format("{} in step {} ({})", record.ended_by, record.step,
                         record.text.empty() ? "no text" : record.text),
             false);
        break;
      default:
        break;
    }
  }

  void judge_capacity(double capacity) {
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
    if (place_.time_s >= protocol_.end_s) {
      stop(number(protocol_.end_s) + " s", true);
    }
  }

  void stop(const std::string& why, bool complete) {
    stopped_ = true;
    result_.stopped_by = why;
    result_.complete = complete;
  }

  Model& model_;
  std::vector<double>& y_;
  const Protocol& protocol_;
  const SimulationOptions& options_;
  EquilibriumCell equilibrium_;
  Simulation result_;
  StepSolver solver_;
  StepSolver::Place place_;
  double first_discharge_ = 0.0;
  bool stopped_ = false;
  CycleRecord first_;
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
