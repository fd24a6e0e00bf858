// The curves of a record's cycles: voltage and its derivatives against charge, and dQ/dV against voltage.
//
// Few cycles are named in a legend; of many, a selection (1, 2, 5, 10, ... and the last) carries a colour
// bar.
#pragma once

#include "nacre/report/cycling_scale.hpp"
#include "nacre/report/figure.hpp"

namespace nacre::report {

Figure voltage_curves(const CyclingRecord& record, const CapacityScale& scale);
// With the fitted peaks.
Figure differential_capacity(const CyclingRecord& record, const CapacityScale& scale);
Figure differential_voltage(const CyclingRecord& record, const CapacityScale& scale);

}  // namespace nacre::report
