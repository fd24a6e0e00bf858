#include "nacre/report/drt_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace nacre::report {
namespace {

constexpr std::size_t most_named = 5;  // spectra in one frame that a legend tells apart

Panel panel_over_tau() {
  Axis tau{"τ", "s"};
  tau.scale = Scale::logarithmic;
  return {"", tau, {"γ", "Ω"}};
}

Series distribution(const DrtRecord& record, Colour colour) {
  Series series;
  series.name = record.name;
  series.colour = colour;
  series.x = record.analysis->tau_s;
  series.y = record.analysis->gamma_ohm;
  return series;
}

// Where the processes lie on the curve.
Series peak_marks(const DrtRecord& record, Colour colour) {
  const auto& analysis = *record.analysis;
  Series series;
  series.name = "processes";
  series.colour = colour;
  series.line_width = 0.0;
  series.symbol = Symbol::circle;
  series.open = true;
  for (const auto& peak : analysis.peaks) {
    const auto above = std::lower_bound(analysis.tau_s.begin(), analysis.tau_s.end(), peak.tau_s);
    if (above != analysis.tau_s.end()) {
      series.x.push_back(peak.tau_s);
      series.y.push_back(analysis.gamma_ohm[static_cast<std::size_t>(above - analysis.tau_s.begin())]);
    }
  }
  return series;
}

DataTable peak_table(const impedance::DrtAnalysis& analysis, const std::string& prefix) {
  DataTable table{prefix + "peaks", "Peaks"};
  TableColumn tau{"tau_s", "τ", "s"};
  TableColumn resistance{"resistance_ohm", "Resistance", "Ω"};
  TableColumn capacitance{"capacitance_F", "Capacitance", "F"};
  const bool zarc = analysis.shape == impedance::PeakShape::zarc;
  TableColumn shape =
      zarc ? TableColumn{"exponent", "Exponent", ""} : TableColumn{"width", "Width of ln τ", ""};
  for (const auto& peak : analysis.peaks) {
    tau.values.push_back(peak.tau_s);
    tau.std.push_back(peak.tau_std_s);
    resistance.values.push_back(peak.resistance_ohm);
    resistance.std.push_back(peak.resistance_std_ohm);
    capacitance.values.push_back(peak.capacitance_F);
    capacitance.std.push_back(peak.capacitance_std_F);
    shape.values.push_back(zarc ? peak.exponent : peak.width);
    shape.std.push_back(zarc ? peak.exponent_std : peak.width_std);
  }
  table.columns = {tau, resistance, capacitance, shape};
  table.caption = zarc ? "ZARCs fitted to the impedance." : "Gaussians over ln τ, fitted to the impedance.";
  return table;
}

DataTable distribution_table(const impedance::DrtAnalysis& analysis, const std::string& prefix) {
  DataTable table{prefix + "distribution", "Distribution"};
  table.columns = {{"tau_s", "τ", "s", analysis.tau_s}, {"gamma_ohm", "γ", "Ω", analysis.gamma_ohm}};
  if (!analysis.gamma_lower_ohm.empty()) {
    table.columns.push_back({"gamma_lower_ohm", "γ, 2.5 %", "Ω", analysis.gamma_lower_ohm});
    table.columns.push_back({"gamma_upper_ohm", "γ, 97.5 %", "Ω", analysis.gamma_upper_ohm});
  }
  // Four digits of the shortest time.
  table.columns.front().decimals =
      std::max(0, 3 - static_cast<int>(std::floor(std::log10(analysis.tau_s.front()))));
  return table;
}

Section comparison(std::span<const DrtRecord> records) {
  Section section{"All spectra"};
  Panel panel = panel_over_tau();
  const bool few = records.size() <= most_named;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const auto place = static_cast<double>(i) / static_cast<double>(records.size() - 1);
    panel.series.push_back(distribution(records[i], few ? categorical(i) : sequential(place)));
    panel.series.back().in_legend = few;
  }
  if (!few) {
    panel.colour_bar = ColourBar{"Spectrum", 1.0, static_cast<double>(records.size())};
  }
  Figure figure{"compared-drt", "Distributions", "of all spectra, in their order."};
  figure.panels = {panel};
  section.figures = {figure};
  return section;
}

