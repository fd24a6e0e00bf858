// Where a record turns from charge to discharge and back.
//
// A half-cycle lasts from one turning point of the net charge to the next. A reversal counts once the charge
// that has flown back exceeds Options::reversal_share of the largest half-cycle, or once it has swept 80 % of
// the voltage window with at least 0.1 % of that charge (a cycle at a very high rate, of little capacity,
// does; a pulse of a titration, of a resistance or impedance measurement does not). Rests end nothing. The
// largest half-cycle is found with its own result, starting from the longest run of one sign. Charge that has
// passed before the first and behind the last turning point and is too little to count belongs to no
// half-cycle.
#pragma once

#include <cstddef>
#include <vector>

#include "nacre/cycling/analysis.hpp"
#include "nacre/cycling/record.hpp"

namespace nacre::cycling {

// Rows [first, last] of the record: the first and last row under load in its direction. The row before first
// and the rows at rest behind last, up to the next half-cycle, belong to it too.
struct Span {
  Direction direction;
  std::size_t first;
  std::size_t last;
  std::size_t next;  // the first row of the next half-cycle, or the size of the record
};

// In order of time, directions alternating. Empty where no charge has passed.
std::vector<Span> find_half_cycles(const Record& record, const Options& options);

}  // namespace nacre::cycling
