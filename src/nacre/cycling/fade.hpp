// How the capacity falls over the cycles.
//
// Only complete cycles whose current (of Options::retention_of) lies within Options::rate_tolerance of that
// of the reference cycle are compared, so that formation, rate steps and check-ups at other currents do not
// enter the line. Without a stated reference it is the first complete cycle at the current that most complete
// cycles share.
//   fade: slope of a robust line (Huber) through retention over cycle number, in percent per cycle.
//   end of life: observed at the first such cycle from which on three in a row (or all that are left) lie
//   below the threshold, with the uncertainty of counting in whole cycles, 1/sqrt(12); else where the line
//   crosses the threshold, if it falls by more than twice its standard uncertainty, rests on ten cycles or
//   more and the crossing lies within ten times the range of cycles seen; else there is none.
#pragma once

#include <vector>

#include "nacre/cycling/analysis.hpp"

namespace nacre::cycling {

// Sets Cycle::retention too. Throws UsageError where the reference cycle that the options name does not exist
// or is not complete.
Retention find_retention(std::vector<Cycle>& cycles, const Options& options);

}  // namespace nacre::cycling
