// Gamma phosphate, the plastic crystal, turns into alpha on cooling, unless that is quick or calcium holds
// it.
//
// Additivity over the C-curve of a time-temperature-transformation diagram (Scheil 1935; Cahn 1956,
// 10.1016/0001-6160(56)90041-4): alpha = 1 - exp(-ln 2 J^m), J = integral of dt/tau(T), and
//   tau(T) = tau_0 exp(Q/R (1/T - 1/T_t)) exp((u_0/u)^2),   u = T_t - T > 0:
// nucleation needs undercooling u, mobility needs temperature. Calcium in the coating lowers the transition,
// T_t = T_t0 - slope x_Ca with x_Ca per formula unit: below room temperature it is stable. The literature has
// both causes, quenching and calcium; both are here.
#pragma once

#include <cmath>
#include <numbers>

#include "nacre/base/units.hpp"
#include "nacre/process/coating.hpp"

namespace nacre::process {

inline double transition_K(const CoatingMaterial& coating, double calcium) {
  return coating.transition_K - coating.transition_per_calcium_K * calcium;
}

// 1/tau, 1/s.
inline double transformation_rate(const CoatingMaterial& coating, double calcium, double t_K) {
  const double transition = transition_K(coating, calcium);
  const double under = transition - t_K;
  if (under <= 0.0) {
    return 0.0;
  }
  const double need = coating.transformation_barrier_K / under;
  return std::exp(-coating.transformation_activation / constants::gas * (1.0 / t_K - 1.0 / transition) -
                  need * need) /
         coating.transformation_s;
}

inline double gamma_left(const CoatingMaterial& coating, double integral) {
  return std::exp(-std::numbers::ln2 * std::pow(integral, coating.transformation_exponent));
}

}  // namespace nacre::process
