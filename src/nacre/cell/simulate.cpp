#include "nacre/cell/simulate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "nacre/base/error.hpp"
#include "nacre/cell/cycle_jump.hpp"
#include "nacre/cell/cycle_solver.hpp"

namespace nacre::cell {
namespace {

std::string number(double value) { return fmt::format("{:.6g}", value); }

class Run {
 public:
  Run(Model& model, std::vector<double>& y, const Protocol& protocol, const SimulationOptions& options)
      : protocol_(protocol),
        options_(options),
        equilibrium_(model.parameters()),
        solver_(model, y, protocol, options, result_) {
    if (options.jump_tolerance > 0.0) {
      jump_.emplace(solver_, options.jump_tolerance, options.relative_tolerance);
    }
  }

  Simulation carry_out() {
    const auto begin = std::chrono::steady_clock::now();
    result_.stopped_by = "end of protocol";
    const auto& cycles = protocol_.cycles;
    for (auto cycle = cycles.begin(); cycle != cycles.end() && !stopped_;) {
      const auto next = std::find_if(cycle, cycles.end(), [&](const Cycle& other) {
        return other.steps != cycle->steps || other.at_most != cycle->at_most;
      });
      if (cycle->at_most == 1) {
        alike(*cycle->steps, static_cast<int>(next - cycle));
      } else {
        for (; cycle != next && !stopped_; ++cycle) {
          until_limited(*cycle);
        }
      }
      cycle = next;
    }
    result_.state = solver_.state();
    result_.counts = solver_.counts();
    result_.solve_ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    return std::move(result_);
  }

 private:
  void until_limited(const Cycle& cycle) {
    for (int repeat = 0; repeat < cycle.at_most && !stopped_; ++repeat) {
      const auto solved = solver_.solve(*cycle.steps);
      commit(solved);
      if (solved.limited) {
        break;  // a limit of one of its steps: the repeats are done
      }
    }
  }

  // The same cycle so many times: jumped over where that is asked for.
  void alike(const CycleSteps& steps, int count) {
    const std::size_t first = result_.cycles.size();
    const auto done = [&] { return static_cast<int>(result_.cycles.size() - first); };
    while (done() < count && !stopped_) {
      if (jump_) {
        if (const auto landed = jump_->jump(steps, count - done(), [&](const SolvedCycle& cycle) {
              return verdict(cycle).has_value() || cycle.record.end_s >= protocol_.end_s;
            })) {
          skip_to(landed->record.cycle);
          commit(*landed);
          continue;
        }
      }
      const auto solved = solver_.solve(steps);
      if (jump_) {
        jump_->observe(steps, solved);
      }
      commit(solved);
    }
    if (jump_) {
      jump_->complete(result_.cycles, first);
      for (std::size_t n = first; n < result_.cycles.size(); ++n) {
        if (!result_.cycles[n].solved) {
          split(result_.cycles[n]);
        }
      }
    }
  }

  // Leaves room for the cycles before this one.
  void skip_to(int cycle) {
    while (result_.cycles.back().cycle + 1 < cycle) {
      CycleRecord record;
      record.cycle = result_.cycles.back().cycle + 1;
      record.solved = false;
      result_.cycles.push_back(record);
    }
  }

  void commit(const SolvedCycle& cycle) {
    result_.steps.insert(result_.steps.end(), cycle.steps.begin(), cycle.steps.end());
    result_.cycles.push_back(cycle.record);
    split(result_.cycles.back());
    if (const auto stop = verdict(cycle)) {
      stopped_ = true;
      result_.stopped_by = stop->why;
      result_.complete = stop->complete;
    }
    if (first_discharge_ == 0.0) {
      first_discharge_ = cycle.record.discharge_Ah;
    }
    report_progress();
  }

  void split(CycleRecord& record) const {
    const auto& first = result_.cycles.front();
    record.loss =
        equilibrium_.split(first.inventory, record.inventory, first.discharge_Ah, record.discharge_Ah);
  }

  void report_progress() {
    if (!stopped_ && options_.progress && !options_.progress(result_.cycles.back().cycle)) {
      stopped_ = true;
      result_.stopped_by = "stopped by the user";
      result_.complete = false;
    }
  }

  struct Stop {
    std::string why;
    bool complete = true;
  };
  // Whether everything ends with this cycle.
  std::optional<Stop> verdict(const SolvedCycle& cycle) const {
    if (cycle.broken) {
      return Stop{cycle.stopped_by, cycle.complete};
    }
    if (cycle.record.end_s >= protocol_.end_s) {
      return Stop{number(protocol_.end_s) + " s"};
    }
    const double capacity = cycle.record.discharge_Ah;
    if (capacity <= 0.0) {
      return {};
    }
    for (const auto& end : protocol_.end) {
      if (end.quantity == Termination::Quantity::capacity && capacity <= end.value) {
        return Stop{number(end.value) + " Ah capacity"};
      }
    }
    if (first_discharge_ > 0.0 && protocol_.end_capacity_fraction > 0.0 &&
        capacity <= protocol_.end_capacity_fraction * first_discharge_) {
      return Stop{number(100.0 * protocol_.end_capacity_fraction) + "% capacity"};
    }
    return {};
  }

  const Protocol& protocol_;
  const SimulationOptions& options_;
  EquilibriumCell equilibrium_;
  Simulation result_;
  CycleSolver solver_;
  std::optional<CycleJump> jump_;
  double first_discharge_ = 0.0;
  bool stopped_ = false;
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
  const double tolerance = options.jump_tolerance;
  if (tolerance != 0.0 &&
      !(tolerance >= 100.0 * options.relative_tolerance * (1.0 - 1e-9) && tolerance < 1.0)) {
    throw UsageError(fmt::format("cycles jumped with an error of {:g} are not between 100 times the solver's "
                                 "tolerance of {:g} and 1",
                                 tolerance, options.relative_tolerance),
                     "give --rtol a hundredth of --jump or less");
  }
  return Run(model, y, protocol, options).carry_out();
}

Simulation simulate(const CellParameters& parameters, const Protocol& protocol,
                    const SimulationOptions& options) {
  const auto model = make_model(options.model, parameters, options.mesh);
  auto y = model->rest(options.initial_state_of_charge);
  return simulate(*model, y, protocol, options);
}

}  // namespace nacre::cell
