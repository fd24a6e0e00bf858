#include "nacre/cell/cycle_solver.hpp"

#include <fmt/format.h>

#include <cmath>

#include "nacre/cell/model_copy.hpp"

namespace nacre::cell {
namespace {

// Whether a step ended everything; says so in the cycle.
bool ends_everything(const StepSolver::Outcome& outcome, SolvedCycle& cycle) {
  const auto& record = outcome.record;
  switch (outcome.end) {
    case End::time:
    case End::limit:
      return false;
    case End::protocol:
      cycle.stopped_by = record.ended_by;
      return true;
    case End::cut_off:
    case End::exhausted:
    case End::failed:
    case End::stopped:
      cycle.complete = false;
      cycle.stopped_by = fmt::format("{} in step {} ({})", record.ended_by, record.step,
                                     record.text.empty() ? "no text" : record.text);
      return true;
  }
  return false;
}

}  // namespace

CycleSolver::CycleSolver(Model& model, std::vector<double>& y, const Protocol& protocol,
                         const SimulationOptions& options, Simulation& rows)
    : model_(model), y_(y), rows_(rows), solver_(model, y, protocol, options, rows) {}

SolvedCycle CycleSolver::solve(const CycleSteps& steps) {
  ++place_.cycle;
  SolvedCycle cycle;
  cycle.record.cycle = place_.cycle;
  for (const auto& step : steps) {
    ++place_.step;
    const auto outcome = solver_.carry_out(step, place_);
    const double charge = outcome.record.charge_Ah;
    (charge > 0.0 ? cycle.record.charge_Ah : cycle.record.discharge_Ah) += std::abs(charge);
    cycle.steps.push_back(outcome.record);
    cycle.ends.push_back(y_);
    cycle.limited = cycle.limited || outcome.end == End::limit;
    if (ends_everything(outcome, cycle)) {
      cycle.broken = true;
      break;
    }
  }
  cycle.record.end_s = place_.time_s;
  cycle.record.inventory = inventory();
  return cycle;
}

Inventory CycleSolver::inventory() const {
  return {model_.sodium(y_.data()), model_.electrode_state(y_.data(), false),
          model_.electrode_state(y_.data(), true)};
}

CycleSolver::Checkpoint CycleSolver::save() const {
  return {copy_of(model_), y_, place_, rows_.time_s.size()};
}

void CycleSolver::restore(const Checkpoint& checkpoint) {
  assign(model_, *checkpoint.model);
  y_ = checkpoint.y;
  place_ = checkpoint.place;
  for (auto* column :
       {&rows_.time_s, &rows_.voltage_V, &rows_.current_A, &rows_.temperature_C, &rows_.capacity_Ah}) {
    column->resize(checkpoint.rows);
  }
  rows_.cycle.resize(checkpoint.rows);
  rows_.step.resize(checkpoint.rows);
}

}  // namespace nacre::cell
