// Sodium carbonate on the surface, from what air takes out of the oxide.
//
// Water and CO2 draw sodium through the carbonate that is there already: per bare surface
//   A^2 = K (RH/0.5) (p_CO2/420 ppm) t      mol Na/m2,
// a parabola, in room air. A coating keeps it from the surface that it covers, but for a part of it.
#pragma once

#include <algorithm>
#include <cmath>

#include "nacre/process/recipe.hpp"

namespace nacre::process {

struct AirAttack {
  double rate = 0.0;             // K, mol2/(m4 s)
  double through_coating = 0.0;  // part of a covered surface that is attacked as if it were bare
};

// mol Na per m2 of the whole surface.
inline double alkali_from_air(const AirAttack& attack, const Storage& storage, double coverage) {
  constexpr double usual_humidity = 0.5;
  constexpr double usual_ppm = 420.0;
  const double bare = 1.0 - coverage * (1.0 - attack.through_coating);
  return bare * std::sqrt(attack.rate * storage.relative_humidity / usual_humidity * storage.co2_ppm /
                          usual_ppm * storage.hours * 3600.0);
}

}  // namespace nacre::process
