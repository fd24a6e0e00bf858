// One spectrum to its DRT, its band and its processes, by the default or by Tikhonov as pyDRTtools has it:
// what `nacre drt` gives.
#pragma once

#include <string>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/impedance/bands.hpp"
#include "nacre/impedance/drt_peaks.hpp"
#include "nacre/impedance/tikhonov.hpp"

namespace nacre::impedance {

enum class BandKind { none, laplace, sampled };

struct DrtRequest {
  // "auto": the default of drt.hpp, or with tikhonov.negative, which that has no place for, Tikhonov with the
  // evidence. A positive number, or the name of a rule of lambda_rule.hpp: Tikhonov.
  std::string lambda = "auto";
  DrtOptions automatic;
  TikhonovOptions tikhonov;
  BandKind bands = BandKind::laplace;  // sampled: for Tikhonov only
  BandOptions sampling;
  PeakShape peaks = PeakShape::zarc;
  // A known capacitance beside the whole cell (cables, holder, electrodes facing each other), which is taken
  // out of the measured impedance first: 1 / Z = 1 / Z_measured - j w C. 0 or positive.
  double parallel_capacitance_F = 0.0;

  bool automatically() const { return lambda == "auto" && !tikhonov.negative; }
};

struct DrtAnalysis {
  std::string method;  // "smooth logarithm", "Tikhonov", "Tikhonov, either sign"
  double lambda = 0.0;
  std::string lambda_rule;  // that chose it; "given"; "evidence" for the default
  double ohmic_ohm = 0.0;   // NaN where it could not be determined (Tikhonov with the imaginary parts)
  double ohmic_std_ohm = std::numeric_limits<double>::quiet_NaN();
  double inductance_H = 0.0;
  double inductance_loss_s = 0.0;  // see drt.hpp
  double series_capacitance_F = std::numeric_limits<double>::infinity();
  double polarization_ohm = 0.0;
  double noise = 0.0;  // relative to |Z|: root mean square
  std::string noise_shape;
  std::vector<double> tau_s;
  std::vector<double> gamma_ohm;
  std::string band;                     // "Laplace", "sampled", or empty
  std::vector<double> gamma_lower_ohm;  // 95 %; empty without a band
  std::vector<double> gamma_upper_ohm;
  PeakShape shape = PeakShape::zarc;
  std::vector<DrtPeak> peaks;
  double peaks_chi2_reduced =
      std::numeric_limits<double>::quiet_NaN();  // of the mixture, where it was fitted
  bool converged = true;
  std::vector<std::string> warnings;  // with those of the spectrum
};

// Throws UsageError for a lambda that is none of these and for options that do not go together, and what
// drt() and tikhonov() throw.
DrtAnalysis analyse_drt(const Spectrum& spectrum, const DrtRequest& request = {});

// The same of a default DRT that is there already; of the request, its bands and peaks count. With the
// warnings of the DRT, not those of the spectrum.
DrtAnalysis analysis_of(const Spectrum& spectrum, const Drt& drt, const DrtRequest& request = {});

// series_capacitance_F is null where there is none; so is every std that could not be determined.
Json to_json(const DrtAnalysis& analysis);

}  // namespace nacre::impedance
