// From the hydroxide precursor and the sodium source to the O3 oxide, in two steps one after the other:
//
//   d(alpha)/dt = k_d(T) (1 - alpha)       dehydrated,
//   d(xi)/dt    = k_s(T) (alpha - xi)      sodiated.
//
// Both are linear, so that a step at one temperature is exact. Slow heating shows dehydration between 250 and
// 550 C and sodiation between 550 and 850 C (Promi et al. 2025, 10.1039/d5ta00844a); in shock the hydroxide
// is a layered oxide within 1.5 s.
#pragma once

#include <cmath>

#include "nacre/process/arrhenius.hpp"

namespace nacre::process {

struct ConversionRates {
  Arrhenius dehydration;  // 1/s
  Arrhenius sodiation;    // 1/s
};

struct Conversion {
  double dehydrated = 0.0;
  double sodiated = 0.0;
};

inline Conversion converted(const ConversionRates& rates, const Conversion& before, double t_K,
                            double step_s) {
  const double kd = rates.dehydration(t_K);
  const double ks = rates.sodiation(t_K);
  const double wet = 1.0 - before.dehydrated;
  const double left = 1.0 - before.sodiated;
  const double by_d = std::exp(-kd * step_s);
  const double by_s = std::exp(-ks * step_s);
  // left(t) = left e^(-ks t) + ks wet (e^(-kd t) - e^(-ks t))/(ks - kd); the quotient is t e^(-ks t) where
  // the two rates are equal.
  constexpr double nearly = 1e-7;
  const double quotient = std::abs(ks - kd) * step_s < nearly ? step_s * by_s : (by_d - by_s) / (ks - kd);
  return {1.0 - wet * by_d, 1.0 - (left * by_s + ks * wet * quotient)};
}

}  // namespace nacre::process
