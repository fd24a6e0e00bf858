#include <algorithm>
#include <cmath>
#include <optional>

#include "nacre/report/along.hpp"
#include "nacre/report/diffraction_series_parts.hpp"

namespace nacre::report {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Square roots, so that the weak phase shows beside the strong one.
Panel map_panel(const diffraction::IntensityMap& intensities) {
  Panel panel{"", {"2θ", "°"}, along_axis("pattern")};
  Map map{intensities.two_theta_deg, intensities.pattern, {}};
  double least = std::numeric_limits<double>::infinity(), largest = 0.0;
  for (const double intensity : intensities.intensity) {
    const double root = std::isfinite(intensity) ? std::sqrt(std::max(intensity, 0.0)) : nan;
    map.z.push_back(root);
    least = std::fmin(least, root);
    largest = std::fmax(largest, root);
  }
  panel.colour_bar = ColourBar{"√intensity", least, std::max(largest, least + 1e-9)};
  panel.map = std::move(map);
  return panel;
}

// The voltage of the cell or, without one, the coordinate, upwards along the patterns.
std::optional<Panel> panel_beside(const DiffractionSeriesRecord& record) {
  auto values = voltages(*record.series);
  const bool voltage = !values.empty();
  if (!voltage && record.along == "pattern") {
    return std::nullopt;
  }
  auto along = voltage ? Along{along_axis("voltage_V"), std::move(values)} : along_of(record);
  Panel beside{"", along.axis, along_axis("pattern")};
  Series series;
  series.in_legend = false;
  series.colour = categorical(0);
  series.x = std::move(along.values);
  series.y = numbers_of_patterns(series.x.size());
  series.symbol = Symbol::circle;
  beside.y.lower = 0.5;
  beside.y.upper = static_cast<double>(series.x.size()) + 0.5;
  beside.series = {std::move(series)};
  return beside;
}

}  // namespace

Figure series_map_figure(const DiffractionSeriesRecord& record, const std::string& prefix) {
  Figure figure{prefix + "xrd-map", "Patterns along the series",
                "the square root of the intensity over the angle, one row for each pattern in their order: "
                "the whole patterns, and the part of them that changes most."};
  if (record.series->map.pattern.empty()) {
    return figure;
  }
  if (auto beside = panel_beside(record)) {
    figure.panels.push_back(std::move(*beside));
    figure.column_shares = {0.7};
    figure.caption += " Beside them what the series runs over.";
  }
  figure.panels.push_back(map_panel(record.series->map));
  figure.panels.push_back(map_panel(record.series->changing));
  figure.column_shares.insert(figure.column_shares.end(), {1.1, 1.2});
  figure.columns = figure.panels.size();
  figure.width = Width::full;
  figure.aspect = 1.5;
  return figure;
}

}  // namespace nacre::report
