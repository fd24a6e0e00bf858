// The rate table: capacity at each current.
//
// A step is a run of consecutive complete cycles whose discharge currents lie within Options::rate_tolerance
// of that of its first cycle; or the cycles that the study names (Options::rates). Partial cycles interrupt
// nothing and are not averaged in.
#pragma once

#include <vector>

#include "nacre/cycling/analysis.hpp"

namespace nacre::cycling {

std::vector<Rate> find_rates(const std::vector<Cycle>& cycles, const Options& options);

}  // namespace nacre::cycling
