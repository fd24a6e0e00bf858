// Sodium that leaves with the gas.
//
// The pressure of sodium over an oxide with activity a of Na2O and oxygen at p_O2,
//   Na2O(s) = 2 Na(g) + 1/2 O2,   p_Na = p0 (K(T) a)^(1/2) (p_O2/p0)^(-1/4),   p0 = 1 bar,
// with K from polynomials of seven coefficients in the form of NASA (vapour.cpp: sources). What leaves is
// carried off through the gas: per surface, transfer * p_Na/(R T), with a transfer coefficient in m/s that
// is calibrated, because bed, crucible and flow are in it.
#pragma once

namespace nacre::process {

// Bar. t_K: 300 to 1400 K.
double sodium_pressure_bar(double t_K, double oxygen_bar, double activity);

// mol/(m2 s).
double sodium_flux(double t_K, double oxygen_bar, double activity, double transfer_m_per_s);

}  // namespace nacre::process
