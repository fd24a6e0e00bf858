// Results and parameter sets of the cell room as JSON: what `nacre cell` and studies write.
#pragma once

#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/cell/cycle_profiles.hpp"
#include "nacre/cell/parameter_set.hpp"
#include "nacre/cell/simulate.hpp"

namespace nacre::cell {

// Arrays of the rows (time_s, voltage_V, current_A, capacity_Ah, temperature_C, cycle, step; empty where none
// were kept), stopped_by, complete, solve_ms, steps, cycles, solver.
Json to_json(const Simulation& simulation);

// A list of cycle, time_s, and arrays over x_m; null where there is no such thing, as in the separator.
Json to_json(const std::vector<CycleProfile>& profiles);

// How it is simulated: set, protocol, model, mesh, state of charge at the start, temperature, tolerance.
Json describe(const ParameterSet& set, const CellParameters& cell, const Protocol& protocol,
              const SimulationOptions& options);

// Name, title, sources and every parameter with value, unit, status, source and bounds; warnings where
// its reader had some.
Json to_json(const ParameterSet& set);

}  // namespace nacre::cell
