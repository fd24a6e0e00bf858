// What a report says of a furnace: temperatures, currents, the map of the heater, how the material came about
// and what it is, and process maps. An id goes before the ids of figures and tables, where a report has
// several furnaces.
#pragma once

#include <string>
#include <vector>

#include "nacre/process/furnace_run.hpp"
#include "nacre/process/scan.hpp"
#include "nacre/process/sensitivity.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

// Programme against what the powder did, current and voltage, the temperature map, energy. furnace_heat.cpp
Section furnace_section(const process::FurnaceRun& run, const process::Recipe& recipe,
                        const std::string& id = {});
// Phases and coating over time, radial profiles, the numbers of the material and how they spread.
// furnace_material.cpp
Section material_section(const process::FurnaceRun& run, const process::Recipe& recipe,
                         const std::string& id = {});
// The map over two keys of the recipe, or lines over one, with where NiO is seen, where the coating is in
// patches and where O3 is incomplete; and the table of all recipes. process_map.cpp
Section scan_section(const process::Scan& scan, const std::string& id = {});
// What decides each quantity, as a table.
Section sensitivity_section(const process::Sensitivity& sensitivity);
// What the parameters are and where they come from. files: a list of process::to_json of parameter files.
Method furnace_method(const Json& files);

}  // namespace nacre::report
