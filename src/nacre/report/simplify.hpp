// Long curves with fewer points, and by how much that moves the line.
//
// Sleeve fitting (Z. Zhao, A. Saalfeld, "Linear-time sleeve-fitting polyline simplification algorithms",
// Proc. AutoCarto 13, 1997): from each kept point, go on while one straight line still passes within a
// tolerance of every point since. One pass; every point left out lies within the bound of the line drawn.
#pragma once

#include <cstddef>

#include "nacre/report/figure.hpp"

namespace nacre::report {

struct Simplification {
  std::size_t points = 0;  // of the curves that were shortened
  std::size_t kept = 0;
  double bound =
      0;  // the largest distance of a point left out from its line, as a fraction of the axis range
  bool any() const noexcept { return kept < points; }
};

// Shortens the curves of each panel that has more than most_points points in lines, until it has no more or
// close to it. Points drawn with symbols or error bars all stay.
Simplification simplify(Figure& figure, std::size_t most_points = 12000);

}  // namespace nacre::report
