// What a report says of a furnace: temperatures, currents, the map of the heater, how the material came about
// and what it is, and process maps.
#pragma once

#include <vector>

#include "nacre/process/furnace_run.hpp"
#include "nacre/process/scan.hpp"
#include "nacre/process/sensitivity.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

// Programme against what the powder did, current and voltage, the temperature map, energy.
Section furnace_section(const process::FurnaceRun& run, const process::Recipe& recipe);
// Phases and coating over time, radial profiles, the numbers of the material and how they spread.
Section material_section(const process::FurnaceRun& run, const process::Recipe& recipe);
// The map over two keys of the recipe, or lines over one, with where NiO is seen, where the coating is in
// patches and where O3 is incomplete; and the table of all recipes.
Section scan_section(const process::Scan& scan);
// What decides each quantity, as a table.
Section sensitivity_section(const process::Sensitivity& sensitivity);
Method furnace_method(const std::vector<process::ParameterFile>& files);

}  // namespace nacre::report
