// Whether a spectrum obeys the Kramers-Kronig relations: that of a linear, causal, steady system.
//
// Linear test (Schoenleber, Klotz and Ivers-Tiffee 2014, 10.1016/j.electacta.2014.01.034): a chain of M
// elements R_k/(1 + j w tau_k), tau spread evenly in its logarithm from 1/w_max to 1/w_min, with a series
// resistance, is fitted to both parts of Z by linear least squares, rows weighted with 1/|Z|. Each such
// circuit obeys the relations, so what it cannot follow does not. A series inductance L and a series
// capacitance C (a capacitive tail) are tried in all four combinations; the one with the least BIC is kept. M
// is found by
//   mu            from M = 1 up to the first with mu < 0.85, mu = 1 - sum_(R_k<0) |R_k| / sum_(R_k>=0) |R_k|
//                 (a sharp arc gives negative R_k long before the chain can follow it: where the residuals of
//                 that M exceed the tolerance, the M of bic is taken if its residuals are smaller)
//   bic           the M of least 2 n ln(S/2 n) + p ln(2 n)
//   leave_one_out the M of least squared error of prediction, each number predicted from the others (PRESS)
//
// Z-HIT (Ehm, Goehr, Kaus, Roeseler and Schiller 2000): ln|Z| is computed from the phase,
//   ln|Z(w)| = const + (2/pi) int phi dln w' - (pi/6) dphi/dln w,
// which tells drift of the modulus from a disturbed phase; the constant is the mean over the middle third of
// ln w.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nacre/impedance/spectrum.hpp"

namespace nacre::impedance {

enum class ElementRule { mu, bic, leave_one_out };

struct KramersKronigOptions {
  ElementRule rule = ElementRule::mu;
  double mu_limit = 0.85;
  int most_elements = 50;
  double tolerance = 0.01;  // of |Z|: the largest residual of a valid spectrum
};

struct KramersKronig {
  int elements = 0;
  bool inductance = false;   // a series L is in the chain
  bool capacitance = false;  // a series C
  double mu = 0.0;
  std::vector<std::complex<double>> impedance_ohm;  // of the chain
  std::vector<double> residual_real;                // (Z' of data - of chain) / |Z|
  std::vector<double> residual_imag;
  double max_residual = 0.0;  // the largest of all of them
  double rms_residual = 0.0;
  double runs_probability = 0.0;  // of so few changes of sign in the residuals, were they random
  bool valid = false;
  std::vector<std::string> reasons;  // for the verdict
};

// Needs at least 5 points; throws UsageError otherwise.
KramersKronig kramers_kronig(const Spectrum& spectrum, const KramersKronigOptions& options = {});

// |Z| of the data over |Z| from the phase, less 1; one for each point. Needs at least 8 points.
std::vector<double> z_hit(const Spectrum& spectrum);

}  // namespace nacre::impedance
