// One chain of relaxations fitted to a spectrum, and what tells whether it has too few or too many elements.
//
//   impedance   Z = R + sum R_k/(1 + s tau_k) + s L + 1/(s C)
//   admittance  Y = G + sum C_k s/(1 + s tau_k) + s C + 1/(s L)
// tau_k evenly in its logarithm from 1/w_max to 1/w_min, each spectrum relative to its modulus, linear least
// squares over both parts.
#pragma once

#include <complex>
#include <vector>

#include "nacre/impedance/spectrum.hpp"

namespace nacre::impedance {

enum class Representation { impedance, admittance };

struct ChainShape {
  Representation representation = Representation::impedance;
  int elements = 1;
  bool inductance = false;
  bool capacitance = false;
};

struct Chain {
  ChainShape shape;
  std::vector<std::complex<double>> impedance_ohm;  // at the spectrum's frequencies, whatever was fitted
  double sum_of_squares = 0.0;                      // of the residuals, relative to the modulus
  double bic = 0.0;                                 // 2 n ln(S/2 n) + p ln(2 n), with p columns
  double mu = 1.0;     // 1 - sum_(R_k<0) |R_k| / sum_(R_k>=0) |R_k|, of C_k for admittances
  double press = 0.0;  // squared errors of each number predicted from the others
  double norm = 0.0;   // sqrt(sum R_k^2)/M
  // Of the curve in the complex plane, at four points to an interval of frequency: the norm of its curvature,
  // and how often that changes sign.
  double curvature = 0.0;
  int sign_changes = 0;
};

// scored: compute press and curvature, too.
Chain fit_chain(const Spectrum& spectrum, const ChainShape& shape, bool scored);

}  // namespace nacre::impedance
