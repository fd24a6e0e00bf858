// Pieces of recipe files.
#pragma once

#include <string>

namespace nacre::testing {

inline const std::string tube_furnace = R"([furnace]
kind = "tube"
mass_g = 5
lag_s = 120
cooling_s = 7200
loss_W_per_K = 0.7
heat_capacity_kJ_per_K = 5
)";

}  // namespace nacre::testing
