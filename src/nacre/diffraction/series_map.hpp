// The patterns of a series on one even grid of angles, to be drawn as a map: their rows side by side.
#pragma once

#include <span>
#include <vector>

#include "nacre/diffraction/pattern.hpp"

namespace nacre::diffraction {

struct IntensityMap {
  std::vector<double> two_theta_deg;  // centres of the columns, evenly spaced
  std::vector<double> pattern;        // the number of each row's pattern, from 1
  std::vector<double> intensity;      // row after row; NaN where a pattern does not reach
};

// Each value is the highest of the points that fall into the column, so that narrow peaks keep their height;
// where none does, that of a straight line between the points beside it. Of more patterns than rows, every
// second, third, ... is taken.
IntensityMap intensity_map(std::span<const Pattern* const> patterns, const Range& range, std::size_t columns,
                           std::size_t most_rows);

// The whole range of the patterns.
Range range_of(std::span<const Pattern* const> patterns);

// The part of that range, a share of it wide, in which the patterns differ most from one another: where the
// variance among them of the square root of the intensity, summed over the angles, is largest.
Range most_changing_range(std::span<const Pattern* const> patterns, double share);

}  // namespace nacre::diffraction
