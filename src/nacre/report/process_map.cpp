// The same recipe many times: maps with their boundaries, lines, the table of all.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/report/furnace_report.hpp"
#include "nacre/report/furnace_series.hpp"

namespace nacre::report {
namespace {

constexpr double whole_coverage = 0.9;     // below it a coating is in patches
constexpr double whole_conversion = 0.99;  // below it O3 is incomplete

// Where z passes a level, as lines from edge to edge of the grid's squares with gaps between.
Series contour(const Map& map, double level, const std::string& name, Dash dash, Colour colour) {
  Series series;
  series.name = name;
  series.dash = dash;
  series.line_width = 1.5;
  series.colour = colour;
  const auto nx = map.x.size();
  const auto at = [&](std::size_t i, std::size_t j) { return map.z[j * nx + i] - level; };
  for (std::size_t j = 0; j + 1 < map.y.size(); ++j) {
    for (std::size_t i = 0; i + 1 < nx; ++i) {
      std::vector<std::pair<double, double>> crossings;
      const auto edge = [&](std::size_t i0, std::size_t j0, std::size_t i1, std::size_t j1) {
        const double a = at(i0, j0);
        const double b = at(i1, j1);
        if ((a < 0.0) != (b < 0.0) && std::isfinite(a) && std::isfinite(b)) {
          const double u = a / (a - b);
          crossings.emplace_back(map.x[i0] + u * (map.x[i1] - map.x[i0]),
                                 map.y[j0] + u * (map.y[j1] - map.y[j0]));
        }
      };
      edge(i, j, i + 1, j);
      edge(i + 1, j, i + 1, j + 1);
      edge(i, j + 1, i + 1, j + 1);
      edge(i, j, i, j + 1);
      for (std::size_t k = 0; k + 1 < crossings.size(); k += 2) {
        for (const auto& [x, y] : {crossings[k], crossings[k + 1]}) {
          series.x.push_back(x);
          series.y.push_back(y);
        }
        series.x.push_back(crossings[k + 1].first);
        series.y.push_back(std::nan(""));
      }
    }
  }
  return series;
}

double number_of(const process::ScanPoint& point, const std::string& name) {
  if (!point.error.empty()) {
    return std::nan("");
  }
  const auto numbers = material::numbers_of(point.material);
  const auto found = std::ranges::find(numbers, name, &std::pair<std::string, double>::first);
  return found == numbers.end() ? std::nan("") : found->second;
}

// A key as an axis; a map has even steps, so that a logarithmic one is drawn as the logarithm.
std::pair<Axis, std::vector<double>> map_axis(const process::ScanAxis& axis) {
  std::vector<double> values = axis.values;
  if (!axis.logarithmic) {
    return {Axis{axis.key}, values};
  }
  for (auto& value : values) {
    value = std::log10(value);
  }
  return {Axis{"log₁₀ of " + axis.key}, values};
}

Figure process_map(const process::Scan& scan) {
  Figure figure{
      "process-map", "Process map",
      fmt::format("NiO by weight. Lines: NiO is seen above {:g} % (solid), the coating covers less than "
                  "{:g} % (dashed), O3 is less than {:g} % (dotted).",
                  percent * scan.nio_detection, percent * whole_coverage, percent * whole_conversion)};
  const auto [x_axis, x] = map_axis(scan.axes[0]);
  const auto [y_axis, y] = map_axis(scan.axes[1]);
  const auto map_of = [&, &xs = x, &ys = y](const std::string& name, double factor) {
    Map map{xs, ys, std::vector<double>(xs.size() * ys.size())};
    for (std::size_t i = 0; i < xs.size(); ++i) {
      for (std::size_t j = 0; j < ys.size(); ++j) {
        map.z[j * xs.size() + i] = factor * number_of(scan.points[i * ys.size() + j], name);
      }
    }
    return map;
  };
  Panel panel{"", x_axis, y_axis};
  panel.map = map_of("nio_weight_fraction", percent);
  Range range;
  range.include(0.0);
  for (const double value : panel.map->z) {
    range.include(value);
  }
  range.include(percent * scan.nio_detection);
  panel.colour_bar = ColourBar{"NiO (weight %)", range.lower, range.upper};
  panel.series = {
      contour(*panel.map, percent * scan.nio_detection, "NiO appears", Dash::solid, categorical(5)),
      contour(map_of("coating_coverage", 1.0), whole_coverage, "Coating breaks", Dash::dashed,
              categorical(1)),
      contour(map_of("o3_conversion", 1.0), whole_conversion, "O3 incomplete", Dash::dotted, categorical(3))};
  std::erase_if(panel.series, [](const Series& series) { return series.x.empty(); });
  figure.panels = {panel};
  figure.width = Width::full;
  figure.aspect = 0.6;
  return figure;
}

Figure scan_lines(const process::Scan& scan) {
  Figure figure{"process-line", "The material over one key",
                "NiO by weight, and how much the coating covers."};
  Axis x{scan.axes[0].key};
  x.scale = scan.axes[0].logarithmic ? Scale::logarithmic : Scale::linear;
  const auto values = [&](const std::string& name, double factor) {
    std::vector<double> y;
    for (const auto& point : scan.points) {
      y.push_back(factor * number_of(point, name));
    }
    return y;
  };
  Panel nio{"", x, {"NiO", "weight %"}};
  nio.series = {line("NiO", scan.axes[0].values, values("nio_weight_fraction", percent), 0)};
  Panel cover{"", x, {"Part"}};
  cover.series = {line("Coverage", scan.axes[0].values, values("coating_coverage", 1.0), 1),
                  line("O3", scan.axes[0].values, values("o3_conversion", 1.0), 2),
                  line("γ phosphate", scan.axes[0].values, values("gamma_fraction", 1.0), 3)};
  std::erase_if(cover.series, [](const Series& series) {
    return std::ranges::none_of(series.y, [](double y) { return std::isfinite(y); });
  });
  figure.panels = {nio, cover};
  figure.columns = 2;
  figure.width = Width::full;
  return figure;
}

}  // namespace

Section scan_section(const process::Scan& scan, const std::string& id) {
  Section section{"Process map"};
  if (scan.axes.size() == 2 && scan.axes[0].values.size() > 1 && scan.axes[1].values.size() > 1) {
    section.figures = {process_map(scan)};
  } else if (scan.axes.size() == 1 && scan.axes[0].values.size() > 1) {
    section.figures = {scan_lines(scan)};
  }
  DataTable table{"scan", "Recipes"};
  table.caption = "Every recipe of the scan.";
  for (std::size_t a = 0; a < scan.axes.size(); ++a) {
    TableColumn column{scan.axes[a].key, scan.axes[a].key};
    for (const auto& point : scan.points) {
      column.values.push_back(point.values[a]);
    }
    table.columns.push_back(std::move(column));
  }
  for (const auto& [key, unused] : material::numbers_of(material::MaterialState{})) {
    TableColumn column{key, key};
    for (const auto& point : scan.points) {
      column.values.push_back(number_of(point, key));
    }
    table.columns.push_back(std::move(column));
  }
  table.id = id_below(id, table.id);
  section.tables = {table};
  for (auto& figure : section.figures) {
    figure.id = id_below(id, figure.id);
  }
  return section;
}

}  // namespace nacre::report
