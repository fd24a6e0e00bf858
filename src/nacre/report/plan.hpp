// Where the panels of a printed figure stand, with the ticks and the legend of each. Lengths are in points.
#pragma once

#include <vector>

#include "nacre/report/figure.hpp"
#include "nacre/report/legend.hpp"
#include "nacre/report/ticks.hpp"

namespace nacre::report {

inline constexpr double font_size = 8;
inline constexpr double line_height = 10.5;
inline constexpr double label_inset = 7;  // from the edge of the margin to the middle of the label's line
inline constexpr double colour_bar_gap = 8;
inline constexpr double colour_bar_width = 7;

struct Box {
  double left, right, bottom, top;  // of the frame, from the lower left corner of the figure
};

struct PanelPlace {
  Ticks x, y, secondary;
  Legend legend;
  double cell_left = 0, cell_right = 0;
  double left = 0, right = 0, bottom = 0, top = 0;  // margins within the cell
  Box frame{};
};

// Panels of one column share their left and right edges, those of one row their bottom and top.
struct Plan {
  double width = 0;
  double height = 0;
  std::vector<PanelPlace> panels;
};
Plan plan(const Figure& figure);

// What the ticks and the label of a vertical axis take beside the frame.
double axis_margin(const Ticks& ticks, const Axis& axis);

}  // namespace nacre::report
