// One spectrum to its DRT and processes, by the default or by Tikhonov as pyDRTtools has it: what `nacre drt`
// gives.
#pragma once

#include <string>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/impedance/drt_peaks.hpp"
#include "nacre/impedance/tikhonov.hpp"

namespace nacre::impedance {

struct DrtRequest {
  // "auto": the default of drt.hpp. A positive number, or the name of a rule of lambda_rule.hpp: Tikhonov.
  std::string lambda = "auto";
  TikhonovOptions tikhonov;  // for a number or a rule
};

struct DrtAnalysis {
  std::string method;  // "smooth logarithm", "Tikhonov"
  double lambda = 0.0;
  double ohmic_ohm = 0.0;
  double inductance_H = 0.0;
  double series_capacitance_F = std::numeric_limits<double>::infinity();
  double polarization_ohm = 0.0;
  std::vector<double> tau_s;
  std::vector<double> gamma_ohm;
  std::vector<double> gamma_lower_ohm;  // 95 % band; empty for Tikhonov
  std::vector<double> gamma_upper_ohm;
  std::vector<DrtPeak> peaks;
  bool converged = true;
  std::vector<std::string> warnings;  // with those of the spectrum
};

// Throws UsageError for a lambda that is none of these, and what drt() and tikhonov() throw.
DrtAnalysis analyse_drt(const Spectrum& spectrum, const DrtRequest& request = {});

// series_capacitance_F is null where there is none; so is every std that could not be determined.
Json to_json(const DrtAnalysis& analysis);

}  // namespace nacre::impedance
