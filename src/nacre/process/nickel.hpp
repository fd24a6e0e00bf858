// How much nickel the O3 oxide keeps, and when rock salt begins.
//
// The oxide Na(1-d) with charge d missing among the alkali ions (d = 1 - Na - 2 Ca per formula unit: a Ca on
// a sodium site counts twice) must oxidise d of its Ni2+ to Ni3+. At temperature Ni3+ lasts only up to
//   d_max(T, p_O2) = d_ref exp(H/R (1/T - 1/T_ref)) (p_O2/0.21 bar)^(1/4),
// the equilibrium 4 Ni3+ + 2 O2- = 4 Ni2+ + O2. What is above leaves as NiO: each Ni2+ that leaves the layers
// with its oxygen relieves two charges (Ni(1/3-n): 7/3 + 2/3 - 2n + 1 - d = 4 (1 - n) has no Ni3+ left at
// n = d/2), so that the equilibrium amount of NiO per formula unit is
//   n_eq = max(0, d - d_max)/2.
//
// The surface layer begins at nuclei: the part of the surface from which NiO can grow is
//   X = 1 - exp(-I^m),  dI/dt = 1/tau(T) while the oxide is supersaturated           (Avrami, additive).
#pragma once

#include <algorithm>
#include <cmath>

#include "nacre/process/arrhenius.hpp"

namespace nacre::process {

struct NickelSolubility {
  double at_reference = 0.0;  // d_ref, in air
  double enthalpy_J_per_mol = 0.0;
};

inline double tolerated_deficiency(const NickelSolubility& solubility, double t_K, double oxygen_bar) {
  constexpr double air_bar = 0.21;
  const double d =
      solubility.at_reference *
      std::exp(solubility.enthalpy_J_per_mol / constants::gas * (1.0 / t_K - 1.0 / reference_K)) *
      std::pow(oxygen_bar / air_bar, 0.25);
  return std::min(d, 1.0);
}

inline double equilibrium_nio(const NickelSolubility& solubility, double deficiency, double t_K,
                              double oxygen_bar) {
  return 0.5 * std::max(0.0, deficiency - tolerated_deficiency(solubility, t_K, oxygen_bar));
}

struct RockSaltNucleation {
  Arrhenius rate;         // 1/tau, 1/s
  double exponent = 2.0;  // m
};

inline double nucleated(const RockSaltNucleation& nucleation, double incubation) {
  return -std::expm1(-std::pow(incubation, nucleation.exponent));
}

}  // namespace nacre::process
