// Credible bands of a Tikhonov DRT, from the truncated normal distribution that it stands for.
//
// With noise of variance s^2 the non-negative minimum is the mode of exp(-(|Ax - Z|^2 + lambda x'Mx) / (2
// s^2)) over x >= 0 (Effat and Ciucci, 10.1016/j.electacta.2017.07.050, as pyDRTtools has it): R, L and the
// Gaussians are sampled together; s^2 is the variance of the residuals. The Laplace approximation leaves the
// bounds out: a normal distribution about the minimum, covariance s^2 (A'A + lambda M)^-1, s^2 the sum of
// squares over the degrees of freedom, cut off at zero. The bands of the default DRT are those of drt().
#pragma once

#include <cstdint>
#include <vector>

#include "nacre/impedance/tikhonov.hpp"

namespace nacre::impedance {

struct BandOptions {
  int samples = 1000;  // kept; a tenth more is thrown away at the beginning
  double level = 0.95;
  std::uint64_t seed = 1;

  void validate() const;  // Throws UsageError.
};

struct Bands {
  std::vector<double> tau_s;     // as distribution() prints them
  std::vector<double> mean_ohm;  // of the Laplace approximation: the DRT itself
  std::vector<double> lower_ohm;
  std::vector<double> upper_ohm;
  double ohmic_ohm = 0.0;  // mean and standard deviation
  double ohmic_std_ohm = 0.0;
};

// 95 %.
Bands laplace_bands(const TikhonovProblem& problem, const TikhonovResult& result);

Bands sample_bands(const TikhonovProblem& problem, const TikhonovResult& result,
                   const BandOptions& options = {});

}  // namespace nacre::impedance
