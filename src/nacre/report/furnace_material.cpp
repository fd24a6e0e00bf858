// What a furnace made: how it came about, profiles, numbers.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/report/furnace_report.hpp"
#include "nacre/report/furnace_series.hpp"

namespace nacre::report {
namespace {

// Of the middle of the bed: phases and coating, NiO against what is seen, and what moved.
Figure course_figure(const process::FurnaceRun& run) {
  const auto& course = run.course;
  const TimeAxis time(course.time_s.back());
  const auto x = times(course.time_s, time.factor);
  const bool coated = !run.material.coating.empty();

  Panel phases{"", time.axis, {"Fraction"}};
  phases.series = {line("O3", x, course.o3_conversion, 2)};
  phases.y.lower = 0.0;
  phases.y.upper = 1.05;
  if (coated) {
    phases.series.push_back(line("Coverage", x, course.coating_coverage, 1));
    phases.series.push_back(line("γ phosphate", x, course.gamma_fraction, 3));
  }

  Panel nio{"", time.axis, {"NiO", "weight %"}};
  nio.series = {line("NiO", x, times(course.nio_weight_fraction, percent), 0),
                line("Seen from here", {x.front(), x.back()},
                     {percent * run.nio_detection, percent * run.nio_detection}, 0)};
  nio.series[1].dash = Dash::dashed;
  nio.series[1].colour = Colour{};
  nio.y.lower = 0.0;

  std::vector<double> sodium_of_oxide = course.sodium_per_formula;  // once there is one
  constexpr double formed = 0.99;
  for (std::size_t i = 0; i < sodium_of_oxide.size(); ++i) {
    if (course.o3_conversion[i] < formed) {
      sodium_of_oxide[i] = std::nan("");
    }
  }
  Panel sodium{"", time.axis, {"Na per formula unit"}};
  sodium.series = {line("Na", x, sodium_of_oxide, 4)};
  sodium.series[0].in_legend = false;

  Figure figure{"course", "How the material came about",
                "O3, NiO and the sodium of the oxide over time, in the middle of the bed."};
  figure.panels = {phases, nio, sodium};
  if (coated) {
    Panel coating{"", time.axis, {"Coating", "nm"}};
    coating.series = {line("Coating", x, course.coating_nm, 1)};
    coating.series[0].in_legend = false;
    coating.y.lower = 0.0;
    figure.panels.push_back(coating);
    figure.caption =
        "O3, coverage and γ part of the coating, NiO, the sodium of the oxide, and the thickness of the "
        "coating (its volume over the whole surface) over time, in the middle of the bed.";
  }
  for (auto& panel : figure.panels) {
    panel.x.lower = x.front();
    panel.x.upper = x.back();
  }
  figure.columns = 2;
  figure.width = Width::full;
  figure.shared_x = true;
  return figure;
}

Figure profile_figure(const material::RadialProfile& profile) {
  Figure figure{
      "profiles", "Radial profiles",
      "nickel, and calcium where there is any, in the layered oxide below the surface of the particle. "
      "Its rock salt is not part of them."};
  const auto& r = profile.radius_m;
  const double surface = r.size() < 2 ? 0.0 : r.back() + (r.back() - r[r.size() - 2]) * 0.5;
  std::vector<double> depth_nm;
  depth_nm.reserve(r.size());
  for (const double each : r) {
    depth_nm.push_back(1e9 * (surface - each));
  }
  Axis below{"Depth below the surface", "nm"};
  below.scale = Scale::logarithmic;
  Panel calcium{"", below, {"Ca per formula unit"}};
  calcium.series = {line("Ca", depth_nm, profile.calcium_per_formula, 4)};
  Panel nickel{"", below, {"Ni per formula unit"}};
  nickel.series = {line("Ni", depth_nm, profile.nickel_per_formula, 0)};
  figure.panels = {nickel};
  if (std::ranges::any_of(profile.calcium_per_formula, [](double each) { return each > 0.0; })) {
    figure.panels.insert(figure.panels.begin(), calcium);
  }
  for (auto& panel : figure.panels) {
    panel.series[0].in_legend = false;
  }
  figure.columns = figure.panels.size();
  figure.width = figure.panels.size() > 1 ? Width::full : Width::single;
  return figure;
}

DataTable number_table(const material::MaterialState& material) {
  DataTable table{"material", "Material"};
  table.caption = "Means over the bed and how they spread over it.";
  TableColumn name{"quantity", "Quantity"};
  TableColumn value{"value", "Mean"};
  TableColumn low{"min", "Least"};
  TableColumn high{"max", "Greatest"};
  for (const auto& [quantity, mean] : material::numbers_of(material)) {
    const auto spread = std::ranges::find(material.over_bed, quantity, &material::Spread::of);
    if (spread != material.over_bed.end()) {
      name.texts.push_back(quantity);
      value.values.push_back(mean);
      low.values.push_back(spread->min);
      high.values.push_back(spread->max);
    }
  }
  table.columns = {name, value, low, high};
  return table;
}

DataTable phase_table(const std::vector<material::Phase>& phases) {
  DataTable table{"phases", "Phases"};
  TableColumn phase{"phase", "Phase"};
  TableColumn weight{"weight_percent", "Weight", "%"};
  for (const auto& each : phases) {
    phase.texts.push_back(each.name);
    weight.values.push_back(percent * each.weight_fraction);
  }
  weight.decimals = 3;
  table.columns = {phase, weight};
  return table;
}

}  // namespace

Section material_section(const process::FurnaceRun& run, const process::Recipe& recipe,
                         const std::string& id) {
  const auto& material = run.material;
  Section section{"Material"};
  section.key_numbers = {
      {"NiO", percent * material.nio_weight_fraction, std::nan(""), "weight %",
       material.nio_weight_fraction > run.nio_detection ? "seen" : "below what is seen", 3},
      {"O3", percent * material.o3_conversion, std::nan(""), "%", "", 4},
      {"Alkali", material.alkali_weight_percent, std::nan(""), "weight %",
       fmt::format("as Na₂CO₃, after {:g} h in air", recipe.storage.hours), 3},
      {"c", material.c_angstrom, std::nan(""), "Å"}};
  section.figures = {course_figure(run), profile_figure(material.profile)};
  section.tables = {phase_table(material.phases), number_table(material)};
  for (auto& figure : section.figures) {
    figure.id = id_below(id, figure.id);
  }
  for (auto& table : section.tables) {
    table.id = id_below(id, table.id);
  }
  return section;
}

}  // namespace nacre::report
