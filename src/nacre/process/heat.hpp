// The temperatures that a recipe gives its powder, whichever furnace it names.
#pragma once

#include <optional>

#include "nacre/process/parameters.hpp"
#include "nacre/process/recipe.hpp"
#include "nacre/process/thermal_history.hpp"

namespace nacre::process {

struct Heated {
  ThermalHistory history;
  std::optional<ParameterFile> heater;  // the strip's material
};

// Throws InputError where the strip would melt or a file cannot be used, ConvergenceError.
Heated heat(const Recipe& recipe);

}  // namespace nacre::process
