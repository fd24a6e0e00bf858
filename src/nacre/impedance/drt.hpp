// The distribution of relaxation times of a spectrum, without a parameter to choose.
//
//   Z(w) = R + j w L / (1 + j w d) [+ 1 / (j w C)] + integral gamma(ln tau) / (1 + j w tau) dln tau
//
// The prior is on the logarithm of gamma: h = ln gamma is smooth, its second differences are Student-t with a
// common scale, and far outside the measured window gamma falls. So gamma is positive, the sides of a
// dispersed process (exponential in ln tau: ZARC, Havriliak-Negami) cost nothing, and each peak finds its own
// sharpness: the t distribution is a normal one whose precision v_j is unknown at every point.
//   minimise 1/2 sum w_i r_i^2 + lambda/2 sum_j v_j (h'')_j^2 + ends
// by Gauss-Newton with R, L, 1/C not negative. After each step, from the Laplace approximation (MacKay,
// 10.1162/neco.1992.4.3.415): lambda = (well-determined second differences) / sum v h''^2; the variance of
// the noise = sum of squares / (measured - well-determined); v_j = (nu + 1) / (nu + lambda E[h''^2]) as in
// the EM algorithm for Student-t. The noise may be the same for all points, grow with a power of |Z|, or with
// that of each part on its own: the likeliest is taken. L, its loss d and 1/C stay only where they exceed
// twice their standard uncertainty.
#pragma once

#include <complex>
#include <limits>
#include <string>
#include <vector>

#include "nacre/impedance/spectrum.hpp"

namespace nacre::impedance {

struct DrtOptions {
  bool inductance = true;          // try a series inductance (and its loss)
  bool series_capacitance = true;  // try a series capacitance: blocking, or an intercalation tail
  double points_per_decade = 10.0;
  int iterations = 60;

  void validate() const;  // Throws UsageError.
};

struct Drt {
  double lambda = 0.0;  // of the prior on ln gamma, per unit of ln tau
  double ohmic_ohm = 0.0;
  double ohmic_std_ohm = 0.0;
  double inductance_H = 0.0;       // 0: none found
  double inductance_loss_s = 0.0;  // d: the inductance is in parallel with the resistance L / d; 0: none
  double series_capacitance_F = std::numeric_limits<double>::infinity();  // infinity: none found
  double polarization_ohm = 0.0;  // integral of gamma over the printed times
  double noise = 0.0;             // relative to |Z|: root mean square over the rows
  std::string noise_shape;        // "uniform", "modulus^0.5", ...
  std::vector<double> tau_s;      // 1 / (2 pi f) at a peak of f: physical relaxation times
  std::vector<double> gamma_ohm;
  std::vector<double> gamma_lower_ohm;  // 95 % credible band from the Laplace approximation
  std::vector<double> gamma_upper_ohm;
  std::vector<std::complex<double>> fitted_ohm;  // at the frequencies of the spectrum
  std::vector<std::complex<double>> noise_ohm;   // standard deviations of the real and imaginary parts there
  bool converged = false;
  int steps = 0;
  std::vector<std::string> warnings;
};

// Throws InputError for fewer than five frequencies or an impedance without any spread.
Drt drt(const Spectrum& spectrum, const DrtOptions& options = {});

}  // namespace nacre::impedance
