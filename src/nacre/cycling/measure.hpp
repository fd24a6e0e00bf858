// The numbers of one half-cycle.
//
// Its capacity is the integral of current over time, or what the instrument counted. With
// CapacitySource::automatic it is the counter where that differs from the integral by no more than 1 %, or
// than HalfCycle::unseen_Ah (sparse rows, coarsely written currents), but at most by half; else the integral.
// The shape of curves and the mean voltage always come from the integral.
#pragma once

#include <vector>

#include "nacre/cycling/analysis.hpp"
#include "nacre/cycling/half_cycles.hpp"

namespace nacre::cycling {

// pieces: at least one, all of one direction. Everything but HalfCycle::rest.
HalfCycle measure(const Record& record, const std::vector<Span>& pieces, const Options& options);

// The first row from which the voltage is held until span.last, or span.last where it is not: the last row
// that still carries at least 99.5 % of the constant current among those within constant_voltage_tolerance_V
// of the last voltage, if the current then falls below 90 %. Where the file has step types, they decide.
std::size_t hold_begin(const Record& record, const Span& span, const Options& options);

// The first row whose interval to the next belongs to the half-cycle, see Record.
std::size_t charge_begin(const Record& record, const Span& span);

// The ampere-hours that 1C stands for; NaN where they are not given.
double one_C_capacity_Ah(const Options& options);

}  // namespace nacre::cycling
