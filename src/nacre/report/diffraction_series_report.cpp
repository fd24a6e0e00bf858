#include "nacre/report/diffraction_series_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <span>

#include "nacre/report/along.hpp"
#include "nacre/report/diffraction_figures.hpp"
#include "nacre/report/diffraction_report.hpp"
#include "nacre/report/diffraction_tables.hpp"
#include "nacre/report/ids.hpp"

namespace nacre::report {
namespace {

using diffraction::PhaseResult;
using diffraction::Region;
using diffraction::SeriesPoint;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t map_columns = 500;
constexpr std::size_t most_map_rows = 400;
// Cells of two phases share a panel where their lengths are no further apart than this.
constexpr double alike = 0.05;

// What figures are drawn against.
struct Abscissa {
  Axis axis;
  std::vector<double> x;
};

std::vector<double> numbers(std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t k = 0; k < count; ++k) {
    values[k] = static_cast<double>(k + 1);
  }
  return values;
}

std::vector<double> coordinates(const diffraction::Series& series) {
  std::vector<double> values;
  for (const auto& point : series.points) {
    values.push_back(point.coordinate);
  }
  return values;
}

Abscissa abscissa_of(const DiffractionSeriesRecord& record) {
  auto values = coordinates(*record.series);
  const bool rises = std::ranges::adjacent_find(values, std::greater_equal<>()) == values.end();
  const bool falls = std::ranges::adjacent_find(values, std::less_equal<>()) == values.end();
  if (rises || falls) {
    return {along_axis(record.along), std::move(values)};
  }
  return {along_axis("pattern"), numbers(values.size())};
}

// A pattern on an even grid: the mean of what falls into a column; between points, a straight line.
std::vector<double> resampled(const diffraction::Pattern& pattern, double low, double step) {
  std::vector<double> sum(map_columns, 0.0), count(map_columns, 0.0);
  const auto& angle = pattern.two_theta_deg;
  for (std::size_t i = 0; i < angle.size(); ++i) {
    const auto column = static_cast<std::size_t>(std::clamp((angle[i] - low) / step, 0.0, map_columns - 1.0));
    sum[column] += pattern.intensity[i];
    count[column] += 1.0;
  }
  for (std::size_t column = 0; column < map_columns; ++column) {
    const double middle = low + step * (static_cast<double>(column) + 0.5);
    if (count[column] > 0.0) {
      sum[column] /= count[column];
      continue;
    }
    const auto above = std::ranges::lower_bound(angle, middle);
    if (above == angle.begin() || above == angle.end()) {
      sum[column] = nan;
      continue;
    }
    const auto i = static_cast<std::size_t>(above - angle.begin());
    const double share = (middle - angle[i - 1]) / (angle[i] - angle[i - 1]);
    sum[column] = (1.0 - share) * pattern.intensity[i - 1] + share * pattern.intensity[i];
  }
  return sum;
}

// Square roots, so that the weak phase shows beside the strong one.
Panel map_panel(std::span<const diffraction::SeriesPattern> patterns) {
  const std::size_t count = patterns.size();
  double low = patterns.front().pattern.two_theta_deg.front(), high = low;
  for (std::size_t k = 0; k < count; ++k) {
    low = std::min(low, patterns[k].pattern.two_theta_deg.front());
    high = std::max(high, patterns[k].pattern.two_theta_deg.back());
  }
  const double step = (high - low) / map_columns;
  Panel panel{"", {"2θ", "°"}, along_axis("pattern")};
  Map map;
  for (std::size_t column = 0; column < map_columns; ++column) {
    map.x.push_back(low + step * (static_cast<double>(column) + 0.5));
  }
  double least = std::numeric_limits<double>::infinity(), largest = 0.0;
  const std::size_t stride = (count + most_map_rows - 1) / most_map_rows;
  for (std::size_t k = 0; k < count; k += stride) {
    map.y.push_back(static_cast<double>(k + 1));
    for (const double intensity : resampled(patterns[k].pattern, low, step)) {
      const double root = std::isfinite(intensity) ? std::sqrt(std::max(intensity, 0.0)) : nan;
      map.z.push_back(root);
      least = std::fmin(least, root);
      largest = std::fmax(largest, root);
    }
  }
  panel.colour_bar = ColourBar{"√intensity", least, std::max(largest, least + 1e-9)};
  panel.map = std::move(map);
  return panel;
}

// Of the cell in which the patterns were measured; empty where none was stated.
std::vector<double> voltages(const diffraction::Series& series) {
  std::vector<double> values;
  bool any = false;
  for (const auto& point : series.points) {
    values.push_back(point.voltage_V.value_or(nan));
    any = any || point.voltage_V.has_value();
  }
  return any ? values : std::vector<double>();
}

// The voltage of the cell or, without one, the coordinate, upwards along the patterns.
std::optional<Panel> panel_beside(const DiffractionSeriesRecord& record) {
  auto values = voltages(*record.series);
  const bool voltage = !values.empty();
  if (!voltage && record.along == "pattern") {
    return std::nullopt;
  }
  Panel beside{"", along_axis(voltage ? "voltage_V" : record.along), along_axis("pattern")};
  Series series;
  series.in_legend = false;
  series.colour = categorical(0);
  series.x = voltage ? std::move(values) : coordinates(*record.series);
  series.y = numbers(series.x.size());
  series.symbol = Symbol::circle;
  beside.y.lower = 0.5;
  beside.y.upper = static_cast<double>(series.x.size()) + 0.5;
  beside.series = {std::move(series)};
  return beside;
}

// A series may have been ended before all patterns were reached, from either side.
std::span<const diffraction::SeriesPattern> analysed_patterns(const DiffractionSeriesRecord& record) {
  const std::span all(*record.patterns);
  const auto& points = record.series->points;
  const auto first = std::ranges::find(all, points.front().name, &diffraction::SeriesPattern::name);
  const auto before = first == all.end() ? 0 : static_cast<std::size_t>(first - all.begin());
  return all.subspan(before, std::min(points.size(), all.size() - before));
}

Figure map_figure(const DiffractionSeriesRecord& record, const std::string& prefix) {
  Figure figure{prefix + "xrd-map", "Patterns along the series",
                "the square root of the intensity over the angle, one row for each pattern in their order."};
  figure.panels = {map_panel(analysed_patterns(record))};
  figure.width = Width::full;
  figure.aspect = 0.5;
  if (auto beside = panel_beside(record)) {
    figure.panels.insert(figure.panels.begin(), std::move(*beside));
    figure.columns = 2;
    figure.aspect = 0.9;
    figure.caption += " Beside it what the series runs over.";
  }
  return figure;
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

Series drawn(const std::string& name, std::size_t phase, const Abscissa& abscissa, Course course) {
  Series series;
  series.name = name;
  series.colour = phase_colour(phase);
  series.symbol = symbols[phase % symbols.size()];
  series.line_width = 0.75;
  series.x = abscissa.x;
  series.y = std::move(course.value);
  if (std::ranges::any_of(course.std, [](double s) { return s > 0.0; })) {
    series.y_std = std::move(course.std);
  }
  return series;
}

const char* name_of(Region region) {
  return region == Region::two_phase        ? "two phases"
         : region == Region::solid_solution ? "solid solution"
                                            : "";
}

// Shades the regions of the series behind what the panel already shows, from edge to edge and half way to the
// patterns beside them.
void shade_regions(Panel& panel, const diffraction::Series& series, const Abscissa& abscissa, bool named) {
  const Range range = y_range(panel, false);
  if (range.empty()) {
    return;
  }
  const double margin =
      range.width() > 0.0 ? 0.04 * range.width() : std::max(0.04 * std::abs(range.lower), 1e-6);
  const double lower = range.lower - margin, upper = range.upper + margin;
  panel.y.lower = lower;
  panel.y.upper = upper;
  const auto& x = abscissa.x;
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
Figure cell_figure(const diffraction::Series& series, const Abscissa& abscissa, const std::string& prefix) {
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
Panel panel_of_phases(const diffraction::Series& series, const Abscissa& abscissa, const Axis& axis,
                      const Number& number) {
  Panel panel{"", abscissa.axis, axis};
  for (std::size_t p = 0; p < series.phases.size(); ++p) {
    if (auto course = course_of(series, p, number); course.any()) {
      panel.series.push_back(drawn(series.phases[p], p, abscissa, std::move(course)));
    }
  }
  return panel;
}

Figure fraction_figure(const diffraction::Series& series, const Abscissa& abscissa,
                       const std::string& prefix) {
  Panel panel{"", abscissa.axis, {"Weight fraction", "%"}};
  for (std::size_t p = 0; p < series.phases.size(); ++p) {
    Course course;  // a phase that is not seen weighs nothing, and that is drawn
    for (const auto& point : series.points) {
      course.value.push_back(100.0 * point.phases[p].weight.value);
      course.std.push_back(std::isfinite(point.phases[p].weight.std) ? 100.0 * point.phases[p].weight.std
                                                                     : 0.0);
    }
    if (course.any()) {
      panel.series.push_back(drawn(series.phases[p], p, abscissa, std::move(course)));
    }
  }
  shade_regions(panel, series, abscissa, true);
  Figure figure{prefix + "fractions-along", "Weight fractions along the series",
                "of what is crystalline. Bars: one standard uncertainty."};
  figure.panels = {std::move(panel)};
  return figure;
}

Figure width_figure(const diffraction::Series& series, const Abscissa& abscissa, const std::string& prefix) {
  Figure figure{prefix + "widths-along", "Strain and size along the series",
                "strain ε: Lorentzian width ε tan θ, twice the full width of Δd/d; size by Scherrer's "
                "formula, where widths tell it. Bars: one "
                "standard uncertainty."};
  for (auto& panel : {panel_of_phases(series, abscissa, {"Strain", "10⁻⁶"},
                                      [](const PhaseResult& phase) {
                                        const bool told = phase.strain > 0.0 || phase.strain_std > 0.0;
                                        return std::pair{told ? phase.strain : nan, phase.strain_std};
                                      }),
                      panel_of_phases(series, abscissa, {"Size", "µm"}, [](const PhaseResult& phase) {
                        return std::pair{phase.size_um, phase.size_std};
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

Figure r_figure(const diffraction::Series& series, const Abscissa& abscissa, const std::string& prefix) {
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
    one->x = abscissa.x;
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

std::vector<TableColumn> leading_columns(const DiffractionSeriesRecord& record) {
  TableColumn name{"pattern", "Pattern"};
  for (const auto& point : record.series->points) {
    name.texts.push_back(point.name);
  }
  const auto axis = along_axis(record.along);
  const bool number = record.along == "pattern";
  std::vector<TableColumn> columns{name,
                                   {number ? "number" : record.along, number ? "Number" : axis.label,
                                    axis.unit, coordinates(*record.series)}};
  if (auto values = voltages(*record.series); !values.empty()) {
    columns.push_back({"voltage_V", "Voltage", "V", std::move(values)});
  }
  return columns;
}

DataTable phase_table(const DiffractionSeriesRecord& record, std::size_t phase, const std::string& id) {
  DataTable table{id, record.series->phases[phase] + " along the series", "Empty where it is not seen."};
  table.columns = leading_columns(record);
  TableColumn weight{"weight_percent", "Weight fraction", "%"};
  TableColumn strain{"strain_1e6", "Strain", "10⁻⁶"}, size{"size_um", "Size", "µm"};
  std::vector<const PhaseResult*> seen;
  for (const auto& point : record.series->points) {
    const auto& result = point.phases[phase];
    const bool there = point.seen[phase];
    seen.push_back(there ? &result : nullptr);
    weight.values.push_back(100.0 * result.weight.value);
    weight.std.push_back(100.0 * result.weight.std);
    strain.values.push_back(there ? result.strain : nan);
    strain.std.push_back(there && result.strain_std > 0.0 ? result.strain_std : nan);
    size.values.push_back(there ? result.size_um : nan);
    size.std.push_back(there && result.size_std > 0.0 ? result.size_std : nan);
  }
  for (auto& column : cell_columns(seen)) {
    table.columns.push_back(std::move(column));
  }
  table.columns.insert(table.columns.end(), {weight, strain, size});
  return table;
}

DataTable pattern_table(const DiffractionSeriesRecord& record, const std::string& prefix) {
  DataTable table{prefix + "patterns", "Patterns",
                  "Start: which of the starts that were tried side by side led to the answer."};
  table.columns = leading_columns(record);
  TableColumn rwp{"Rwp_percent", "Rwp", "%"}, rexp{"Rexp_percent", "Rexp", "%"};
  TableColumn gof{"gof", "Goodness of fit"};
  TableColumn rest{"converged", "At rest"}, start{"start", "Start"};
  for (std::size_t k = 0; k < record.series->points.size(); ++k) {
    const auto& point = record.series->points[k];
    rwp.values.push_back(point.r.Rwp_percent);
    rexp.values.push_back(point.r.Rexp_percent);
    gof.values.push_back(point.r.gof);
    rest.texts.emplace_back(point.converged ? "yes" : "no");
    start.texts.push_back(point.start);
    if (!point.converged) {
      table.marked_rows.push_back(k);
    }
  }
  for (auto* column : {&rwp, &rexp, &gof}) {
    column->decimals = 2;
    table.columns.push_back(std::move(*column));
  }
  table.columns.insert(table.columns.end(), {rest, start});
  return table;
}

DataTable region_table(const DiffractionSeriesRecord& record, const std::string& prefix) {
  DataTable table{prefix + "regions", "Regions"};
  const auto axis = along_axis(record.along);
  TableColumn region{"region", "Region"}, first{"first_pattern", "First"}, last{"last_pattern", "Last"};
  TableColumn from{"from", "From", axis.unit}, to{"to", "To", axis.unit};
  const auto& points = record.series->points;
  for (const auto& span : record.series->regions) {
    if (span.region == Region::none || span.last >= points.size()) {
      continue;
    }
    region.texts.emplace_back(name_of(span.region));
    first.texts.push_back(points[span.first].name);
    last.texts.push_back(points[span.last].name);
    from.values.push_back(points[span.first].coordinate);
    to.values.push_back(points[span.last].coordinate);
  }
  table.columns = {region, first, last, from, to};
  return table;
}

}  // namespace

Section diffraction_series_section(const DiffractionSeriesRecord& record) {
  const auto& series = *record.series;
  const std::string prefix = record.id.empty() ? "" : record.id + "-";
  const auto abscissa = abscissa_of(record);
  Section section{record.name};
  const auto count = series.points.size();
  section.key_numbers = {{"Patterns", static_cast<double>(count), nan, "", "",
                          static_cast<int>(fmt::formatted_size("{}", count))}};
  if (!series.points.empty()) {
    const auto [best, worst] =
        std::ranges::minmax(series.points, {}, [](const SeriesPoint& point) { return point.r.Rwp_percent; });
    section.key_numbers.push_back({"Largest Rwp", worst.r.Rwp_percent, nan, "%",
                                   fmt::format("{}; smallest {:.2f} %", worst.name, best.r.Rwp_percent), 3});
  }
  if (series.points.size() > 1 && record.patterns->size() > 1) {
    section.figures.push_back(map_figure(record, prefix));
  }
  for (auto& figure : {cell_figure(series, abscissa, prefix), fraction_figure(series, abscissa, prefix),
                       width_figure(series, abscissa, prefix), r_figure(series, abscissa, prefix)}) {
    if (!figure.empty()) {
      section.figures.push_back(figure);
    }
  }
  section.tables = {pattern_table(record, prefix)};
  if (auto regions = region_table(record, prefix); regions.rows() > 0) {
    section.tables.push_back(std::move(regions));
  }
  const auto ids = distinct_ids(series.phases);
  for (std::size_t p = 0; p < series.phases.size(); ++p) {
    section.tables.push_back(phase_table(record, p, prefix + "phase-" + ids[p]));
  }
  return section;
}

Method diffraction_series_method(const DiffractionSeriesRecord& record) {
  Method method{"Powder patterns of a series: " + record.name};
  method.paragraphs = {
      "The first pattern went through the default strategy. Each next one refined the same variables from "
      "the best of several starts, tried side by side: where the one before it ended, its cells carried on "
      "along their last changes and, where two axes had come close, the two exchanged; where the misfit "
      "stayed above what the series had so far, the default strategy was asked again.",
      "A phase counts as seen where its scale stands above three standard uncertainties. Where it is not, "
      "its weight is zero and its cell is not drawn."};
  method.options = {{"along", record.along}, {"phases", record.series->phases}};
  return method;
}

Document diffraction_series_document(const DiffractionSeriesRecord& record,
                                     const std::vector<InputFile>& inputs,
                                     const std::vector<std::string>& warnings, const Json& result) {
  Document document = command_document("nacre xrd series", inputs, warnings, result);
  document.title = "Powder diffraction: " + record.name;
  document.description = "A series of powder patterns, refined one after another.";
  const DiffractionRecord first{"The pattern refined first",
                                record.id.empty() ? "first" : record.id + "-first", &record.series->first};
  document.sections = {diffraction_series_section(record), diffraction_section(first)};
  document.methods = {diffraction_series_method(record), diffraction_method(first)};
  return document;
}

}  // namespace nacre::report
