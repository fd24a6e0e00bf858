// Cycles from half-cycles, and the numbers of each.
//
// A cycle is a half-cycle and the one that follows it, where the first has the direction that the record
// shows first (or that Options::definition names). With Definition::vendor it is what the file numbers as
// one: all half-cycles in it of one direction count together.
//
// A cycle is complete unless
// - one of its half-cycles is missing;
// - it is the first, and its first half-cycle passed less than 95 % of the charge of its second: the record
// then
//   starts with a cell that was neither full nor empty. (A pristine cathode or anode passes at least as much
//   in its first half-cycle as it gives back, and is complete.);
// - it is the last, and its last half-cycle did not get to its end. Where the earlier ones of that direction
// end
//   within 10 % of the voltage window, it must come within 1 % of the window of where the nearest of them
//   ended, and its current, where theirs fell at constant voltage, down to 1.5 times theirs; where they do
//   not or there is none, the record must go on behind it.
// The numbering starts at 1 and counts partial cycles too.
#pragma once

#include <string>
#include <vector>

#include "nacre/cycling/analysis.hpp"
#include "nacre/cycling/half_cycles.hpp"

namespace nacre::cycling {

// A cycle and the rows behind it.
struct CycleRows {
  Cycle cycle;
  std::vector<Span> charge;  // one, but for Definition::vendor
  std::vector<Span> discharge;
};

struct Cycles {
  std::vector<CycleRows> cycles;
  Direction first_direction = Direction::charge;
  Efficiency efficiency = Efficiency::discharge_over_charge;
  std::vector<std::string> warnings;
};

Cycles find_cycles(const Record& record, const std::vector<Span>& spans, const Options& options);

}  // namespace nacre::cycling
