// Size classes of particles from what a laser diffraction instrument gives: D10, D50 and D90.
//
// D10, D50, D90: diameters below which 10, 50 and 90 % of the particle volume lie. Ground powders are close
// to log-normal by volume (ISO 9276-5), and three quantiles of one are symmetric about D50 in ln D. Where
// they are not, each side has a spread of its own, two halves of log-normals joined at the median:
//   ln(D / D50) = s z,   z standard normal,   s = ln(D50/D10) / z90 below and ln(D90/D50) / z90 above, z90 =
//   1.28155.
// All three quantiles hold exactly, every size is positive, all moments are finite, and equal spreads are the
// log-normal itself. (Joined at the median, not at the mode as a split normal is: so the quantiles give s
// without solving.)
//
// The classes are the Gauss quadrature of the volume over y = ln(D / D50): n classes whose volume fractions
// sum to 1 and which have the first 2n moments of y. Whatever is a smooth function of ln D, such as the
// surface per volume, 6 E[1/D], or the mean diameter, converges faster than any power of n. Its nodes are the
// eigenvalues of the matrix of the three-term recurrence (Golub and Welsch 1969, 10.2307/2004418), whose
// coefficients come from the volume sampled in z = exp(t - exp(-t)) at even steps of t (double exponential:
// Takahasi and Mori 1974, 10.2977/prims/1195192451) by the Stieltjes procedure (Gautschi 1982,
// 10.1137/0903018).
#pragma once

#include <vector>

#include "nacre/cell/parameters.hpp"

namespace nacre::cell {

// Throws UsageError where not 0 < d10 < d50 < d90, or classes is no whole number of 1 or more.
std::vector<SizeClass> size_classes(const SizeDistribution& distribution);

}  // namespace nacre::cell
