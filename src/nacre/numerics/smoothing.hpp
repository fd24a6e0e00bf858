// Smoothing of values on a uniform grid.
#pragma once

#include <span>
#include <vector>

namespace nacre::numerics {

// Full width at half maximum of a Gaussian over its standard deviation.
inline constexpr double fwhm_over_sigma = 2.3548200450309493;

// Convolution with a Gaussian of standard deviation sigma (in grid steps, cut at four sigma), normalised over
// the part of it that lies inside the grid. sigma <= 0 returns the values unchanged.
std::vector<double> smooth_gaussian(std::span<const double> values, double sigma);

// Savitzky-Golay: at each point the value (derivative 0) or slope (1, per grid step) of the polynomial of
// that order fitted to `points` (odd, larger than order) values around it; at the ends of the first and last
// window. A grid shorter than `points` takes the longest odd window that fits; if that does not exceed the
// order, the values are returned unchanged (derivative 0) or as differences. Source: Savitzky and
// Golay, 10.1021/ac60214a047; ends after Gorry, 10.1021/ac00205a007.
std::vector<double> smooth_savitzky_golay(std::span<const double> values, int points, int order,
                                          int derivative = 0);

}  // namespace nacre::numerics
