// Peaks of dQ/dV: where they lie, how much charge they hold, and how both drift over the cycles.
//
// Peaks are found on the smoothed curve, where they stand out by Options::peak_prominence of its highest
// value and by five times its noise. They are then fitted together, from 1.5 widths below the first to 1.5
// widths above the last, to the charge itself: the charge passed up to a voltage V, not smoothed, is
//   Q(V) = c + b1 u + b2 u^2 / 2 + sum_i A_i Phi((V - V_i) / s_i),   u = V - the start of the range,
// i.e. Gaussian peaks of area A_i over a straight background. The noise of the measured voltage makes an
// error of Q(V) in proportion to dQ/dV; each point is weighted with that (and with a tenth of the highest
// value, at least). In this form the errors of neighbouring points are nearly independent, which those of a
// smoothed derivative are not; what likeness remains enlarges the uncertainties
// (numerics::correlation_inflation).
#pragma once

#include <vector>

#include "nacre/cycling/analysis.hpp"
#include "nacre/cycling/differential.hpp"

namespace nacre::cycling {

struct PeakFit {
  std::vector<Peak> peaks;           // in order of voltage
  std::vector<double> fit_Ah_per_V;  // at the bins of the density, broadened as it is; NaN outside the range
};
PeakFit find_peaks(const Density& density, const Options& options);

// Follows peaks over complete cycles at the current of the reference cycle. From cycle to cycle a peak
// belongs to the track whose last position is nearest, within 25 mV or half its width. Sets Peak::track.
std::vector<PeakTrack> track_peaks(std::vector<Curve>& curves, const std::vector<Cycle>& cycles,
                                   const Retention& retention, const Options& options);

}  // namespace nacre::cycling
