#include "nacre/report/series_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "nacre/base/units.hpp"
#include "nacre/report/along.hpp"

namespace nacre::report {
namespace {

using impedance::SeriesAnalysis;

Axis logarithmic(std::string label, std::string unit) {
  Axis axis{std::move(label), std::move(unit)};
  axis.scale = Scale::logarithmic;
  return axis;
}

std::vector<double> numbers(std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t k = 0; k < count; ++k) {
    values[k] = static_cast<double>(k + 1);
  }
  return values;
}

// One column of the map for each printed time, one row for each spectrum.
Figure map_figure(const SeriesAnalysis& analysis, const std::string& prefix) {
  // Only what was measured: beyond it the distribution is the prior's.
  const auto& tau = analysis.spectra.front().tau_s;
  const auto first = std::ranges::lower_bound(tau, analysis.shortest_tau_s) - tau.begin();
  const auto last = std::ranges::upper_bound(tau, analysis.longest_tau_s) - tau.begin();
  Panel map{"", {"log₁₀(τ / s)", ""}, {"Spectrum", ""}};
  map.y.whole = true;
  map.map.emplace();
  std::transform(tau.begin() + first, tau.begin() + last, std::back_inserter(map.map->x),
                 [](double t) { return std::log10(t); });
  map.map->y = numbers(analysis.spectra.size());
  double largest = 0.0;
  for (const auto& one : analysis.spectra) {
    const auto begin = one.gamma_ohm.begin();
    map.map->z.insert(map.map->z.end(), begin + first, begin + last);
    largest = std::max(largest, *std::max_element(begin + first, begin + last));
  }
  map.colour_bar = ColourBar{"γ (Ω)", 0.0, largest};
  Figure figure{prefix + "drt-map", "Relaxation times along the series",
                "γ over the relaxation time, one row for each spectrum in their order."};
  figure.panels = {map};
  if (!analysis.voltage_V.empty()) {
    Panel voltage{"", {"Voltage", "V"}, {"Spectrum", ""}};
    voltage.y.whole = true;
    Series series;
    series.in_legend = false;
    series.colour = categorical(0);
    series.x = analysis.voltage_V;
    series.y = map.map->y;
    series.symbol = Symbol::circle;
    voltage.series = {series};
    voltage.y.lower = 0.5;
    voltage.y.upper = static_cast<double>(analysis.spectra.size()) + 0.5;
    figure.panels.insert(figure.panels.begin(), voltage);
    figure.columns = 2;
    figure.width = Width::full;
    figure.caption += " Beside it the voltage at which each was measured.";
  }
  return figure;
}

Figure distribution_figure(const SeriesAnalysis& analysis, const std::string& prefix) {
  Panel panel{"", logarithmic("τ", "s"), {"γ", "Ω"}};
  const auto [low, high] = std::ranges::minmax(analysis.at);
  for (std::size_t k = 0; k < analysis.spectra.size(); ++k) {
    Series series;
    series.name = analysis.names[k];
    series.in_legend = false;
    series.colour = sequential(high > low ? (analysis.at[k] - low) / (high - low) : 0.0);
    series.x = analysis.spectra[k].tau_s;
    series.y = analysis.spectra[k].gamma_ohm;
    panel.series.push_back(std::move(series));
  }
  panel.colour_bar = ColourBar{along_axis(analysis.along).heading(), low, high};
  Figure figure{prefix + "drt-series", "Distributions",
                "of all spectra; the area of a peak is its resistance."};
  figure.panels = {panel};
  return figure;
}

constexpr std::array symbols{Symbol::circle, Symbol::square, Symbol::diamond, Symbol::triangle,
                             Symbol::triangle_down};

Series course(const std::string& name, std::size_t index) {
  Series series;
  series.name = name;
  series.colour = categorical(index);
  series.symbol = symbols[index % symbols.size()];
  series.line_width = 0.75;
  return series;
}

// Ohmic resistance and bands: name, values and standard uncertainties, one a spectrum.
struct Course {
  std::string name;
  std::string id;
  std::vector<double> ohm;
  std::vector<double> std_ohm;
};

std::vector<Course> resistances(const SeriesAnalysis& analysis) {
  std::vector<Course> courses{{"ohmic", "ohmic", {}, {}}};
  for (const auto& one : analysis.spectra) {
    courses.front().ohm.push_back(one.ohmic_ohm);
    courses.front().std_ohm.push_back(one.ohmic_std_ohm);
  }
  for (std::size_t b = 0; b < analysis.bands.size(); ++b) {
    Course one{analysis.bands[b].name, fmt::format("band_{}", b + 1), {}, {}};
    for (const auto& resistance : analysis.band_ohm[b]) {
      one.ohm.push_back(resistance.value_ohm);
      one.std_ohm.push_back(resistance.std_ohm);
    }
    courses.push_back(std::move(one));
  }
  return courses;
}

Figure band_figure(const SeriesAnalysis& analysis, const std::string& prefix) {
  Panel panel{"", along_axis(analysis.along), logarithmic("Resistance", "Ω")};
  const auto courses = resistances(analysis);
  for (std::size_t i = 0; i < courses.size(); ++i) {
    auto series = course(courses[i].name, i);
    series.x = analysis.at;
    series.y = courses[i].ohm;
    series.y_std = courses[i].std_ohm;
    panel.series.push_back(std::move(series));
  }
  std::string caption = "ohmic, and the integral of γ over each band:";
  for (const auto& band : analysis.bands) {
    caption += fmt::format(" {} {:g} to {:g} s,", band.name, band.from_s, band.to_s);
  }
  caption.back() = '.';
  Figure figure{prefix + "band-resistances", "Resistances", caption + " Bars: one standard uncertainty."};
  figure.panels = {panel};
  return figure;
}

Figure process_figure(const SeriesAnalysis& analysis, const std::string& prefix) {
  Panel tau{"", along_axis(analysis.along), logarithmic("τ", "s")};
  Panel resistance{"", along_axis(analysis.along), logarithmic("Resistance", "Ω")};
  for (std::size_t i = 0; i < analysis.tracks.size(); ++i) {
    const auto& track = analysis.tracks[i];
    auto times = course(track.name, i);
    for (std::size_t p = 0; p < track.peaks.size(); ++p) {
      times.x.push_back(analysis.at[track.spectrum[p]]);
      times.y.push_back(track.peaks[p].tau_s);
    }
    auto ohms = times;
    ohms.in_legend = false;
    for (std::size_t p = 0; p < track.peaks.size(); ++p) {
      ohms.y[p] = track.peaks[p].resistance_ohm;
    }
    tau.series.push_back(std::move(times));
    resistance.series.push_back(std::move(ohms));
  }
  Figure figure{prefix + "processes", "Processes",
                "peaks followed from spectrum to spectrum: relaxation time and resistance."};
  figure.panels = {tau, resistance};
  figure.columns = 2;
  figure.width = Width::full;
  return figure;
}

Figure arrhenius_figure(const SeriesAnalysis& analysis, const std::string& prefix) {
  Panel panel{"", {"1000 / T", "K⁻¹"}, logarithmic("Resistance", "Ω")};
  const auto courses = resistances(analysis);
  for (std::size_t i = 0; i < courses.size(); ++i) {
    auto series = course(courses[i].name, i);
    for (const double celsius : analysis.at) {
      series.x.push_back(1000.0 / (celsius + constants::zero_celsius));
    }
    series.y = courses[i].ohm;
    series.y_std = courses[i].std_ohm;
    panel.series.push_back(std::move(series));
  }
  Figure figure{prefix + "arrhenius", "Arrhenius", "the slopes are the activation energies of the table."};
  figure.panels = {panel};
  return figure;
}

DataTable resistance_table(const SeriesAnalysis& analysis, const std::string& prefix) {
  DataTable table{prefix + "resistances", "Resistances along the series"};
  const auto axis = along_axis(analysis.along);
  TableColumn name{"spectrum", "Spectrum"};
  name.texts = analysis.names;
  TableColumn at{analysis.along == "spectrum" ? "number" : analysis.along,
                 analysis.along == "spectrum" ? "Number" : axis.label, axis.unit, analysis.at};
  table.columns = {name, at};
  for (const auto& one : resistances(analysis)) {
    table.columns.push_back({one.id + "_ohm", one.name, "Ω", one.ohm, one.std_ohm});
  }
  return table;
}

DataTable process_table(const SeriesAnalysis& analysis, const std::string& prefix) {
  DataTable table{prefix + "processes", "Processes"};
  const auto axis = along_axis(analysis.along);
  TableColumn name{"process", "Process"};
  TableColumn spectrum{"spectrum", "Spectrum"};
  TableColumn at{analysis.along == "spectrum" ? "number" : analysis.along,
                 analysis.along == "spectrum" ? "Number" : axis.label, axis.unit};
  TableColumn tau{"tau_s", "τ", "s"};
  TableColumn resistance{"resistance_ohm", "Resistance", "Ω"};
  TableColumn capacitance{"capacitance_F", "Capacitance", "F"};
  for (const auto& track : analysis.tracks) {
    for (std::size_t p = 0; p < track.peaks.size(); ++p) {
      const auto& peak = track.peaks[p];
      name.texts.push_back(track.name);
      spectrum.texts.push_back(analysis.names[track.spectrum[p]]);
      at.values.push_back(analysis.at[track.spectrum[p]]);
      tau.values.push_back(peak.tau_s);
      tau.std.push_back(peak.tau_std_s);
      resistance.values.push_back(peak.resistance_ohm);
      resistance.std.push_back(peak.resistance_std_ohm);
      capacitance.values.push_back(peak.capacitance_F);
      capacitance.std.push_back(peak.capacitance_std_F);
    }
  }
  table.columns = {name, spectrum, at, tau, resistance, capacitance};
  return table;
}

DataTable arrhenius_table(const SeriesAnalysis& analysis, const std::string& prefix) {
  DataTable table{prefix + "arrhenius", "Activation energies"};
  TableColumn of{"of", "Resistance"};
  TableColumn energy{"activation_energy_eV", "Activation energy", "eV"};
  TableColumn molar{"activation_energy_kJ_per_mol", "Activation energy", "kJ mol⁻¹"};
  TableColumn count{"temperatures", "Temperatures"};
  const double per_mole = constants::faraday / 1000.0;
  for (const auto& one : analysis.arrhenius) {
    of.texts.push_back(one.of);
    energy.values.push_back(one.activation_energy_eV);
    energy.std.push_back(one.activation_energy_std_eV);
    molar.values.push_back(per_mole * one.activation_energy_eV);
    molar.std.push_back(per_mole * one.activation_energy_std_eV);
    count.values.push_back(static_cast<double>(one.temperatures));
  }
  table.columns = {of, energy, molar, count};
  return table;
}

DataTable distribution_table(const SeriesAnalysis& analysis, const std::string& prefix) {
  DataTable table{prefix + "distributions", "Distributions", "γ in ohm, a column for each spectrum."};
  table.columns = {{"tau_s", "τ", "s", analysis.spectra.front().tau_s}};
  for (std::size_t k = 0; k < analysis.spectra.size(); ++k) {
    table.columns.push_back(
        {fmt::format("gamma_{}_ohm", k + 1), "γ, " + analysis.names[k], "Ω", analysis.spectra[k].gamma_ohm});
  }
  return table;
}

}  // namespace

