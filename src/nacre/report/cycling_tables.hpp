// The tables, key numbers and method texts of a cycling report.
#pragma once

#include <vector>

#include "nacre/report/cycling_scale.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

// Cycles, rates, peaks of dQ/dV and half-cycles. Partial cycles are marked.
std::vector<DataTable> cycling_tables(const CyclingRecord& record);

// First discharge capacity, mean voltage, retention, fade and end of life, as far as they are known.
std::vector<KeyNumber> cycling_key_numbers(const CyclingRecord& record);

// What was done, with the options used.
Method cycling_method(const CyclingRecord& record);

}  // namespace nacre::report
