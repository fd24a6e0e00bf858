// Many cells at once: parameters drawn within their bounds, each cell taken through a protocol.
//
// A parameter with bounds is drawn evenly between them, evenly in its logarithm where they lie more than a
// decade apart. A draw that contradicts itself (more solid than there is room for) is drawn again. A draw
// depends on the seed and its number alone, so that any one of them can be run again.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "nacre/cell/parameter_set.hpp"
#include "nacre/cell/simulate.hpp"

namespace nacre::cell {

// The set with every parameter that has bounds drawn anew. Throws InputError where a hundred draws contradict
// themselves.
ParameterSet draw_set(const ParameterSet& set, std::uint64_t seed, std::size_t number);

struct EnsembleOutcome {
  bool complete = false;
  std::string stopped_by;     // "end of protocol", or the cause; of no cell at all: why
  double discharge_Ah = 0.0;  // of the last cycle that discharged
  double solve_ms = 0.0;
  long steps = 0;
};

// One outcome per draw, in order. Runs on all threads. Never throws for what a draw does.
std::vector<EnsembleOutcome> run_ensemble(const ParameterSet& set, std::size_t draws, std::uint64_t seed,
                                          const Protocol& protocol, const SimulationOptions& options);

}  // namespace nacre::cell
