// The figures that a paper on cycling prints, from the analysis of one record or of several.
//
// Figures without data are left out. Cycles that are not complete are drawn hollow and enter no line.
#pragma once

#include <span>
#include <vector>

#include "nacre/report/cycling_scale.hpp"
#include "nacre/report/figure.hpp"

namespace nacre::report {

// Voltage curves, capacity and efficiency, energy and mean voltage, retention, rate capability, dQ/dV with
// its peaks, dV/dQ, peak drift, constant-voltage share and resistance, the record over time.
std::vector<Figure> cycling_figures(const CyclingRecord& record);

// Several records in one frame each: capacity, efficiency, retention, mean voltage, rate capability, voltage
// curves and dQ/dV of one cycle. id: before the ids of the figures.
std::vector<Figure> cycling_overlays(std::span<const CyclingRecord> records, const std::string& id);

}  // namespace nacre::report
