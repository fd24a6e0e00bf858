#include "nacre/report/plan.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace nacre::report {
namespace {

// A journal's column is 85 mm, its page 170 mm.
constexpr double single_width = 241;
constexpr double full_width = 482;
constexpr double character_width = 4.5;  // of a digit, at font_size

// What the labels of a linear axis take side by side, with a character between them.
double labels_width(const Ticks& ticks, const Axis& axis) {
  if (axis.scale != Scale::linear || !axis.categories.empty()) {
    return 0;
  }
  const double labels = std::floor((ticks.upper - ticks.lower) / ticks.step) + 1;
  return labels * static_cast<double>(ticks.characters + 1) * character_width;
}

PanelPlace place_panel(const Panel& panel, double cell_left, double cell_width) {
  PanelPlace place;
  place.cell_left = cell_left;
  place.cell_right = cell_left + cell_width;
  int about = cell_width > 300 ? 8 : 5;
  PanelTicks all = ticks(panel, about);
  place.y = all.y;
  place.left = axis_margin(place.y, panel.y);
  place.right = 10;
  if (panel.secondary) {
    place.secondary = all.secondary;
    place.right = axis_margin(place.secondary, *panel.secondary);
  }
  if (panel.colour_bar) {
    const Axis axis{panel.colour_bar->label, "", Scale::linear, panel.colour_bar->lower,
                    panel.colour_bar->upper};
    place.right = colour_bar_gap + colour_bar_width +
                  axis_margin(ticks(axis, {panel.colour_bar->lower, panel.colour_bar->upper}, 5), axis);
  }
  while (about > 2 && labels_width(all.x, panel.x) > cell_width - place.left - place.right) {
    all = ticks(panel, --about);
  }
  place.x = all.x;
  place.bottom = 2 * line_height + 9;
  place.legend = lay_out_legend(panel, cell_width - place.left - 4);
  place.top = 6 + static_cast<double>(place.legend.rows) * line_height +
              (panel.title.empty() ? 0 : line_height + 2) + (place.legend.rows > 0 ? 2 : 0);
  return place;
}

// Where the columns of a figure begin, and where the last one ends.
std::vector<double> column_edges(const Figure& figure, std::size_t columns, double width) {
  std::vector<double> shares = figure.column_shares;
  shares.resize(columns, 1.0);
  const double all = std::accumulate(shares.begin(), shares.end(), 0.0);
  std::vector<double> edges{0.0};
  for (const double share : shares) {
    edges.push_back(edges.back() + width * share / all);
  }
  return edges;
}

}  // namespace

double axis_margin(const Ticks& ticks, const Axis& axis) {
  return 9 + static_cast<double>(ticks.characters) * character_width +
         (axis.label.empty() ? 0 : line_height + 3);
}

Plan plan(const Figure& figure) {
  Plan out;
  out.width = figure.width == Width::full ? full_width : single_width;
  const std::size_t columns = std::min(figure.columns, std::max<std::size_t>(figure.panels.size(), 1));
  const double cell = out.width / static_cast<double>(columns);
  const auto edges = column_edges(figure, columns, out.width);
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const std::size_t column = i % columns;
    out.panels.push_back(place_panel(figure.panels[i], edges[column], edges[column + 1] - edges[column]));
  }
  for (std::size_t i = 0; i < out.panels.size(); ++i) {
    for (std::size_t j = i % columns; j < out.panels.size(); j += columns) {
      out.panels[i].left = std::max(out.panels[i].left, out.panels[j].left);
      out.panels[i].right = std::max(out.panels[i].right, out.panels[j].right);
    }
  }
  const std::size_t rows = (out.panels.size() + columns - 1) / columns;
  const double body = (cell - 60) * figure.aspect;  // of a frame
  std::vector<double> tops(rows, 0);
  for (std::size_t i = 0; i < out.panels.size(); ++i) {
    tops[i / columns] = std::max(tops[i / columns], out.panels[i].top);
  }
  for (const double top : tops) {
    out.height += top + body + out.panels[0].bottom;
  }
  out.height = std::ceil(out.height);
  double above = out.height;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = row * columns; i < std::min((row + 1) * columns, out.panels.size()); ++i) {
      auto& panel = out.panels[i];
      panel.frame = {panel.cell_left + panel.left, panel.cell_right - panel.right, above - tops[row] - body,
                     above - tops[row]};
    }
    above -= tops[row] + body + out.panels[0].bottom;
  }
  return out;
}

}  // namespace nacre::report
