// Charge transfer at the metal foil of a half cell, with the film that covers it.
//
//   phi_m = eta(j_m, j0) + j_m R_film,   j0 = exchange (c_e/c_ref)^n exp(E_a/R (1/T_ref - 1/T))
// with phi_m = -phi_e(0) against the foil and j_m from the foil to the electrolyte (kinetics.hpp).
#pragma once

#include "nacre/cell/parameters.hpp"

namespace nacre::cell {

struct FoilDrop {
  double value = 0.0;             // phi_m, V
  double by_current = 0.0;        // ohm m2
  double by_concentration = 0.0;  // by c_e / c_0
};

// current: j_m, A/m2; concentration: c_e / c_0 at the foil; temperature in K.
FoilDrop foil_drop(const CellParameters& cell, double current, double concentration, double temperature);

}  // namespace nacre::cell
