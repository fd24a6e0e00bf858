// Records of the cycles that a cycle jump skips: between those solved around them.
#pragma once

#include <vector>

#include "nacre/cell/simulate.hpp"

namespace nacre::cell {

// Gives every cycle in [first, cycles.size()) that is not solved the values between those that are: a cubic
// from one to the next, with slopes of the parabola through each and its neighbours. The same weights for
// every number, so that sums (of sodium) stay what they are. The first and the last must be solved.
// Returns for each cycle an estimate of the error of its discharge capacity, Ah: the distance of the cubic
// from the parabolas.
std::vector<double> interpolate_skipped(std::vector<CycleRecord>& cycles, std::size_t first);

}  // namespace nacre::cell