Section series_section(const SeriesRecord& record) {
  const auto& analysis = *record.analysis;
  const std::string prefix = record.id.empty() ? "" : record.id + "-";
  Section section{record.name};
  section.key_numbers = {{"Spectra", static_cast<double>(analysis.spectra.size()), std::nan(""), "", "", 4}};
  for (const auto& one : resistances(analysis)) {
    const auto [low, high] = std::ranges::minmax(one.ohm);
    section.key_numbers.push_back(
        {"Largest " + one.name, high, std::nan(""), "Ω", fmt::format("smallest {:.3g} Ω", low), 3});
  }
  section.figures = {map_figure(analysis, prefix), distribution_figure(analysis, prefix),
                     band_figure(analysis, prefix)};
  section.tables = {resistance_table(analysis, prefix)};
  if (!analysis.tracks.empty()) {
    section.figures.push_back(process_figure(analysis, prefix));
    section.tables.push_back(process_table(analysis, prefix));
  }
  if (!analysis.arrhenius.empty()) {
    section.figures.push_back(arrhenius_figure(analysis, prefix));
    section.tables.push_back(arrhenius_table(analysis, prefix));
  }
  section.tables.push_back(distribution_table(analysis, prefix));
  return section;
}

Method series_method(const SeriesRecord& record) {
  const auto& analysis = *record.analysis;
  Method method{"Relaxation times of a series: " + record.name};
  method.paragraphs = {
      analysis.joint
          ? fmt::format(
                "The distributions of all spectra were found together: ln γ is smooth over ln τ and, most "
                "of the time, changes little from one spectrum to the next (Student-t distributions on "
                "its curvature and on its changes; typical change {:.2g}). The scales follow from the "
                "spectra (evidence).",
                analysis.change)
          : "Each spectrum was resolved on its own: ln γ is smooth over ln τ.",
      "Resistances of bands are integrals of γ over ln τ, with uncertainties from the Laplace approximation. "
      "Processes: ZARCs fitted to each spectrum, followed by their relaxation times."};
  method.options = {{"along", analysis.along}, {"joint", analysis.joint}};
  for (const auto& band : analysis.bands) {
    method.options["bands"][band.name] = {band.from_s, band.to_s};
  }
  return method;
}

Document series_document(const SeriesRecord& record, const std::vector<InputFile>& inputs,
                         const std::vector<std::string>& warnings, const Json& result) {
  Document document = command_document("nacre drt", inputs, warnings, result);
  document.title = "Relaxation times: " + record.name;
  document.description = "A series of impedance spectra taken apart into relaxations, together.";
  document.sections = {series_section(record)};
  document.methods = {series_method(record)};
  return document;
}

}  // namespace nacre::report
