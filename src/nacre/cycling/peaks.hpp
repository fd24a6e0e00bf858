// Peaks of dQ/dV: where they lie, how much charge they hold, and how both drift over the cycles.
//
// Peaks are found on the smoothed curve, where they stand out by Options::peak_prominence of its highest
// value and by six times its noise. What is fitted is the charge itself, not smoothed: Q(V), passed up to the
// voltage V. The noise of the measured voltage makes an error of Q(V) in proportion to dQ/dV, with which each
// point is weighted; in this form the errors of neighbouring points are nearly independent, which those of a
// smoothed derivative are not, and what likeness remains enlarges the uncertainties
// (numerics::correlation_inflation).
//
// Position: the maximum of dQ/dV, from a parabola (a cubic of Q) within 0.7 half-widths on either side of it
// (1.4, where noise leaves no maximum). Area and width: from 2.5 half-widths below to 2.5 above, together
// with the peaks whose ranges overlap,
//   Q(V) = c + b u + d u^2 / 2 + sum_i A_i F(V - V_i; s_i, t_i),   u = V - the start of the range,
// i.e. over a straight background peaks of area A_i, each a Gaussian with its own width below (s) and above
// (t):
//   F(x) = 2 s / (s + t) Phi(x / s) below, F(x) = (s - t + 2 t Phi(x / t)) / (s + t) above.
// At the ends of the range the background lies below the smoothed curve by no more than a fifth of the height
// of the tallest peak: a broad peak and its background could else trade their charge.
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
