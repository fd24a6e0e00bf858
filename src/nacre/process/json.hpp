// Furnace runs as JSON: what `nacre furnace` writes.
#pragma once

#include "nacre/base/json.hpp"
#include "nacre/process/furnace_run.hpp"

namespace nacre::process {

// temperature, material, course, energy_J_per_g, steps. docs/furnace.md lists the keys.
Json to_json(const FurnaceRun& run, const Recipe& recipe);

}  // namespace nacre::process
