#include <algorithm>
#include <array>
#include <cmath>

#include "nacre/report/along.hpp"
#include "nacre/report/diffraction_figures.hpp"
#include "nacre/report/diffraction_series_parts.hpp"

namespace nacre::report {
namespace {

using diffraction::PhaseResult;
using diffraction::Region;
using diffraction::SeriesPoint;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// Cells of two phases share a panel where their lengths are no further apart than this.
constexpr double alike = 0.05;
// Phases that nowhere reach so much are drawn apart from the others.
constexpr double scarce_percent = 10.0;
// A size is drawn where it is above so many of its uncertainties: beyond, the widths do not tell it.
constexpr double told_above = 2.0;

// What figures are drawn against.
Along abscissa_of(const DiffractionSeriesRecord& record) {
  auto along = along_of(record);
  const auto& x = along.values;
  const bool rises = std::ranges::adjacent_find(x, std::greater_equal<>()) == x.end();
  const bool falls = std::ranges::adjacent_find(x, std::less_equal<>()) == x.end();
  return rises || falls ? along : Along{along_axis("pattern"), numbers_of_patterns(x.size())};
}

constexpr std::array symbols{Symbol::circle, Symbol::square, Symbol::diamond, Symbol::triangle,
                             Symbol::triangle_down};

// A number of each phase along the series, not drawn where the phase is not seen.
struct Course {
  std::vector<double> value, std;
  bool any() const {
    return std::ranges::any_of(value, [](double v) { return std::isfinite(v); });
  }
};

template <class Number>
Course course_of(const diffraction::Series& series, std::size_t phase, const Number& number) {
  Course course;
  for (const auto& point : series.points) {
    const auto [value, std] = point.seen[phase] ? number(point.phases[phase]) : std::pair{nan, nan};
    course.value.push_back(value);
    course.std.push_back(std > 0.0 ? std : 0.0);
  }
  return course;
}

// The first six are those of the cell, the seventh is its volume.
Course cell_course(const diffraction::Series& series, std::size_t phase, std::size_t quantity) {
  return course_of(series, phase, [quantity](const PhaseResult& result) {
    return quantity < 6 ? std::pair{result.cell.values()[quantity], result.cell_std[quantity]}
                        : std::pair{result.volume, result.volume_std};
  });
}

// Whether a number of the cell is more than a copy of another or a right angle.
bool is_own(const diffraction::Series& series, std::size_t phase, std::size_t quantity) {
  if (quantity == 0 || quantity == 6) {
    return true;
  }
  return std::ranges::any_of(series.points, [&](const SeriesPoint& point) {
    const auto& result = point.phases[phase];
    const auto values = result.cell.values();
    return point.seen[phase] && (quantity < 3 ? std::abs(values[quantity] / values[0] - 1.0) > 1e-6
                                              : result.cell_std[quantity] > 0.0);
  });
}

Series drawn(const std::string& name, std::size_t phase, const Along& abscissa, Course course) {
  Series series;
  series.name = name;
  series.colour = phase_colour(phase);
  series.symbol = symbols[phase % symbols.size()];
  series.line_width = 0.75;
  series.x = abscissa.values;
  series.y = std::move(course.value);
  if (std::ranges::any_of(course.std, [](double s) { return s > 0.0; })) {
    series.y_std = std::move(course.std);
  }
  return series;
}

// Shades the regions of the series behind what the panel already shows, from edge to edge and half way to the
// patterns beside them.
void shade_regions(Panel& panel, const diffraction::Series& series, const Along& abscissa, bool named) {
  const Range range = y_range(panel, false);
  if (range.empty()) {
    return;
  }
  const double margin =
      range.width() > 0.0 ? 0.04 * range.width() : std::max(0.04 * std::abs(range.lower), 1e-6);
  const double lower = range.lower - margin, upper = range.upper + margin;
  panel.y.lower = lower;
  panel.y.upper = upper;
  const auto& x = abscissa.values;
  const auto border = [&](std::size_t before) {
    return before + 1 < x.size() ? 0.5 * (x[before] + x[before + 1]) : x.back();
  };
  std::array<bool, 3> told{};
  for (const auto& span : series.regions) {
    if (span.region == Region::none || span.first >= x.size()) {
      continue;
    }
    const double from = span.first == 0 ? x.front() : border(span.first - 1);
    const double to = border(std::min(span.last, x.size() - 1));
    const auto kind = static_cast<std::size_t>(span.region);
    panel.bands.push_back({named && !told[kind] ? name_of(span.region) : "",
                           {from, to},
                           {lower, lower},
                           {upper, upper},
                           span.region == Region::two_phase ? categorical(4) : categorical(5)});
    told[kind] = true;
  }
}

// Of every quantity a panel for those phases whose values lie close to one another.
Figure cell_figure(const diffraction::Series& series, const Along& abscissa, const std::string& prefix) {
  struct Quantity {
    const char* label;
    const char* unit;
  };
  static constexpr std::array<Quantity, 7> quantities{
      {{"a", "Å"}, {"b", "Å"}, {"c", "Å"}, {"α", "°"}, {"β", "°"}, {"γ", "°"}, {"V", "Å³"}}};
  Figure figure{prefix + "cells-along", "Cells along the series", "bars: one standard uncertainty."};
  for (std::size_t q = 0; q < quantities.size(); ++q) {
    std::vector<std::pair<double, Panel>> panels;  // with the first value of each
    for (std::size_t p = 0; p < series.phases.size(); ++p) {
      auto course = cell_course(series, p, q);
      const auto first = std::ranges::find_if(course.value, [](double v) { return std::isfinite(v); });
      if (first == course.value.end() || !is_own(series, p, q)) {
        continue;
      }
      const double value = *first;
      auto place = std::ranges::find_if(
          panels, [&](const auto& known) { return std::abs(value / known.first - 1.0) < alike; });
      if (place == panels.end()) {
        place = panels.insert(panels.end(),
                              {value, Panel{"", abscissa.axis, {quantities[q].label, quantities[q].unit}}});
      }
      place->second.series.push_back(drawn(series.phases[p], p, abscissa, std::move(course)));
    }
    for (auto& [value, panel] : panels) {
      shade_regions(panel, series, abscissa, figure.panels.empty());
      figure.panels.push_back(std::move(panel));
    }
  }
  figure.columns = std::min<std::size_t>(figure.panels.size(), 2);
  figure.width = figure.columns > 1 ? Width::full : Width::single;
  figure.shared_x = true;
  return figure;
}

template <class Number>
Panel panel_of_phases(const diffraction::Series& series, const Along& abscissa, const Axis& axis,
                      const Number& number) {
  Panel panel{"", abscissa.axis, axis};
  for (std::size_t p = 0; p < series.phases.size(); ++p) {
    if (auto course = course_of(series, p, number); course.any()) {
      panel.series.push_back(drawn(series.phases[p], p, abscissa, std::move(course)));
    }
  }
  return panel;
}

// The course of a phase that is scarce throughout would be a straight line beside that of the others: it has
// a panel of its own.
Figure fraction_figure(const diffraction::Series& series, const Along& abscissa, const std::string& prefix) {
  Panel main{"", abscissa.axis, {"Weight fraction", "%"}}, minor = main;
  for (std::size_t p = 0; p < series.phases.size(); ++p) {
    Course course;  // a phase that is not seen weighs nothing, and that is drawn
    double largest = 0.0;
    for (const auto& point : series.points) {
      course.value.push_back(100.0 * point.phases[p].weight.value);
      course.std.push_back(std::isfinite(point.phases[p].weight.std) ? 100.0 * point.phases[p].weight.std
                                                                     : 0.0);
      largest = std::fmax(largest, course.value.back());
    }
    if (course.any()) {
      auto& panel = largest < scarce_percent ? minor : main;
      panel.series.push_back(drawn(series.phases[p], p, abscissa, std::move(course)));
    }
  }
  Figure figure{prefix + "fractions-along", "Weight fractions along the series",
                "of what is crystalline. Bars: one standard uncertainty."};
  for (auto* panel : {&main, &minor}) {
    if (!panel->series.empty()) {
      shade_regions(*panel, series, abscissa, figure.panels.empty());
      figure.panels.push_back(std::move(*panel));
    }
  }
  figure.columns = std::max<std::size_t>(figure.panels.size(), 1);
  figure.width = figure.columns > 1 ? Width::full : Width::single;
  figure.shared_x = true;
  return figure;
}

Figure width_figure(const diffraction::Series& series, const Along& abscissa, const std::string& prefix) {
  Figure figure{prefix + "widths-along", "Strain and size along the series",
                "strain ε: Lorentzian width ε tan θ, twice the full width of Δd/d; size by Scherrer's "
                "formula, where it is above two of its uncertainties. Bars: one standard uncertainty."};
  for (auto& panel : {panel_of_phases(series, abscissa, {"Strain", "10⁻⁶"},
                                      [](const PhaseResult& phase) {
                                        const bool told = phase.strain > 0.0 || phase.strain_std > 0.0;
                                        return std::pair{told ? phase.strain : nan, phase.strain_std};
                                      }),
                      panel_of_phases(series, abscissa, {"Size", "µm"}, [](const PhaseResult& phase) {
                        const bool told = phase.size_um > told_above * phase.size_std;
                        return std::pair{told ? phase.size_um : nan, phase.size_std};
                      })}) {
    if (!panel.series.empty()) {
      figure.panels.push_back(panel);
      shade_regions(figure.panels.back(), series, abscissa, figure.panels.size() == 1);
    }
  }
  figure.columns = std::max<std::size_t>(figure.panels.size(), 1);
  figure.width = figure.columns > 1 ? Width::full : Width::single;
  return figure;
}

Figure r_figure(const diffraction::Series& series, const Along& abscissa, const std::string& prefix) {
  Panel panel{"", abscissa.axis, {"R", "%"}};
  Series rwp, rexp;
  for (const auto& point : series.points) {
    rwp.y.push_back(point.r.Rwp_percent);
    rexp.y.push_back(point.r.Rexp_percent);
  }
  rwp.name = "Rwp";
  rexp.name = "Rexp";
  rwp.colour = categorical(0);
  rexp.colour = categorical(1);
  rexp.dash = Dash::dashed;
  for (auto* one : {&rwp, &rexp}) {
    one->x = abscissa.values;
    one->symbol = one == &rwp ? Symbol::circle : Symbol::square;
    panel.series.push_back(std::move(*one));
  }
  panel.y.lower = 0.0;
  panel.y.upper = 1.1 * y_range(panel, false).upper;
  Figure figure{prefix + "r-along", "How well each pattern is described",
                "a jump says that something came which is not in the model."};
  figure.panels = {std::move(panel)};
  return figure;
}

}  // namespace

std::vector<Figure> series_course_figures(const DiffractionSeriesRecord& record, const std::string& prefix) {
  const auto& series = *record.series;
  const auto abscissa = abscissa_of(record);
  std::vector<Figure> figures{cell_figure(series, abscissa, prefix),
                              fraction_figure(series, abscissa, prefix),
                              width_figure(series, abscissa, prefix), r_figure(series, abscissa, prefix)};
  std::erase_if(figures, [](const Figure& figure) { return figure.empty(); });
  return figures;
}

}  // namespace nacre::report
