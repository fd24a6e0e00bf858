// Grains grow and surfaces sinter.
//
//   d^n - d_0^n = integral of K(T) dt       (Burke and Turnbull 1952, 10.1016/0502-8205(52)90009-9),
//   (1 - S/S_0)^m = integral of k(T) dt     (German and Munir 1976, 10.1111/j.1151-2916.1976.tb09500.x).
#pragma once

#include <algorithm>
#include <cmath>

#include "nacre/process/arrhenius.hpp"

namespace nacre::process {

struct GrainGrowth {
  Arrhenius rate;         // K, nm^n/s
  double exponent = 4.0;  // n
};

inline double grown_nm(const GrainGrowth& growth, double grain_nm, double t_K, double step_s) {
  return std::pow(std::pow(grain_nm, growth.exponent) + growth.rate(t_K) * step_s, 1.0 / growth.exponent);
}

struct Sintering {
  Arrhenius rate;         // k, 1/s
  double exponent = 3.0;  // m
};

// S/S_0 from the integral.
inline double surface_left(const Sintering& sintering, double integral) {
  constexpr double least = 0.1;  // the law is of the first stage
  return std::max(least, 1.0 - std::pow(integral, 1.0 / sintering.exponent));
}

}  // namespace nacre::process
