// What a furnace did: temperatures, currents, the map of the heater.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/base/units.hpp"
#include "nacre/report/furnace_report.hpp"
#include "nacre/report/furnace_series.hpp"

namespace nacre::report {
namespace {

// The corners of the programme within a span, with its jumps upright.
Series programme_line(const process::Programme& programme, double from_s, double to_s, double factor) {
  Series series;
  series.name = "Programme";
  series.dash = Dash::dashed;
  const auto add = [&](double time_s, double kelvin) {
    series.x.push_back(time_s * factor);
    series.y.push_back(kelvin - constants::zero_celsius);
  };
  add(from_s, programme.at(from_s));
  for (const auto& point : programme.points()) {
    if (point.time_s > from_s && point.time_s < to_s) {
      add(point.time_s, programme.at(point.time_s, true));
      add(point.time_s, programme.at(point.time_s));
    }
  }
  add(to_s, programme.at(to_s));
  return series;
}

Panel temperatures(const process::ThermalHistory& heat, const process::Programme& programme,
                   const TimeAxis& time, double from_s, double to_s) {
  Panel panel{"", time.axis, {"Temperature", "°C"}};
  from_s = std::max(from_s, heat.time_s.front());
  to_s = std::min(to_s, heat.time_s.back());
  std::vector<double> x;
  std::vector<double> mean;
  std::vector<double> low;
  std::vector<double> high;
  for (std::size_t i = 0; i < heat.size(); ++i) {
    const bool ends_before = i + 1 < heat.size() && heat.time_s[i + 1] <= from_s;
    const bool begins_after = i > 0 && heat.time_s[i - 1] >= to_s;
    if (!ends_before && !begins_after) {
      x.push_back(heat.time_s[i] * time.factor);
      mean.push_back(heat.mean_K[i]);
      low.push_back(heat.min_K[i]);
      high.push_back(heat.max_K[i]);
    }
  }
  panel.x.lower = from_s * time.factor;
  panel.x.upper = to_s * time.factor;
  if (low != high) {
    panel.bands = {{"Coldest to hottest powder", x, celsius(low), celsius(high), categorical(0)}};
  }
  if (programme.points().size() > 1) {
    panel.series.push_back(programme_line(programme, from_s, to_s, time.factor));
  }
  panel.series.push_back(line("Powder, mean", x, celsius(mean), 0));
  return panel;
}

Figure programme_figure(const process::ThermalHistory& heat, const process::Programme& programme) {
  const TimeAxis time(heat.time_s.back());
  Figure figure{"programme", "Programme and powder",
                "temperature that the programme asks for (dashed) and that of the powder."};
  figure.panels = {temperatures(heat, programme, time, 0.0, heat.time_s.back())};
  if (time.factor == 1.0) {  // shock: its ramps, close
    constexpr double before_s = 0.5;
    constexpr double after_s = 4.0;
    for (const auto& ramp : process::ramps_of(heat, programme)) {
      auto panel = temperatures(heat, programme, time, ramp.begins_s - before_s, ramp.begins_s + after_s);
      for (auto& series : panel.series) {
        series.in_legend = false;
      }
      for (auto& band : panel.bands) {
        band.name.clear();
      }
      figure.panels.push_back(std::move(panel));
    }
    figure.columns = 2;
    figure.width = Width::full;
    figure.caption += " The changes of the programme also each by itself.";
  }
  return figure;
}

Figure electric_figure(const process::ThermalHistory& heat) {
  Figure figure{"electric", "Current and voltage", "current through the strip and voltage of the supply."};
  const TimeAxis time(heat.time_s.back());
  Panel panel{"", time.axis, {"Current", "A"}};
  panel.secondary = Axis{"Voltage", "V"};
  const auto x = times(heat.time_s, time.factor);
  panel.series = {line("Current", x, heat.current_A, 0), line("Voltage", x, heat.voltage_V, 1)};
  panel.series[1].secondary = true;
  panel.y.lower = 0.0;
  panel.secondary->lower = 0.0;
  panel.y.colour = panel.series[0].colour;
  panel.secondary->colour = panel.series[1].colour;
  figure.panels = {panel};
  return figure;
}

Figure map_figure(const process::TemperatureMap& map) {
  Figure figure{"temperature-map", "Temperature over the heater",
                fmt::format("{} ({:.4g} s): the strip, and the powder on it.", map.title, map.time_s)};
  Range range;
  const auto panel_of = [&](const std::string& title, const std::vector<double>& kelvin) {
    Panel panel{title, {"Along", "mm"}, {"Across", "mm"}};
    panel.map = Map{times(map.x_m, 1e3), times(map.y_m, 1e3), celsius(kelvin)};
    for (const double value : panel.map->z) {
      range.include(value);
    }
    return panel;
  };
  figure.panels.push_back(panel_of("Strip", map.strip_K));
  const bool bed = std::ranges::any_of(map.bed_K, [](double t) { return std::isfinite(t); });
  if (bed) {
    figure.panels.push_back(panel_of("Powder", map.bed_K));
  }
  for (auto& panel : figure.panels) {
    panel.colour_bar = ColourBar{"Temperature (°C)", range.lower, range.upper};
  }
  figure.width = Width::full;
  figure.aspect = 0.25;
  return figure;
}

std::string duration(double seconds) {
  return std::isfinite(seconds) ? fmt::format("{:.3g} s", seconds) : "not reached";
}

DataTable ramp_table(const std::vector<process::Ramp>& ramps) {
  DataTable table{"ramps", "Changes of the programme"};
  table.caption = "Rate: the mean over the first 80 % of the way. Reached: within 10 K.";
  TableColumn from{"from_C", "From", "°C"};
  TableColumn to{"target_C", "To", "°C"};
  TableColumn begins{"begins_s", "Begins", "s"};
  TableColumn reached{"reached_s", "Reached after"};
  TableColumn rate{"rate_K_per_s", "Rate", "K s⁻¹"};
  TableColumn fastest{"fastest_K_per_s", "Greatest rate", "K s⁻¹"};
  for (const auto& ramp : ramps) {
    from.values.push_back(ramp.from_K - constants::zero_celsius);
    to.values.push_back(ramp.target_K - constants::zero_celsius);
    begins.values.push_back(ramp.begins_s);
    reached.texts.push_back(duration(ramp.reached_s));
    rate.values.push_back(ramp.rate_K_per_s);
    fastest.values.push_back(ramp.fastest_K_per_s);
  }
  table.columns = {from, to, begins, reached, rate, fastest};
  return table;
}

}  // namespace

Section furnace_section(const process::FurnaceRun& run, const process::Recipe& recipe,
                        const std::string& id) {
  const auto& heat = run.heat;
  const auto programme = recipe.programme();
  Section section{"Temperature"};
  section.key_numbers.push_back(
      {"Highest mean", *std::ranges::max_element(heat.mean_K) - constants::zero_celsius, std::nan(""), "°C"});
  if (recipe.mass_kg > 0.0 && heat.energy_J > 0.0) {
    section.key_numbers.push_back({"Energy per gram", 1e-3 * run.energy_J_per_g, std::nan(""), "kJ g⁻¹",
                                   fmt::format("{:.3g} g of powder", 1e3 * recipe.mass_kg), 3});
  }
  section.figures = {programme_figure(heat, programme)};
  if (!heat.current_A.empty()) {
    section.key_numbers.push_back(
        {"Greatest current", *std::ranges::max_element(heat.current_A), std::nan(""), "A", "", 3});
    section.key_numbers.push_back(
        {"Greatest voltage", *std::ranges::max_element(heat.voltage_V), std::nan(""), "V", "", 3});
    section.figures.push_back(electric_figure(heat));
  }
  for (const auto& map : heat.maps) {
    section.figures.push_back(map_figure(map));
    Range bed;
    for (const double t : map.bed_K) {
      bed.include(t);
    }
    if (!bed.empty()) {
      section.key_numbers.push_back(
          {"Powder, hottest to coldest", bed.width(), std::nan(""), "K", "at the end of the last dwell", 3});
    }
  }
  if (const auto ramps = process::ramps_of(heat, programme); !ramps.empty()) {
    section.tables = {ramp_table(ramps)};
    section.tables.front().id = id_below(id, section.tables.front().id);
  }
  for (auto& figure : section.figures) {
    figure.id = id_below(id, figure.id);
  }
  return section;
}

}  // namespace nacre::report
