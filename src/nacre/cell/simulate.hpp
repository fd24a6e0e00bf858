// Carries out a protocol on a cell: the record that a cycler would have written, and what the cell went
// through.
//
// Whatever happens there is a result: where the equations cannot go on (electrolyte used up, surface full, a
// cut-off that the protocol did not foresee), it ends there and says so.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "nacre/cell/ageing.hpp"
#include "nacre/cell/model.hpp"
#include "nacre/cell/protocol.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::cell {

struct SimulationOptions {
  ModelKind model = ModelKind::dfn;
  Mesh mesh;
  double initial_state_of_charge = 1.0;
  double relative_tolerance = 1e-5;
  double absolute_tolerance = 1e-7;  // of unknowns that are of order one
  long most_steps = 200'000;         // of the solver within one step of the protocol
  bool keep_rows = true;             // false: cycles and steps only
  // Cycles that repeat the one before may be skipped as long as the capacity stays within this error,
  // relative to the first discharge (cycle_jump.hpp); 0: every cycle is solved, and so are those of a cell
  // that is all but dead. At least 100 times relative_tolerance. Skipped cycles have no steps and no rows.
  double jump_tolerance = 0.0;
  // Called after every cycle that was solved with the number done, which may pass over skipped ones; returns
  // false to stop.
  std::function<bool(int)> progress;
  // Asked now and then within a step: false ends everything there.
  std::function<bool()> keep_going;
};

struct StepRecord {
  int cycle = 1;
  int step = 1;  // within the record, from 1
  std::string text;
  double start_s = 0.0;
  double end_s = 0.0;
  double charge_Ah = 0.0;  // net, positive on charge
  std::string ended_by;    // "3.105 V", "time", ...
};

// What a cycle gave and left behind.
struct CycleRecord {
  int cycle = 1;
  double end_s = 0.0;
  double charge_Ah = 0.0;
  double discharge_Ah = 0.0;
  Inventory inventory;             // at its end
  bool solved = true;              // false: interpolated between those that are
  double capacity_bound_Ah = 0.0;  // error bound of discharge_Ah against solving every cycle; 0 before a jump
  LossSplit loss;                  // since the first cycle
};

struct Simulation {
  // Rows: one for each step of the solver, or as often as the protocol asks.
  std::vector<double> time_s, voltage_V, current_A, temperature_C,
      capacity_Ah;  // capacity: of the step, from 0
  std::vector<int> cycle, step;
  std::vector<StepRecord> steps;
  std::vector<CycleRecord> cycles;
  bool complete = true;    // false: stopped before the protocol's end, and not by the protocol
  std::string stopped_by;  // "end of protocol", "80% capacity", or the cause
  numerics::DaeCounts counts;
  double solve_ms = 0.0;
  std::vector<double> state;  // the last, for the model that made it

  formats::Table table() const;  // the neutral table, as if a cycler had written it
};

// Throws UsageError where the protocol cannot be carried out on this cell at all.
Simulation simulate(const CellParameters& parameters, const Protocol& protocol,
                    const SimulationOptions& options);
// The same with a model that exists; y: where to begin, and the end afterwards.
Simulation simulate(Model& model, std::vector<double>& y, const Protocol& protocol,
                    const SimulationOptions& options);

}  // namespace nacre::cell
