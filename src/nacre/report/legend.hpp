// The legend of a printed panel, laid out here: gnuplot's terminals judge the width of text differently, and
// what fits in one is cut off in another.
#pragma once

#include <string>
#include <vector>

#include "nacre/report/figure.hpp"

namespace nacre::report {

struct LegendEntry {
  std::string name;  // short enough for the width given
  Colour colour;
  double line_width = 0;  // 0: no line
  Dash dash = Dash::solid;
  std::optional<Symbol> symbol = {};
  bool open = false;
  bool band = false;
  double x = 0;  // points, from the left edge of the legend to the sample of the entry
  std::size_t row = 0;
};

struct Legend {
  std::vector<LegendEntry> entries;
  std::size_t rows = 0;
};

inline constexpr double legend_text_size = 7;  // points
inline constexpr double legend_sample = 15;    // length of a line in the legend, points

// Entries from left to right, wrapped at the width (points).
Legend lay_out_legend(const Panel& panel, double width);

// The width of a text in points, a little too wide rather than too narrow.
double text_width(std::string_view text, double size);

}  // namespace nacre::report
