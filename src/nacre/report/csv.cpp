#include "nacre/report/csv.hpp"

#include <fmt/core.h>

#include <cmath>

#include "nacre/report/text.hpp"

namespace nacre::report {
namespace {

// The shortest text that reads back as the same number; nothing where there is none.
std::string number(double value) { return std::isfinite(value) ? fmt::format("{}", value) : std::string(); }

void add_rows(std::string& out, std::size_t panel, const std::string& name, const std::vector<double>& x,
              const std::vector<double>& y, const std::vector<double>& y_std) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (std::isfinite(x[i]) && std::isfinite(y[i])) {
      out += fmt::format("{},{},{},{},{}\n", panel + 1, name, number(x[i]), number(y[i]),
                         y_std.empty() ? std::string() : number(y_std[i]));
    }
  }
}

}  // namespace

std::string to_csv(const DataTable& table) {
  std::string out;
  std::string comma;
  for (const auto& column : table.columns) {
    out += comma + csv_cell(column.name) + (column.std.empty() ? "" : "," + csv_cell(column.name + "_std"));
    comma = ",";
  }
  out += "\n";
  for (std::size_t row = 0; row < table.rows(); ++row) {
    comma.clear();
    for (const auto& column : table.columns) {
      out += comma + (column.texts.empty() ? number(column.values[row]) : csv_cell(column.texts[row]));
      if (!column.std.empty()) {
        out += "," + number(column.std[row]);
      }
      comma = ",";
    }
    out += "\n";
  }
  return out;
}

std::string to_csv(const Figure& figure) {
  std::string out = "panel,series,x,y,y_std\n";
  for (std::size_t p = 0; p < figure.panels.size(); ++p) {
    const Panel& panel = figure.panels[p];
    for (const auto& band : panel.bands) {
      add_rows(out, p, csv_cell(band.name + " (lower)"), band.x, band.lower, {});
      add_rows(out, p, csv_cell(band.name + " (upper)"), band.x, band.upper, {});
    }
    for (const auto& series : panel.series) {
      const Axis& y = series.secondary ? *panel.secondary : panel.y;
      add_rows(out, p, csv_cell(series.name + " [" + panel.x.heading() + "; " + y.heading() + "]"), series.x,
               series.y, series.y_std);
    }
    if (panel.map) {
      for (std::size_t i = 0; i < panel.map->z.size(); ++i) {
        const std::size_t columns = panel.map->x.size();
        out += fmt::format("{},{},{},{},{}\n", p + 1, number(panel.map->z[i]),
                           number(panel.map->x[i % columns]), number(panel.map->y[i / columns]), "");
      }
    }
  }
  return out;
}

}  // namespace nacre::report
