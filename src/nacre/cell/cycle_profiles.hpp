// What a simulation looked like across the cell at the ends of cycles: salt, potentials, filling over x.
#pragma once

#include <cstddef>
#include <vector>

#include "nacre/cell/model.hpp"
#include "nacre/cell/simulate.hpp"

namespace nacre::cell {

struct CycleProfile {
  int cycle = 1;
  double time_s = 0.0;
  Profile profile;  // under the current or voltage with which the cycle ended
};

struct ProfiledSimulation {
  Simulation simulation;
  std::vector<CycleProfile> profiles;
};

// As simulate(), with the state at the end of at most so many (2 or more) cycles: evenly spread, the first
// and the last among them, the last one also where it stopped before its end. A step that belongs to no cycle
// is one of its own. Throws what simulate() throws.
ProfiledSimulation simulate_with_profiles(const CellParameters& parameters, const Protocol& protocol,
                                          const SimulationOptions& options, std::size_t most = 8);

}  // namespace nacre::cell
