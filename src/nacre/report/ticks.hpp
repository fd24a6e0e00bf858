// Where the ticks of an axis lie, and the range that they divide.
#pragma once

#include "nacre/report/figure.hpp"

namespace nacre::report {

struct Ticks {
  double lower = 0;  // of the axis
  double upper = 1;
  double step = 1;   // between ticks, 1, 2 or 5 times a power of ten; on a logarithmic axis, decades
  int decimals = 0;  // of their labels
  std::size_t characters = 1;  // of the longest label
  std::vector<double> marks =
      {};  // of a logarithmic axis too short for decades: 1, 2 and 5 times powers of ten
};

// The range of the data (wider by a twentieth, unless the axis gives limits), in about so many steps.
Ticks ticks(const Axis& axis, const Range& data, int about);

struct PanelTicks {
  Ticks x, y, secondary;
};
// Those of every axis of a panel; a map fills it from the edge of its first cell to that of its last.
PanelTicks ticks(const Panel& panel, int about_x);

}  // namespace nacre::report
