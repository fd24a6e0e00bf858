// Local maxima that stand out from their surroundings.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace nacre::numerics {

struct FoundPeak {
  std::size_t index;
  double prominence;  // height above the higher of the two lowest points that separate it from higher ground
  double left;        // where the values cross half the prominence, in grid steps
  double right;
};

// The peaks of at least that prominence, in order of index. A flat top counts once, at its middle. The ends
// of the grid are not peaks.
std::vector<FoundPeak> find_peaks(std::span<const double> values, double prominence);

}  // namespace nacre::numerics
