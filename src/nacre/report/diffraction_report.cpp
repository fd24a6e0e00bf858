#include "nacre/report/diffraction_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/report/diffraction_figures.hpp"
#include "nacre/report/diffraction_tables.hpp"

namespace nacre::report {
namespace {

using diffraction::Analysis;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<KeyNumber> key_numbers(const Analysis& analysis) {
  const auto& r = analysis.refined.r;
  std::vector<KeyNumber> numbers{
      {"Rwp", r.Rwp_percent, nan, "%", fmt::format("expected {:.2f} %", r.Rexp_percent), 3},
      {"Goodness of fit", r.gof, nan, "", "", 3}};
  for (const auto& phase : analysis.phases) {
    if (analysis.phases.size() > 1 && std::isfinite(phase.weight.value)) {
      numbers.push_back(
          {phase.name, 100.0 * phase.weight.value, 100.0 * phase.weight.std, "%", "weight fraction"});
    }
  }
  if (analysis.amorphous) {
    numbers.push_back({"Amorphous", 100.0 * analysis.amorphous->value, 100.0 * analysis.amorphous->std, "%",
                       "weight fraction"});
  }
  if (analysis.phases.size() == 1) {
    const auto& phase = analysis.phases.front();
    numbers.push_back({"a", phase.cell.a, phase.cell_std[0], "Å", phase.name, 6});
    const auto differs = [&](double length) { return std::abs(length / phase.cell.a - 1.0) > 1e-9; };
    if (differs(phase.cell.b)) {
      numbers.push_back({"b", phase.cell.b, phase.cell_std[1], "Å", "", 6});
    }
    if (differs(phase.cell.c)) {
      numbers.push_back({"c", phase.cell.c, phase.cell_std[2], "Å", "", 6});
    }
  }
  return numbers;
}

bool any_kind(const Analysis& analysis, const std::string& kind) {
  return std::ranges::any_of(
      analysis.phases, [&](const diffraction::PhaseResult& phase) { return phase.intensities == kind; });
}

std::string how_intensities(const Analysis& analysis) {
  std::string text;
  if (any_kind(analysis, "structure")) {
    text += "Rietveld's method: the intensities of the phases follow from their structures. ";
  }
  if (any_kind(analysis, "Le Bail")) {
    text +=
        "Le Bail's method: what was observed is shared among the reflections as they are calculated to be. ";
  }
  if (any_kind(analysis, "Pawley")) {
    text += "Pawley's method: each reflection has an intensity of its own. ";
  }
  return text +
         "Least squares with weights 1/σ² on exact derivatives (Levenberg and Marquardt), with bounds.";
}

std::string how_fractions(const Analysis& analysis) {
  std::string text =
      "Weight fractions: S Z M V of each phase over their sum (Hill and Howard 1987, "
      "10.1107/S0021889887086199), of what is crystalline and in the model.";
  if (std::ranges::any_of(analysis.phases, [](const auto& phase) { return phase.weight.brindley != 1.0; })) {
    text += " Microabsorption by Brindley's factors for spheres (1945, 10.1080/14786444508520918).";
  }
  if (analysis.amorphous) {
    text +=
        " An internal standard of known weight fraction gives all of them an absolute scale; what is missing "
        "to one is amorphous.";
  }
  return text;
}

Json options_of(const Analysis& analysis) {
  const auto& model = analysis.refined.model;
  const auto& instrument = model.instrument;
  Json lines = Json::array();
  for (const auto& line : instrument.radiation.lines) {
    lines.push_back({{"wavelength_angstrom", line.wavelength}, {"weight", line.weight}});
  }
  return {{"probe", instrument.radiation.probe == crystal::Probe::neutron ? "neutrons" : "X-rays"},
          {"lines", lines},
          {"polarisation", instrument.radiation.polarisation},
          {"geometry", instrument.radiation.bragg_brentano ? "flat plate" : "parallel beam"},
          {"radius_mm", instrument.radius_mm},
          {"range_deg", {analysis.pattern.two_theta_deg.front(), analysis.pattern.two_theta_deg.back()}},
          {"points", analysis.pattern.size()},
          {"background_terms", model.background.chebyshev.size()},
          {"zero_deg", instrument.zero_deg},
          {"displacement_mm", instrument.displacement_mm},
          {"transparency", instrument.transparency},
          {"U_V_W", {instrument.u, instrument.v, instrument.w}},
          {"X_Y_Z", {instrument.x, instrument.y, instrument.z}},
          {"axial_divergence", instrument.axial},
          {"variables", analysis.refined.r.variables},
          {"converged", analysis.refined.converged}};
}

}  // namespace

Section diffraction_section(const DiffractionRecord& record) {
  const auto& analysis = *record.analysis;
  const std::string prefix = record.id.empty() ? "" : record.id + "-";
  Section section{record.name};
  if (!analysis.trusted) {
    section.paragraphs = {"This answer is not to be trusted as it stands: see the warnings."};
  }
  section.key_numbers = key_numbers(analysis);
  section.figures = diffraction_figures(analysis, prefix);
  section.tables = diffraction_tables(analysis, prefix);
  return section;
}

Method diffraction_method(const DiffractionRecord& record) {
  const auto& analysis = *record.analysis;
  Method method{"Powder diffraction: " + record.name};
  method.paragraphs = {
      how_intensities(analysis),
      "Peaks: pseudo-Voigt functions (Thompson, Cox and Hastings 1987, 10.1107/S0021889887087090) with the "
      "asymmetry of axial divergence (Finger, Cox and Jephcoat 1994, 10.1107/S0021889894004218) on a "
      "polynomial of Chebyshev's.",
      "What is refined follows from the data: a group of variables enters where the sum of squares falls by "
      "more than m ln(N) χ² for its m variables and where each would be known well enough; displacements of "
      "atoms "
      "need only the second. The steps are in their table.",
      how_fractions(analysis),
      fmt::format(
          "Uncertainties are standard ones, scaled by the goodness of fit. Neighbouring residuals are alike: "
          "taking that into account would make them {:.1f} times as large (not applied).",
          analysis.refined.serial_inflation)};
  method.options = options_of(analysis);
  return method;
}

Document diffraction_document(std::span<const DiffractionRecord> records,
                              const std::vector<InputFile>& inputs, const std::vector<std::string>& warnings,
                              const Json& result) {
  Document document = command_document("nacre xrd refine", inputs, warnings, result);
  document.title = records.size() == 1 ? "Powder diffraction: " + records.front().name
                                       : fmt::format("Powder diffraction: {} patterns", records.size());
  document.description = "Powder patterns taken apart into their phases.";
  for (const auto& record : records) {
    document.sections.push_back(diffraction_section(record));
    document.methods.push_back(diffraction_method(record));
  }
  return document;
}

}  // namespace nacre::report
