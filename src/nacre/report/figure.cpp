#include "nacre/report/figure.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "nacre/report/text.hpp"

namespace nacre::report {
namespace {

bool any_finite(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); });
}

void require(bool holds, const Figure& figure, const std::string& what) {
  if (!holds) {
    throw std::logic_error("figure " + figure.id + ": " + what);
  }
}

void include_all(Range& range, const std::vector<double>& values, Scale scale) {
  for (const double value : values) {
    if (scale == Scale::linear || value > 0) {
      range.include(value);
    }
  }
}

}  // namespace

void Range::include(double value) noexcept {
  if (std::isfinite(value)) {
    lower = std::min(lower, value);
    upper = std::max(upper, value);
  }
}

std::string Axis::heading() const { return unit.empty() ? label : label + " (" + unit + ")"; }

bool Figure::empty() const {
  return std::none_of(panels.begin(), panels.end(), [](const Panel& panel) {
    return panel.map || !panel.bands.empty() ||
           std::any_of(panel.series.begin(), panel.series.end(),
                       [](const Series& series) { return any_finite(series.x) && any_finite(series.y); });
  });
}

void Figure::check() const {
  require(is_slug(id), *this, "the id cannot name a file");
  require(columns > 0, *this, "no columns");
  require(column_shares.empty() || column_shares.size() == columns, *this, "not one share for each column");
  for (const auto& panel : panels) {
    for (const auto& series : panel.series) {
      require(series.x.size() == series.y.size(), *this, "x and y differ in length");
      require(series.y_std.empty() || series.y_std.size() == series.y.size(), *this,
              "y and its uncertainty differ in length");
      require(series.labels.empty() || series.labels.size() == series.x.size(), *this,
              "points and their labels differ in number");
      require(!series.secondary || panel.secondary.has_value(), *this, "no secondary axis");
    }
    for (const auto& band : panel.bands) {
      require(band.x.size() == band.lower.size() && band.x.size() == band.upper.size(), *this,
              "the edges of a band differ in length");
    }
    if (panel.map) {
      require(panel.map->x.size() * panel.map->y.size() == panel.map->z.size(), *this,
              "the map does not fill its grid");
      require(panel.colour_bar.has_value(), *this, "a map without a colour bar");
    }
  }
}

Range x_range(const Panel& panel) {
  Range range;
  for (const auto& series : panel.series) {
    include_all(range, series.x, panel.x.scale);
  }
  for (const auto& band : panel.bands) {
    include_all(range, band.x, panel.x.scale);
  }
  if (panel.map) {
    include_all(range, panel.map->x, panel.x.scale);
  }
  return range;
}

Range y_range(const Panel& panel, bool secondary) {
  const Scale scale = secondary && panel.secondary ? panel.secondary->scale : panel.y.scale;
  Range range;
  for (const auto& series : panel.series) {
    if (series.secondary != secondary) {
      continue;
    }
    include_all(range, series.y, scale);
    for (std::size_t i = 0; i < series.y_std.size(); ++i) {
      include_all(range, {series.y[i] - series.y_std[i], series.y[i] + series.y_std[i]}, scale);
    }
  }
  if (!secondary) {
    for (const auto& band : panel.bands) {
      include_all(range, band.lower, scale);
      include_all(range, band.upper, scale);
    }
    if (panel.map) {
      include_all(range, panel.map->y, scale);
    }
  }
  return range;
}

}  // namespace nacre::report
