// What a figure shows, whatever technique it comes from and whatever draws it.
//
// One model is drawn twice: by plotly.js for the screen (plotly.hpp) and by gnuplot for the journal
// (gnuplot.hpp). Texts are plain UTF-8, units with Unicode superscripts ("mAh g⁻¹"); each renderer escapes
// them and sets the superscripts its own way. A NaN in y is a gap: the line breaks there.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "nacre/report/colour.hpp"

namespace nacre::report {

enum class Scale { linear, logarithmic };
enum class Symbol { circle, square, diamond, triangle, triangle_down };
enum class Dash { solid, dashed, dotted };
enum class Width { single, full };  // one column of a journal (85 mm) or both (170 mm)

struct Range {
  double lower = std::numeric_limits<double>::infinity();
  double upper = -std::numeric_limits<double>::infinity();
  bool empty() const noexcept { return !(lower <= upper); }
  double width() const noexcept { return empty() ? 0.0 : upper - lower; }
  void include(double value) noexcept;  // a value that is not finite changes nothing
};

struct Axis {
  std::string label = {};  // "Specific capacity"
  std::string unit = {};   // "mAh g⁻¹"; empty for a count or a ratio
  Scale scale = Scale::linear;
  std::optional<double> lower = {};  // from the data where not given
  std::optional<double> upper = {};
  bool whole = false;                        // a count: ticks at whole numbers only
  std::vector<std::string> categories = {};  // not empty: the places 0, 1, 2, ... carry these names
  std::optional<Colour> colour = {};         // of label and ticks, to tie them to a curve

  std::string heading() const;  // "Specific capacity (mAh g⁻¹)"
};

// A word beside a point, on the side that is free.
struct PointLabel {
  std::string text = {};  // may be empty
  int right = 0;          // -1: on the left, 1: on the right
  int up = 1;             // -1: below, 1: above
};

struct Series {
  std::string name = {};
  bool in_legend = true;
  std::vector<double> x = {};
  std::vector<double> y = {};
  std::vector<double> y_std = {};       // error bars, one standard uncertainty; empty: none
  std::vector<PointLabel> labels = {};  // one per point, or none at all
  Colour colour = {};
  double line_width = 1.0;  // points; 0: no line (and without symbols nothing but labels)
  Dash dash = Dash::solid;
  std::optional<Symbol> symbol = {};
  bool open = false;       // symbols drawn hollow: values to be read with care
  bool secondary = false;  // belongs to the axis on the right
};

// The area between two curves.
struct Band {
  std::string name = {};
  std::vector<double> x = {};
  std::vector<double> lower = {};
  std::vector<double> upper = {};
  Colour colour = {};
};

// The key to the colours of curves that are ordered by a number, from sequential(0) to sequential(1).
struct ColourBar {
  std::string label = {};  // "Cycle"
  double lower = 0;
  double upper = 1;
};

// A value over a grid, drawn with the panel's colour bar.
struct Map {
  std::vector<double> x = {};  // centres of the columns, evenly spaced
  std::vector<double> y = {};  // centres of the rows, evenly spaced
  std::vector<double> z = {};  // row after row
};

struct Panel {
  std::string title = {};  // empty: none
  Axis x = {};
  Axis y = {};
  std::optional<Axis> secondary = {};  // on the right
  std::vector<Series> series = {};
  std::vector<Band> bands = {};
  std::optional<Map> map = {};
  std::optional<ColourBar> colour_bar = {};
  bool equal_aspect = false;  // one unit is as long on y as on x (Nyquist)
};

struct Figure {
  std::string id = {};     // names its files: lower-case letters, digits, hyphens
  std::string title = {};  // short, for headings
  std::string caption = {};
  std::vector<Panel> panels = {};
  std::size_t columns = 1;                 // panels side by side
  std::vector<double> column_shares = {};  // how wide columns are against one another; empty: all alike
  Width width = Width::single;
  double aspect = 0.75;   // height of a panel over its width; of columns that differ, over the mean
  bool shared_x = false;  // zooming one panel zooms all

  bool empty() const;  // nothing to draw
  // Throws std::logic_error where lengths differ, the id cannot name a file, or a series asks for a secondary
  // axis that is not there.
  void check() const;
};

// Data range of an axis over everything drawn against it; values that the scale cannot show are left out.
Range x_range(const Panel& panel);
Range y_range(const Panel& panel, bool secondary);

}  // namespace nacre::report
