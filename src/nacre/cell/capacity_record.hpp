// How well the capacities of a block of cycles are known, as far as their own course shows it: a part of the
// bound of a cycle jump (cycle_jump.hpp).
#pragma once

#include <cstddef>
#include <vector>

#include "nacre/cell/simulate.hpp"

namespace nacre::cell {

class CapacityRecord {
 public:
  // The cycles from `first` on are the same steps again and again. The record must outlive it.
  CapacityRecord(const std::vector<CycleRecord>& cycles, std::size_t first)
      : cycles_(cycles), first_(first) {}

  // How far capacities move within so many cycles of this one, before and after it, Ah. Less than one cycle
  // is a part of the way to the next, unless a corner lies between.
  double drift_Ah(std::size_t cycle, double shift) const;

  // How much capacities jump up and down from cycle to cycle about this one, Ah: the largest second
  // difference of three cycles solved in a row. Where one state of the cell decides between two ends of a
  // discharge, the solver's rounding decides, too, and no cycle is known better than this.
  double roughness_Ah(std::size_t cycle) const;

 private:
  double capacity(std::size_t cycle) const { return cycles_[cycle].discharge_Ah; }

  const std::vector<CycleRecord>& cycles_;
  std::size_t first_;
};

}  // namespace nacre::cell