std::vector<std::string> method_of(const impedance::DrtAnalysis& analysis) {
  std::vector<std::string> paragraphs;
  if (analysis.method == "smooth logarithm") {
    paragraphs.emplace_back(
        "The logarithm of γ is smooth: a Student-t distribution on its curvature, whose scale follows from "
        "the "
        "spectrum, as do the noise and its shape. Bands from the Laplace approximation, 1.4 times as wide as "
        "it gives them.");
  } else {
    const bool either = analysis.method != "Tikhonov";
    paragraphs.push_back(
        fmt::format("Tikhonov regularisation with Gaussians at τ = 1/f{}, as in pyDRTtools (Wan et "
                    "al. 2015, 10.1016/j.electacta.2015.09.097); λ = {:.3g}{}.",
                    either ? "" : " and γ not negative", analysis.lambda,
                    analysis.lambda_rule == "given" ? ", given" : " by the rule " + analysis.lambda_rule));
    if (either) {
      paragraphs.emplace_back(
          "On request γ takes either sign, as inductive loops need it: where its band holds zero, its sign "
          "means nothing.");
    }
    if (!analysis.band.empty()) {
      paragraphs.emplace_back(
          analysis.band == "sampled"
              ? "Band: Hamiltonian Monte Carlo of the truncated normal distribution (Effat and Ciucci 2017, "
                "10.1016/j.electacta.2017.07.050)."
              : "Band: the normal distribution about the minimum, cut off at zero where γ is not negative.");
    }
  }
  paragraphs.emplace_back(
      analysis.shape == impedance::PeakShape::zarc
          ? "Processes: each maximum of γ starts a ZARC; their sum is fitted to the impedance."
          : "Processes: each maximum of γ starts a Gaussian over ln τ; the impedance of their "
            "sum is fitted to the impedance measured.");
  return paragraphs;
}

}  // namespace

Section drt_section(const DrtRecord& record) {
  const auto& analysis = *record.analysis;
  const std::string prefix = record.id.empty() ? "" : record.id + "-";
  Section section{record.name};
  section.key_numbers = {{"Polarisation", analysis.polarization_ohm, std::nan(""), "Ω", "", 4}};
  if (std::isfinite(analysis.ohmic_ohm)) {
    section.key_numbers.insert(section.key_numbers.begin(),
                               {"Ohmic resistance", analysis.ohmic_ohm, analysis.ohmic_std_ohm, "Ω", "", 4});
  }
  if (analysis.inductance_H > 0.0) {
    section.key_numbers.push_back({"Inductance", analysis.inductance_H, std::nan(""), "H", "", 4});
  }
  if (std::isfinite(analysis.series_capacitance_F)) {
    section.key_numbers.push_back(
        {"Capacitance in series", analysis.series_capacitance_F, std::nan(""), "F", "", 4});
  }
  Panel panel = panel_over_tau();
  std::string caption = "The area of a peak is its resistance";
  if (!analysis.gamma_lower_ohm.empty()) {
    panel.bands = {
        {"95 %", analysis.tau_s, analysis.gamma_lower_ohm, analysis.gamma_upper_ohm, categorical(0)}};
    caption += analysis.band == "sampled" ? "; 95 % of the samples lie in the band" : "; band of 95 %";
  }
  panel.series = {distribution(record, categorical(0))};
  panel.series.front().in_legend = false;
  if (auto marks = peak_marks(record, categorical(1)); !marks.x.empty()) {
    panel.series.push_back(std::move(marks));
    caption += "; circles: the processes of the table";
  }
  Figure figure{prefix + "drt", "Distribution of relaxation times", caption + "."};
  figure.panels = {panel};
  section.figures = {figure};
  section.tables = {peak_table(analysis, prefix), distribution_table(analysis, prefix)};
  return section;
}

Document drt_document(std::span<const DrtRecord> records, const std::vector<InputFile>& inputs,
                      const std::vector<std::string>& warnings, const Json& result) {
  Document document = command_document("nacre drt", inputs, warnings, result);
  document.title = records.size() == 1 ? "Relaxation times of " + records.front().name
                                       : fmt::format("Relaxation times: {} spectra", records.size());
  document.description = "Impedance spectra taken apart into relaxations.";
  if (records.size() > 1) {
    document.sections.push_back(comparison(records));
  }
  for (const auto& record : records) {
    document.sections.push_back(drt_section(record));
  }
  Method method{"Distribution of relaxation times"};
  if (!records.empty()) {
    method.paragraphs = method_of(*records.front().analysis);
  }
  document.methods = {method};
  return document;
}

}  // namespace nacre::report
