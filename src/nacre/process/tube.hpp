// A tube furnace: it follows the programme as far as it can cool, and the powder lags behind it.
//
//   dT_f/dt = that of the programme, but never faster down than -(T_f - T_0)/cooling;
//   lag dT/dt = T_f - T, the same everywhere in the powder;
//   power = loss (T_f - T_0) + C dT_f/dt, or 0 where that is negative.
//
// Both are solved exactly over steps in which T_f goes straight.
#pragma once

#include "nacre/process/recipe.hpp"
#include "nacre/process/thermal_history.hpp"

namespace nacre::process {

ThermalHistory run_tube(const TubeFurnace& tube, const Programme& programme, double ambient_K,
                        double after_s);

}  // namespace nacre::process
