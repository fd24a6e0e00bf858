// The processes of a spectrum: a mixture found on its DRT and fitted to its impedance.
//
// Each maximum of gamma that stands out starts a process, of one of two shapes over u = ln tau:
//   ZARC      R / (1 + (j w tau)^phi)
//   Gaussian  gamma = R / (s sqrt(2 pi)) exp(-(u - ln tau)^2 / (2 s^2))
// Their sum with R, L (and its loss as the DRT found it) and 1/C is fitted to the impedance, weighted by the
// noise that the DRT found, with analytic derivatives. So the uncertainties are those of the measurement, and
// a sum of squares beyond the noise widens them. Effective capacitance: tau / R (Hsu and Mansfeld,
// 10.5006/1.3280607). Where a DRT has negative parts, its minima are processes of negative resistance.
#pragma once

#include <string>
#include <vector>

#include "nacre/impedance/drt.hpp"

namespace nacre::impedance {

enum class PeakShape { zarc, gaussian };

struct DrtPeak {
  double tau_s = 0.0;
  double tau_std_s = 0.0;  // each std: NaN where it could not be determined
  double resistance_ohm = 0.0;
  double resistance_std_ohm = 0.0;
  double capacitance_F = 0.0;
  double capacitance_std_F = 0.0;
  double exponent = 0.0;  // phi of a ZARC: 1 for one relaxation time, less for a dispersed process; else NaN
  double exponent_std = 0.0;
  double width = 0.0;  // s of a Gaussian, in units of ln tau; else NaN
  double width_std = 0.0;
};

struct DrtPeaks {
  std::vector<DrtPeak> peaks;  // by rising tau
  double chi2_reduced = 0.0;  // of the mixture, with the noise of the DRT: about 1 where it explains the data
  bool fitted = false;  // false: the mixture did not settle; areas and maxima of gamma, without uncertainty
};

// Maxima of a distribution on times evenly spaced by their logarithm, each with the area between its valleys
// and the exponent or width of a process of that height and area; no uncertainties. least_share as below.
std::vector<DrtPeak> distribution_peaks(const std::vector<double>& tau_s,
                                        const std::vector<double>& gamma_ohm, double least_share,
                                        PeakShape shape = PeakShape::zarc);

// least_share: of the largest gamma that the prominence of a maximum must reach; 0 to 1. Of `drt` the
// distribution, R, L, C and the noise are used. Throws UsageError.
DrtPeaks drt_peaks(const Spectrum& spectrum, const Drt& drt, double least_share = 0.01,
                   PeakShape shape = PeakShape::zarc);

}  // namespace nacre::impedance
