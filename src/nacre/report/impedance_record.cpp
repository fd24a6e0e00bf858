#include "nacre/report/impedance_record.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/report/drt_report.hpp"
#include "nacre/report/impedance_report.hpp"
#include "nacre/report/series_report.hpp"

namespace nacre::report {
namespace {

using impedance::RecordAnalysis;

// Figures and tables of `more` behind those of `section`.
void append(Section& section, Section more) {
  const auto move_all = [](auto& from, auto& to) { std::ranges::move(from, std::back_inserter(to)); };
  move_all(more.paragraphs, section.paragraphs);
  move_all(more.key_numbers, section.key_numbers);
  move_all(more.figures, section.figures);
  move_all(more.tables, section.tables);
}

Figure nyquist_figure(const RecordAnalysis& analysis, const std::string& prefix) {
  Panel plane{"", {"Z′", "Ω"}, {"−Z″", "Ω"}};
  plane.equal_aspect = true;
  const auto count = analysis.spectra.size();
  for (std::size_t k = 0; k < count; ++k) {
    const auto& spectrum = analysis.spectra[k].spectrum;
    Series series;
    series.name = spectrum.label;
    series.in_legend = false;
    series.colour = sequential(static_cast<double>(k) / static_cast<double>(count - 1));
    series.line_width = 0.75;
    for (const auto& z : spectrum.impedance_ohm) {
      series.x.push_back(z.real());
      series.y.push_back(-z.imag());
    }
    plane.series.push_back(std::move(series));
  }
  plane.colour_bar = ColourBar{"Spectrum", 1.0, static_cast<double>(count)};
  Figure figure{prefix + "nyquist", "Nyquist", "all spectra in the complex plane."};
  figure.panels = {plane};
  return figure;
}

DataTable test_table(const RecordAnalysis& analysis, const std::string& prefix) {
  DataTable table{prefix + "kramers-kronig", "Kramers-Kronig tests"};
  table.caption = "Shaded: not valid.";
  TableColumn name{"spectrum", "Spectrum"};
  TableColumn points{"points", "Points", ""};
  TableColumn elements{"elements", "Elements", ""};
  TableColumn largest{"max_residual_percent", "Largest residual", "%"};
  TableColumn rms{"rms_residual_percent", "RMS residual", "%"};
  TableColumn verdict{"verdict", "Verdict"};
  TableColumn reasons{"reasons", "Reasons"};
  for (std::size_t k = 0; k < analysis.spectra.size(); ++k) {
    const auto& one = analysis.spectra[k];
    name.texts.push_back(one.spectrum.label);
    points.values.push_back(static_cast<double>(one.spectrum.size()));
    const auto& test = one.kramers_kronig;
    elements.values.push_back(test ? test->elements : std::nan(""));
    largest.values.push_back(test ? 100.0 * test->max_residual : std::nan(""));
    rms.values.push_back(test ? 100.0 * test->rms_residual : std::nan(""));
    verdict.texts.emplace_back(!test ? "too few points" : test->valid ? "valid" : "not valid");
    std::string words;
    for (const auto& reason : test ? test->reasons : std::vector<std::string>()) {
      words += (words.empty() ? "" : "; ") + reason;
    }
    reasons.texts.push_back(words);
    if (!test || !test->valid) {
      table.marked_rows.push_back(k);
    }
  }
  largest.decimals = 2;
  rms.decimals = 2;
  table.columns = {name, points, elements, largest, rms, verdict, reasons};
  return table;
}

// One row for each spectrum, one column for each parameter: all have the same circuit, or the table says
// which.
DataTable fit_table(const RecordAnalysis& analysis, const std::string& prefix) {
  DataTable table{prefix + "circuits", "Circuits"};
  TableColumn spectrum{"spectrum", "Spectrum"};
  TableColumn circuit{"circuit", "Circuit"};
  TableColumn parameter{"parameter", "Parameter"};
  TableColumn value{"value", "Value"};
  TableColumn unit{"unit", "Unit"};
  for (const auto& one : analysis.spectra) {
    for (const auto& p : one.fit ? one.fit->parameters : std::vector<impedance::FittedParameter>()) {
      spectrum.texts.push_back(one.spectrum.label);
      circuit.texts.push_back(one.fit->circuit);
      parameter.texts.push_back(p.name);
      value.values.push_back(p.value);
      value.std.push_back(p.std);
      unit.texts.push_back(p.unit);
    }
  }
  table.columns = {spectrum, circuit, parameter, value, unit};
  return table;
}

bool is_series(const RecordAnalysis& analysis) { return analysis.spectra.size() > 1; }

}  // namespace

Section impedance_record_section(const ImpedanceRecords& record) {
  const auto& analysis = *record.analysis;
  if (!is_series(analysis)) {
    Section section = impedance_section({record.name, record.id, &analysis.spectra.front()});
    append(section, drt_section({record.name, record.id, &analysis.relaxations.spectra.front()}));
    return section;
  }
  const std::string prefix = record.id.empty() ? "" : record.id + "-";
  Section section{record.name};
  section.figures = {nyquist_figure(analysis, prefix)};
  append(section, series_section({record.name, record.id, &analysis.relaxations}));
  section.tables.insert(section.tables.begin() + 1, test_table(analysis, prefix));
  if (std::ranges::any_of(analysis.spectra, [](const auto& one) { return one.fit.has_value(); })) {
    section.tables.insert(section.tables.begin() + 2, fit_table(analysis, prefix));
  }
  return section;
}

Method impedance_record_method(const ImpedanceRecords& record) {
  Method method = series_method({record.name, record.id, &record.analysis->relaxations});
  method.title = "Impedance: " + record.name;
  method.paragraphs.insert(
      method.paragraphs.begin(),
      "Kramers-Kronig: a chain of elements R/(1 + jωτ) with series L and C where they lower the Bayesian "
      "information criterion (Schönleber et al. 2014, 10.1016/j.electacta.2014.01.034). Circuits: complex "
      "nonlinear least squares with exact derivatives from several starts.");
  method.options = to_json(record.analysis->options);
  return method;
}

}  // namespace nacre::report
