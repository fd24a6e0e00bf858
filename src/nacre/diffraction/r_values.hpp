// How well a calculated pattern describes the observed one.
//
// R values, sums over the points (Young, The Rietveld Method (1993), table 1.3):
//   Rp = 100 sum |o - y|/sum o;   Rwp = 100 sqrt(sum w (o - y)^2/sum w o^2);   Rexp = 100 sqrt((N - P)/sum w
//   o^2) background-subtracted Rwp: o replaced by o - background below the line; chi2 = sum w (o - y)^2/(N -
//   P) = GOF^2
#pragma once

#include <cstddef>

#include "nacre/diffraction/model.hpp"
#include "nacre/diffraction/pattern.hpp"

namespace nacre::diffraction {

struct RValues {
  double Rp_percent, Rwp_percent, Rwp_background_percent, Rexp_percent, chi2_reduced, gof;
  std::size_t points, variables;
};
RValues r_values(const Pattern& pattern, const Calculated& calculated, std::size_t variables);

}  // namespace nacre::diffraction
