// Peaks in the difference between a pattern and what was calculated: signs of a phase that is missing.
#pragma once

#include <vector>

#include "nacre/diffraction/model.hpp"
#include "nacre/diffraction/pattern.hpp"

namespace nacre::diffraction {

struct Unexplained {
  double two_theta_deg, d_angstrom;
  double significance;  // area over its uncertainty
  double share;         // height over that of the strongest peak
};

// The difference is matched with a Gaussian as wide as the peaks nearby; maxima beyond six uncertainties
// (scaled by the misfit of their surroundings) that stand further than 1.5 widths from a calculated peak of
// at least their own height count. Strongest first, at most twenty.
std::vector<Unexplained> unexplained_peaks(const Pattern& pattern, const Calculated& calculated,
                                           const std::vector<Peak>& peaks, const Instrument& instrument);

}  // namespace nacre::diffraction
