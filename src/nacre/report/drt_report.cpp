#include "nacre/report/drt_report.hpp"

#include <fmt/core.h>

#include <cmath>

#include "nacre/base/version.hpp"

namespace nacre::report {
namespace {

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

DataTable peak_table(const impedance::DrtAnalysis& analysis, const std::string& prefix) {
  DataTable table{prefix + "peaks", "Peaks"};
  TableColumn tau{"tau_s", "τ", "s"};
  TableColumn resistance{"resistance_ohm", "Resistance", "Ω"};
  TableColumn capacitance{"capacitance_F", "Capacitance", "F"};
  TableColumn exponent{"exponent", "Exponent", ""};
  for (const auto& peak : analysis.peaks) {
    tau.values.push_back(peak.tau_s);
    tau.std.push_back(peak.tau_std_s);
    resistance.values.push_back(peak.resistance_ohm);
    resistance.std.push_back(peak.resistance_std_ohm);
    capacitance.values.push_back(peak.capacitance_F);
    capacitance.std.push_back(peak.capacitance_std_F);
    exponent.values.push_back(peak.exponent);
    exponent.std.push_back(peak.exponent_std);
  }
  table.columns = {tau, resistance, capacitance, exponent};
  return table;
}

DataTable distribution_table(const impedance::DrtAnalysis& analysis, const std::string& prefix) {
  DataTable table{prefix + "distribution", "Distribution"};
  table.columns = {{"tau_s", "τ", "s", analysis.tau_s}, {"gamma_ohm", "γ", "Ω", analysis.gamma_ohm}};
  if (!analysis.gamma_lower_ohm.empty()) {
    table.columns.push_back({"gamma_lower_ohm", "γ, 2.5 %", "Ω", analysis.gamma_lower_ohm});
    table.columns.push_back({"gamma_upper_ohm", "γ, 97.5 %", "Ω", analysis.gamma_upper_ohm});
  }
  return table;
}

Section comparison(std::span<const DrtRecord> records) {
  Section section{"All spectra"};
  Panel panel = panel_over_tau();
  for (std::size_t i = 0; i < records.size(); ++i) {
    panel.series.push_back(distribution(
        records[i], sequential(static_cast<double>(i) / static_cast<double>(records.size() - 1))));
    panel.series.back().in_legend = false;
  }
  panel.colour_bar = ColourBar{"Spectrum", 1.0, static_cast<double>(records.size())};
  Figure figure{"compared-drt", "Distributions", "of all spectra, in their order."};
  figure.panels = {panel};
  section.figures = {figure};
  return section;
}

}  // namespace

Section drt_section(const DrtRecord& record) {
  const auto& analysis = *record.analysis;
  const std::string prefix = record.id.empty() ? "" : record.id + "-";
  Section section{record.name};
  section.key_numbers = {{"Ohmic resistance", analysis.ohmic_ohm, std::nan(""), "Ω", "", 4},
                         {"Polarisation", analysis.polarization_ohm, std::nan(""), "Ω", "", 4}};
  Panel panel = panel_over_tau();
  if (!analysis.gamma_lower_ohm.empty()) {
    panel.bands = {
        {"95 %", analysis.tau_s, analysis.gamma_lower_ohm, analysis.gamma_upper_ohm, categorical(0)}};
  }
  panel.series = {distribution(record, categorical(0))};
  panel.series.front().in_legend = false;
  Figure figure{prefix + "drt", "Distribution of relaxation times",
                analysis.gamma_lower_ohm.empty()
                    ? "the area of a peak is its resistance."
                    : "with its 95 % band; the area of a peak is its resistance."};
  figure.panels = {panel};
  section.figures = {figure};
  section.tables = {peak_table(analysis, prefix), distribution_table(analysis, prefix)};
  return section;
}

Document drt_document(std::span<const DrtRecord> records, const std::vector<InputFile>& inputs,
                      const std::vector<std::string>& warnings, const Json& result) {
  Document document;
  document.title = records.size() == 1 ? "Relaxation times of " + records.front().name
                                       : fmt::format("Relaxation times: {} spectra", records.size());
  document.subtitle = fmt::format("nacre {}", version());
  document.description = "Impedance spectra taken apart into relaxations.";
  document.warnings = warnings;
  if (records.size() > 1) {
    document.sections.push_back(comparison(records));
  }
  for (const auto& record : records) {
    document.sections.push_back(drt_section(record));
  }
  Method method{"Distribution of relaxation times"};
  const bool automatic = records.empty() || !records.front().analysis->gamma_lower_ohm.empty();
  method.paragraphs = {automatic ? "The logarithm of γ is smooth: a Student-t distribution on its curvature, "
                                   "whose scale follows from the "
                                   "spectrum, as do the noise and its shape. Bands from the Laplace "
                                   "approximation. Peaks: ZARCs fitted to "
                                   "the impedance."
                                 : "Tikhonov regularisation with Gaussians at τ = 1/f and γ not negative, as "
                                   "in pyDRTtools (Wan et al. "
                                   "2015, 10.1016/j.electacta.2015.09.097)."};
  document.methods = {method};
  document.provenance = {"nacre drt", inputs, std::string(version()), std::string(source_digest()), "", {}};
  document.result = result;
  return document;
}

}  // namespace nacre::report
