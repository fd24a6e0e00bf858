// The tables of a powder pattern: how well it is described, the phases, and everything that was refined.
#pragma once

#include <string>
#include <vector>

#include "nacre/diffraction/analysis.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

// R values, phases, cells, peaks of no phase, variables, steps, reflections, curves. prefix: before their
// ids.
std::vector<DataTable> diffraction_tables(const diffraction::Analysis& analysis, const std::string& prefix);

// a, b, c, alpha, beta, gamma and the volume, each with its uncertainty; a row for each phase given,
// empty for a null.
std::vector<TableColumn> cell_columns(const std::vector<const diffraction::PhaseResult*>& phases);

}  // namespace nacre::report
