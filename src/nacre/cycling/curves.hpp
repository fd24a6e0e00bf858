// Voltage against capacity, and the whole record, with few enough points for a figure.
#pragma once

#include <vector>

#include "nacre/cycling/analysis.hpp"
#include "nacre/cycling/cycles.hpp"

namespace nacre::cycling {

// A half-cycle under load, row by row: rests and pulses the other way are left out.
struct Path {
  std::vector<double> capacity_Ah;  // from zero, never falls
  std::vector<double> voltage_V;
  std::size_t hold = 0;  // the first point from which the voltage is held; the number of points: nowhere
};
Path find_path(const Record& record, const std::vector<Span>& pieces, const HalfCycle& half,
               const Options& options);

// Which cycles curves are kept of: all, or Options::curve_cycles of them, the first and the last among them.
std::vector<std::size_t> choose_cycles(std::size_t cycles, const Options& options);

// Voltage, differential capacity with its peaks and differential voltage of a half-cycle.
Curve find_curve(const Path& path, int cycle, Direction direction, const Options& options);

Trace find_trace(const Record& record, const Options& options);

}  // namespace nacre::cycling
