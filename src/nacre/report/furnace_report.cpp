#include "nacre/report/furnace_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/base/units.hpp"

namespace nacre::report {
namespace {

constexpr double whole_coverage = 0.9;     // below it a coating is in patches
constexpr double whole_conversion = 0.99;  // below it O3 is incomplete
constexpr double percent = 100.0;

std::vector<double> celsius(std::vector<double> kelvin) {
  for (auto& t : kelvin) {
    t -= constants::zero_celsius;
  }
  return kelvin;
}

std::vector<double> times(std::vector<double> values, double factor) {
  for (auto& value : values) {
    value *= factor;
  }
  return values;
}

Series line(const std::string& name, std::vector<double> x, std::vector<double> y, std::size_t colour) {
  Series series;
  series.name = name;
  series.x = std::move(x);
  series.y = std::move(y);
  series.colour = categorical(colour);
  return series;
}

// Seconds, or hours where it takes long.
struct TimeAxis {
  Axis axis{"Time", "s"};
  double factor = 1.0;
  explicit TimeAxis(double end_s) {
    constexpr double long_s = 2.0 * 3600.0;
    if (end_s > long_s) {
      axis.unit = "h";
      factor = 1.0 / 3600.0;
    }
  }
};

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
  panel.series = {line("Current", x, heat.current_A, 0), line("Voltage", x, heat.voltage_V, 5)};
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

// ---- Process maps

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
      contour(*panel.map, percent * scan.nio_detection, "NiO appears", Dash::solid, Colour{}),
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

Section furnace_section(const process::FurnaceRun& run, const process::Recipe& recipe) {
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
  }
  return section;
}

Section material_section(const process::FurnaceRun& run, const process::Recipe& recipe) {
  const auto& material = run.material;
  const auto& course = run.course;
  Section section{"Material"};
  section.key_numbers = {
      {"NiO", percent * material.nio_weight_fraction, std::nan(""), "weight %",
       material.nio_weight_fraction > run.nio_detection ? "seen" : "below what is seen", 3},
      {"O3", percent * material.o3_conversion, std::nan(""), "%", "", 4},
      {"Alkali", material.alkali_weight_percent, std::nan(""), "weight %",
       fmt::format("as Na₂CO₃, after {:g} h in air", recipe.storage.hours), 3},
      {"c", material.c_angstrom, std::nan(""), "Å"}};
  const TimeAxis time(course.time_s.back());
  const auto x = times(course.time_s, time.factor);
  Panel phases{"", time.axis, {"Part"}};
  phases.series = {line("O3", x, course.o3_conversion, 2)};
  phases.y.lower = 0.0;
  phases.y.upper = 1.05;
  Panel rock_salt{"", time.axis, {"NiO", "weight %"}};
  rock_salt.series = {line("NiO", x, times(course.nio_weight_fraction, percent), 5)};
  rock_salt.series[0].in_legend = false;
  rock_salt.y.lower = 0.0;
  Figure over_time{
      "course", "How the material came about",
      "O3, coverage and gamma part of the coating, and NiO over time, in the middle of the bed."};
  if (!material.coating.empty()) {
    phases.series.push_back(line("Coverage", x, course.coating_coverage, 1));
    phases.series.push_back(line("γ phosphate", x, course.gamma_fraction, 3));
  }
  over_time.panels = {phases, rock_salt};
  over_time.columns = 2;
  over_time.width = Width::full;

  const auto& profile = material.profile;
  std::vector<double> depth;
  const double radius = profile.radius_m.back() +
                        (profile.radius_m.back() - profile.radius_m[profile.radius_m.size() - 2]) * 0.5;
  for (const double r : profile.radius_m) {
    depth.push_back(1e9 * (radius - r));
  }
  Axis below{"Depth below the surface", "nm"};
  below.scale = Scale::logarithmic;
  Panel calcium{"", below, {"Ca per formula unit"}};
  calcium.series = {line("Ca", depth, profile.calcium_per_formula, 4)};
  Panel nickel{"", below, {"Ni per formula unit"}};
  nickel.series = {line("Ni", depth, profile.nickel_per_formula, 0)};
  Figure profiles{
      "profiles", "Radial profiles",
      "calcium and nickel in the layered oxide below the surface of the particle. Its rock salt is "
      "not part of them."};
  profiles.panels = {calcium, nickel};
  profiles.columns = 2;
  profiles.width = Width::full;
  section.figures = {over_time, profiles};

  DataTable table{"material", "Material"};
  table.caption = "Means over the bed and how they spread over it.";
  TableColumn name{"quantity", "Quantity"};
  TableColumn value{"value", "Mean"};
  TableColumn low{"min", "Least"};
  TableColumn high{"max", "Greatest"};
  for (const auto& spread : material.over_bed) {
    name.texts.push_back(spread.of);
    const auto numbers = material::numbers_of(material);
    value.values.push_back(
        std::ranges::find(numbers, spread.of, &std::pair<std::string, double>::first)->second);
    low.values.push_back(spread.min);
    high.values.push_back(spread.max);
  }
  table.columns = {name, value, low, high};
  DataTable phase_table{"phases", "Phases"};
  TableColumn phase{"phase", "Phase"};
  TableColumn weight{"weight_percent", "Weight", "%"};
  for (const auto& each : material.phases) {
    phase.texts.push_back(each.name);
    weight.values.push_back(percent * each.weight_fraction);
  }
  weight.decimals = 3;
  phase_table.columns = {phase, weight};
  section.tables = {phase_table, table};
  return section;
}

Section scan_section(const process::Scan& scan) {
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
  section.tables = {table};
  return section;
}

Section sensitivity_section(const process::Sensitivity& sensitivity) {
  Section section{"Which parameters decide what"};
  DataTable table{"sensitivity", "Elementary effects"};
  table.caption =
      "Mean magnitude (mu*) and spread (sigma) of the effect of a parameter's whole range, strongest first; "
      "those of at least a fifth of the strongest.";
  TableColumn quantity{"quantity", "Quantity"};
  TableColumn parameter{"parameter", "Parameter"};
  TableColumn mu{"mu_star", "μ*"};
  TableColumn sigma{"sigma", "σ"};
  const Json json = process::to_json(sensitivity);
  for (const auto& each : json.at("quantities")) {
    for (const auto& deciding : each.at("decided_by")) {
      quantity.texts.push_back(each.at("quantity"));
      parameter.texts.push_back(deciding.at("parameter"));
      mu.values.push_back(deciding.at("mu_star"));
      sigma.values.push_back(deciding.at("sigma"));
    }
  }
  table.columns = {quantity, parameter, mu, sigma};
  section.tables = {table};
  std::string nothing;
  for (const auto& each : json.at("decide_nothing")) {
    nothing += (nothing.empty() ? "" : ", ") + each.get<std::string>();
  }
  if (!nothing.empty()) {
    section.paragraphs = {"Decide none of these, so that nothing here fixes them: " + nothing + "."};
  }
  return section;
}

Method furnace_method(const std::vector<process::ParameterFile>& files) {
  Method method{"Process"};
  for (const auto& file : files) {
    method.paragraphs.push_back(file.title() + ".");
    const auto json = process::to_json(file);
    for (const auto& [key, text] : json.at("sources").items()) {
      method.paragraphs.push_back(key + ": " + text.get<std::string>() + ".");
    }
  }
  return method;
}

}  // namespace nacre::report
