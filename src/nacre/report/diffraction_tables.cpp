#include "nacre/report/diffraction_tables.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "nacre/report/ids.hpp"

namespace nacre::report {
namespace {

using diffraction::Analysis;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// What was not refined has no uncertainty.
double refined_only(double std) { return std > 0.0 ? std : nan; }

DataTable r_table(const Analysis& analysis, const std::string& prefix) {
  DataTable table{
      prefix + "r-values", "R values",
      "o observed, c calculated, b background, w = 1/σ² of each of N points, P variables (Young, The "
      "Rietveld Method, 1993)."};
  const auto& r = analysis.refined.r;
  TableColumn name{"value_of", "Quantity"}, value{"value", "Value"}, meaning{"definition", "Definition"};
  const auto add = [&](const char* what, double number, const char* definition) {
    name.texts.emplace_back(what);
    value.values.push_back(number);
    meaning.texts.emplace_back(definition);
  };
  add("Rwp (%)", r.Rwp_percent, "100 √(Σ w (o − c)² / Σ w o²)");
  add("Rwp without background (%)", r.Rwp_background_percent, "the same, with o − b for o below the line");
  add("Rp (%)", r.Rp_percent, "100 Σ |o − c| / Σ o");
  add("Rexp (%)", r.Rexp_percent, "100 √((N − P) / Σ w o²)");
  add("χ²", r.chi2_reduced, "Σ w (o − c)² / (N − P)");
  add("Goodness of fit", r.gof, "Rwp / Rexp = √χ²");
  add("Serial correlation", analysis.refined.serial_inflation,
      "how much larger uncertainties would be if neighbouring residuals were not taken for independent");
  value.decimals = 3;
  table.columns = {name, value, meaning};
  return table;
}

TableColumn names_of(const std::vector<diffraction::PhaseResult>& phases) {
  TableColumn name{"phase", "Phase"};
  for (const auto& phase : phases) {
    name.texts.push_back(phase.name);
  }
  return name;
}

std::string axis_text(const Eigen::Vector3i& axis) {
  return fmt::format("{} {} {}", axis(0), axis(1), axis(2));
}

DataTable phase_table(const Analysis& analysis, const std::string& prefix) {
  DataTable table{prefix + "phases", "Phases",
                  "Size: of the domains that scatter together, by Scherrer's formula with K = 1, from the "
                  "Lorentzian share of the width; strain ε: Lorentzian width ε tan θ, twice the full width "
                  "of Δd/d. R Bragg: 100 Σ |o − c| / Σ o over "
                  "the areas of reflections, o shared out among them as the model says."};
  TableColumn kind{"intensities", "Intensities"};
  TableColumn weight{"weight_percent", "Weight fraction", "%"};
  TableColumn brindley{"brindley_factor", "Brindley's τ"};
  TableColumn size{"size_um", "Size", "µm"}, strain{"strain_1e6", "Strain", "10⁻⁶"};
  TableColumn march{"march_dollase", "March-Dollase r"}, axis{"march_dollase_axis", "along"};
  TableColumn bragg{"R_bragg_percent", "R Bragg", "%"};
  bool corrected = false;
  for (const auto& phase : analysis.phases) {
    kind.texts.push_back(phase.intensities);
    weight.values.push_back(100.0 * phase.weight.value);
    weight.std.push_back(refined_only(100.0 * phase.weight.std));
    brindley.values.push_back(phase.weight.brindley);
    corrected = corrected || phase.weight.brindley != 1.0;
    size.values.push_back(phase.size_um);
    size.std.push_back(refined_only(phase.size_std));
    const bool strained = phase.strain_std > 0.0 || phase.strain > 0.0;
    strain.values.push_back(strained ? phase.strain : nan);
    strain.std.push_back(refined_only(phase.strain_std));
    march.values.push_back(phase.march);
    march.std.push_back(refined_only(phase.march_std));
    axis.texts.push_back(phase.march != 1.0 ? axis_text(phase.march_axis) : "–");
    bragg.values.push_back(phase.R_bragg_percent);
  }
  march.decimals = 2;
  bragg.decimals = 2;
  table.columns = {names_of(analysis.phases), kind, weight};
  if (corrected) {
    brindley.decimals = 3;
    table.columns.push_back(brindley);
  }
  for (auto* column : {&size, &strain, &march, &axis, &bragg}) {
    table.columns.push_back(std::move(*column));
  }
  if (analysis.amorphous) {
    table.caption += fmt::format(" Amorphous, by the internal standard: {:.2f} ± {:.2f} %.",
                                 100.0 * analysis.amorphous->value, 100.0 * analysis.amorphous->std);
  }
  return table;
}

DataTable cell_table(const Analysis& analysis, const std::string& prefix) {
  DataTable table{prefix + "cells", "Cells"};
  std::vector<const diffraction::PhaseResult*> phases;
  for (const auto& phase : analysis.phases) {
    phases.push_back(&phase);
  }
  table.columns = cell_columns(phases);
  table.columns.insert(table.columns.begin(), names_of(analysis.phases));
  return table;
}

DataTable unexplained_table(const Analysis& analysis, const std::string& prefix) {
  DataTable table{
      prefix + "unexplained", "Peaks of no phase",
      "Strongest first: signs of a phase that is missing. Significance: area over its uncertainty."};
  TableColumn angle{"two_theta_deg", "2θ", "°"}, d{"d_angstrom", "d", "Å"};
  TableColumn significance{"significance", "Significance"};
  TableColumn share{"share_of_strongest_percent", "Height over the strongest", "%"};
  for (const auto& peak : analysis.unexplained) {
    angle.values.push_back(peak.two_theta_deg);
    d.values.push_back(peak.d_angstrom);
    significance.values.push_back(peak.significance);
    share.values.push_back(100.0 * peak.share);
  }
  angle.decimals = 3;
  d.decimals = 4;
  significance.decimals = 1;
  share.decimals = 2;
  table.columns = {angle, d, significance, share};
  return table;
}

DataTable variable_table(const Analysis& analysis, const std::string& prefix) {
  DataTable table{
      prefix + "variables", "Variables",
      "Everything that was refined, with standard uncertainties √(χ² (J'WJ)⁻¹). U, V, W in (0.01°)², X, Y, "
      "Z in 0.01°, displacement of the sample in mm, U of an atom in Å², 1/size in µm⁻¹, strain in 10⁻⁶; "
      "a cell by the coordinates of its reciprocal metric tensor."};
  TableColumn name{"variable", "Variable"}, value{"value", "Value"};
  for (const auto& variable : analysis.variables) {
    name.texts.push_back(variable.name);
    value.values.push_back(variable.value);
    value.std.push_back(refined_only(variable.std));
  }
  table.columns = {name, value};
  return table;
}

DataTable step_table(const Analysis& analysis, const std::string& prefix) {
  DataTable table{
      prefix + "steps", "Steps",
      "What entered the refinement, in its order, and what was left alone. Gain: by how much the sum of "
      "squares was to fall; what would count is m ln(N) χ² for m variables."};
  TableColumn what{"what", "What"}, done{"refined", "Refined"}, reason{"reason", "Reason"};
  TableColumn rwp{"Rwp_percent", "Rwp after it", "%"};
  for (const auto& decision : analysis.decisions) {
    what.texts.push_back(decision.what);
    done.texts.emplace_back(decision.refined ? "yes" : "no");
    reason.texts.push_back(decision.reason);
    rwp.values.push_back(decision.Rwp_percent);
  }
  rwp.decimals = 2;
  table.columns = {what, done, rwp, reason};
  return table;
}

DataTable reflection_table(const Analysis& analysis, const std::string& prefix) {
  DataTable table{
      prefix + "reflections", "Reflections",
      "Angle and full width at half height of the first wavelength; area of all wavelengths, calculated."};
  TableColumn phase{"phase", "Phase"};
  std::array<TableColumn, 3> index{TableColumn{"h", "h"}, TableColumn{"k", "k"}, TableColumn{"l", "l"}};
  TableColumn multiplicity{"multiplicity", "Multiplicity"}, d{"d_angstrom", "d", "Å"};
  TableColumn angle{"two_theta_deg", "2θ", "°"}, width{"fwhm_deg", "FWHM", "°"},
      area{"area", "Area", "intensity × °"};
  const diffraction::Peak* before = nullptr;
  for (const auto& peak : analysis.peaks) {
    if (before != nullptr && before->phase == peak.phase && before->reflection == peak.reflection) {
      area.values.back() += peak.area;
      continue;
    }
    before = &peak;
    const auto p = static_cast<std::size_t>(peak.phase);
    const auto& reflection =
        analysis.refined.model.phases[p].reflections[static_cast<std::size_t>(peak.reflection)];
    phase.texts.push_back(analysis.phases[p].name);
    for (int i = 0; i < 3; ++i) {
      index[static_cast<std::size_t>(i)].values.push_back(reflection.hkl(i));
    }
    multiplicity.values.push_back(reflection.multiplicity);
    d.values.push_back(reflection.d);
    angle.values.push_back(peak.position_deg);
    width.values.push_back(peak.fwhm_deg);
    area.values.push_back(peak.area);
  }
  d.decimals = 5;
  angle.decimals = 4;
  width.decimals = 4;
  table.columns = {phase, index[0], index[1], index[2], multiplicity, d, angle, width, area};
  return table;
}

DataTable curve_table(const Analysis& analysis, const std::string& prefix) {
  DataTable table{prefix + "curves", "Curves", "Point by point; each phase without the background."};
  const auto& pattern = analysis.pattern;
  const auto& curves = analysis.curves;
  auto difference = pattern.intensity;
  std::ranges::transform(difference, curves.intensity, difference.begin(), std::minus<>());
  table.columns = {{"two_theta_deg", "2θ", "°", pattern.two_theta_deg},
                   {"observed", "Observed", "", pattern.intensity, pattern.std},
                   {"calculated", "Calculated", "", curves.intensity},
                   {"background", "Background", "", curves.background},
                   {"difference", "Difference", "", difference}};
  table.columns.front().decimals = 4;
  std::vector<std::string> names;
  for (const auto& phase : analysis.phases) {
    names.push_back(phase.name);
  }
  const auto ids = distinct_ids(names);
  for (std::size_t p = 0; p < names.size(); ++p) {
    table.columns.push_back({"phase_" + ids[p], names[p], "", curves.of_phase[p]});
  }
  return table;
}

}  // namespace

std::vector<TableColumn> cell_columns(const std::vector<const diffraction::PhaseResult*>& phases) {
  std::vector<TableColumn> columns{{"a_angstrom", "a", "Å"},       {"b_angstrom", "b", "Å"},
                                   {"c_angstrom", "c", "Å"},       {"alpha_deg", "α", "°"},
                                   {"beta_deg", "β", "°"},         {"gamma_deg", "γ", "°"},
                                   {"volume_angstrom3", "V", "Å³"}};
  for (const auto* phase : phases) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const bool volume = i == 6;
      columns[i].values.push_back(phase == nullptr ? nan : volume ? phase->volume : phase->cell.values()[i]);
      columns[i].std.push_back(
          phase == nullptr ? nan : refined_only(volume ? phase->volume_std : phase->cell_std[i]));
    }
  }
  return columns;
}

std::vector<DataTable> diffraction_tables(const Analysis& analysis, const std::string& prefix) {
  std::vector<DataTable> tables{r_table(analysis, prefix), phase_table(analysis, prefix),
                                cell_table(analysis, prefix)};
  if (!analysis.unexplained.empty()) {
    tables.push_back(unexplained_table(analysis, prefix));
  }
  tables.push_back(variable_table(analysis, prefix));
  tables.push_back(step_table(analysis, prefix));
  tables.push_back(reflection_table(analysis, prefix));
  tables.push_back(curve_table(analysis, prefix));
  return tables;
}

}  // namespace nacre::report
