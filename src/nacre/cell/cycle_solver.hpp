// Solves whole cycles, one after the other, and can take them back.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "nacre/cell/step_solver.hpp"

namespace nacre::cell {

// A cycle and what it went through. Nothing of it is in the result yet but its rows.
struct SolvedCycle {
  CycleRecord record;  // its loss is not yet split
  std::vector<StepRecord> steps;
  std::vector<std::vector<double>> ends;  // the state at the end of each step
  bool limited = false;                   // one of its steps ended by its own limit
  bool broken = false;                    // not all of its steps were done: one ended everything
  bool complete = true;                   // whether what ended everything was foreseen by the protocol
  std::string stopped_by;                 // what ended everything
};

class CycleSolver {
 public:
  // The references must outlive it; y: the state, moved on; rows go into `rows`.
  CycleSolver(Model& model, std::vector<double>& y, const Protocol& protocol,
              const SimulationOptions& options, Simulation& rows);

  SolvedCycle solve(const CycleSteps& steps);

  // Everything that solve() changes.
  struct Checkpoint {
    std::unique_ptr<Model> model;
    std::vector<double> y;
    StepSolver::Place place;
    std::size_t rows = 0;
  };
  Checkpoint save() const;
  void restore(const Checkpoint& checkpoint);

  Model& model() { return model_; }
  std::vector<double>& state() { return y_; }
  StepSolver::Place& place() { return place_; }
  Inventory inventory() const;
  numerics::DaeCounts counts() const { return solver_.counts(); }

 private:
  Model& model_;
  std::vector<double>& y_;
  Simulation& rows_;
  StepSolver solver_;
  StepSolver::Place place_;
};

}  // namespace nacre::cell
