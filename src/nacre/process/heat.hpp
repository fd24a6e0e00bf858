// The temperatures that a recipe gives its powder, whichever furnace it names.
#pragma once

#include <optional>

#include "nacre/formats/table.hpp"
#include "nacre/process/parameters.hpp"
#include "nacre/process/recipe.hpp"
#include "nacre/process/thermal_history.hpp"

namespace nacre::process {

struct Heated {
  ThermalHistory history;
  std::optional<ParameterFile> heater;  // the strip's material
};

// The temperature of the powder as it was measured: columns time_s and temperature_C, which may be of any
// cycler's file or delimited text. Throws InputError with the row.
ThermalHistory measured_history(const formats::Table& table, const std::string& file);

// Throws InputError where the strip would melt or a file cannot be used, ConvergenceError.
Heated heat(const Recipe& recipe);

}  // namespace nacre::process
