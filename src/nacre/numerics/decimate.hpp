// Fewer points for a line that looks the same.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace nacre::numerics {

struct Decimated {
  std::vector<std::size_t> indices;  // of the points kept, rising; the first and the last are among them
  double error = 0.0;  // largest distance, along y, of any point from the line between those kept
};

// Keeps at most `points` (at least two) of the points (x, y): always the one that lies farthest from the line
// so far is added (Douglas and Peucker, 10.3138/FM57-6770-U75U-7727, with the distance taken along y), until
// the distance falls to `tolerance`. x may rise or fall; several y share one choice, each measured in units
// of its `scale`.
Decimated decimate(std::span<const double> x, std::span<const std::span<const double>> ys,
                   std::span<const double> scales, std::size_t points, double tolerance = 0.0);
Decimated decimate(std::span<const double> x, std::span<const double> y, std::size_t points,
                   double tolerance = 0.0);

}  // namespace nacre::numerics
