#include "nacre/report/impedance_report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace nacre::report {
namespace {

using Impedances = std::vector<std::complex<double>>;

Axis frequency_axis() {
  Axis axis{"Frequency", "Hz"};
  axis.scale = Scale::logarithmic;
  return axis;
}

double degrees(std::complex<double> z) { return -std::arg(z) * 180.0 / std::numbers::pi; }

Series points(const std::string& name, std::size_t colour) {
  Series series;
  series.name = name;
  series.colour = categorical(colour);
  series.line_width = 0.0;
  series.symbol = Symbol::circle;
  return series;
}

Series line(const std::string& name, std::size_t colour) {
  Series series;
  series.name = name;
  series.colour = categorical(colour);
  return series;
}

template <class Value>
Series along(Series series, const std::vector<double>& frequency, const Impedances& z, const Value& value) {
  for (std::size_t i = 0; i < z.size(); ++i) {
    series.x.push_back(frequency[i]);
    series.y.push_back(value(z[i]));
  }
  return series;
}

Series in_plane(Series series, const Impedances& z) {
  for (const auto& value : z) {
    series.x.push_back(value.real());
    series.y.push_back(-value.imag());
  }
  return series;
}

// "10 kHz", "1 Hz", "100 mHz"
std::string frequency_name(int decade) {
  constexpr std::array<std::string_view, 6> units = {"µHz", "mHz", "Hz", "kHz", "MHz", "GHz"};
  const int unit = static_cast<int>(std::floor(decade / 3.0)) + 2;
  if (unit < 0 || unit >= static_cast<int>(units.size())) {
    return fmt::format("1e{} Hz", decade);
  }
  return fmt::format("{:g} {}", std::pow(10.0, decade - 3 * (unit - 2)),
                     units[static_cast<std::size_t>(unit)]);
}

// Which side of a point is free: the curve runs clockwise around its arcs, so their inside is on its right.
PointLabel beside(const impedance::Spectrum& spectrum, std::size_t at, std::string text) {
  const auto& z = spectrum.impedance_ohm;
  const auto along = z[std::min(at + 1, z.size() - 1)] - z[at > 0 ? at - 1 : 0];
  const double length = std::abs(along);
  const auto side = [&](double part) { return part > 0.4 * length ? 1 : part < -0.4 * length ? -1 : 0; };
  return {std::move(text), side(-along.imag()), side(-along.real())};
}

// The measured points nearest to whole powers of ten of the frequency, named where they lie apart.
Series decades(const impedance::Spectrum& spectrum) {
  constexpr double apart = 0.08;  // of the figure: a name's height
  Series series = points("whole decades of frequency", 1);
  series.symbol = Symbol::square;
  const auto& f = spectrum.frequency_Hz;
  double extent = 0.0;
  for (const auto& z : spectrum.impedance_ohm) {
    const auto from_first = z - spectrum.impedance_ohm.front();
    extent = std::max({extent, std::abs(from_first.real()), std::abs(from_first.imag())});
  }
  std::vector<std::complex<double>> named;
  const int first = static_cast<int>(std::ceil(std::log10(f.back()) - 0.05));
  const int last = static_cast<int>(std::floor(std::log10(f.front()) + 0.05));
  for (int decade = first; decade <= last; ++decade) {
    const auto nearest = std::min_element(f.begin(), f.end(), [&](double a, double b) {
      return std::abs(std::log10(a) - decade) < std::abs(std::log10(b) - decade);
    });
    if (std::abs(std::log10(*nearest) - decade) >= 0.1) {
      continue;
    }
    const auto at = static_cast<std::size_t>(nearest - f.begin());
    const auto& z = spectrum.impedance_ohm[at];
    series.x.push_back(z.real());
    series.y.push_back(-z.imag());
    const bool free = std::all_of(named.begin(), named.end(), [&](std::complex<double> other) {
      return std::abs(z - other) > apart * extent;
    });
    series.labels.push_back(beside(spectrum, at, free ? frequency_name(decade) : ""));
    if (free) {
      named.push_back(z);
    }
  }
  return series;
}

// The fitted circuit on a grid fine enough to look smooth.
struct FittedCurve {
  std::vector<double> frequency_Hz;
  Impedances impedance_ohm;
};

FittedCurve fitted_curve(const impedance::Analysis& analysis) {
  constexpr int parts = 8;
  const auto& f = analysis.fitted.frequency_Hz;
  FittedCurve curve;
  for (std::size_t i = 0; i + 1 < f.size(); ++i) {
    for (int part = 0; part < parts; ++part) {
      curve.frequency_Hz.push_back(f[i] * std::pow(f[i + 1] / f[i], static_cast<double>(part) / parts));
    }
  }
  curve.frequency_Hz.push_back(f.back());
  curve.impedance_ohm =
      impedance::Circuit::parse(analysis.fit->circuit).impedances(curve.frequency_Hz, analysis.fit->values());
  return curve;
}

Figure residual_figure(const impedance::Analysis& analysis, const std::string& prefix) {
  const auto& test = *analysis.kramers_kronig;
  Figure figure{prefix + "kramers-kronig", "Kramers-Kronig residuals",
                fmt::format("data less the chain of {} elements, relative to |Z|{}", test.elements,
                            analysis.z_hit.empty() ? "." : "; Z-HIT: |Z| less what the phase says of it.")};
  Panel panel{"", frequency_axis(), {"Residual", "%"}};
  const auto add = [&](Series series, const std::vector<double>& values) {
    series.line_width = 0.75;
    series.x = analysis.spectrum.frequency_Hz;
    for (const double value : values) {
      series.y.push_back(100.0 * value);
    }
    panel.series.push_back(std::move(series));
  };
  add(points("real part", 0), test.residual_real);
  add(points("imaginary part", 1), test.residual_imag);
  if (!analysis.z_hit.empty()) {
    auto hit = line("Z-HIT", 2);
    hit.dash = Dash::dashed;
    add(hit, analysis.z_hit);
  }
  figure.panels = {panel};
  return figure;
}

// What the circuit leaves of the data.
Figure fit_residual_figure(const impedance::Analysis& analysis, const std::string& prefix) {
  Figure figure{prefix + "fit-residuals", "Residuals of the fit",
                "data less " + analysis.fit->circuit + ", relative to |Z|."};
  Panel panel{"", frequency_axis(), {"Residual", "%"}};
  auto real = points("real part", 0);
  auto imaginary = points("imaginary part", 1);
  real.line_width = imaginary.line_width = 0.75;
  const auto& data = analysis.fitted.impedance_ohm;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const auto miss = 100.0 * (data[i] - analysis.fit->impedance_ohm[i]) / std::abs(data[i]);
    real.x.push_back(analysis.fitted.frequency_Hz[i]);
    real.y.push_back(miss.real());
    imaginary.y.push_back(miss.imag());
  }
  imaginary.x = real.x;
  panel.series = {real, imaginary};
  figure.panels = {panel};
  return figure;
}

DataTable parameter_table(const impedance::CircuitFit& fit, const std::string& prefix) {
  DataTable table{prefix + "circuit", "Circuit " + fit.circuit};
  table.caption = fmt::format("{} weights; {} of {} starts led here.", impedance::name_of(fit.weighting),
                              fit.agreeing, fit.starts);
  TableColumn name{"parameter", "Parameter"};
  TableColumn value{"value", "Value"};
  TableColumn unit{"unit", "Unit"};
  for (const auto& p : fit.parameters) {
    name.texts.push_back(p.name);
    value.values.push_back(p.value);
    value.std.push_back(p.std);
    unit.texts.push_back(p.unit);
  }
  table.columns = {name, value, unit};
  return table;
}

// What each rule for the number of elements says of the spectrum.
DataTable rules_table(const impedance::KramersKronig& test, const std::string& prefix) {
  DataTable table{prefix + "kramers-kronig-rules", "Kramers-Kronig by other rules"};
  table.caption = "The number of elements by each rule, and the largest residual with so many.";
  TableColumn rule{"rule", "Rule"};
  TableColumn elements{"elements", "Elements"};
  TableColumn largest{"max_residual_percent", "Largest residual", "%"};
  TableColumn valid{"valid", "Verdict"};
  for (const auto& verdict : test.rules) {
    rule.texts.emplace_back(impedance::name_of(verdict.rule));
    elements.values.push_back(verdict.elements);
    largest.values.push_back(100.0 * verdict.max_residual);
    valid.texts.emplace_back(verdict.valid ? "valid" : "not valid");
  }
  table.columns = {rule, elements, largest, valid};
  return table;
}

// The circuits that were tried, the best first.
DataTable search_table(const impedance::CircuitChoice& choice, const std::string& prefix) {
  DataTable table{prefix + "search", "Circuits tried"};
  table.caption =
      choice.equal > 1
          ? fmt::format("The first {} explain the data equally: their BIC differ by less than {:g}.",
                        choice.equal, impedance::CircuitChoice::decisive)
          : "The data decide for the first: the next BIC is at least 2 higher.";
  TableColumn circuit{"circuit", "Circuit"};
  TableColumn chi2{"chi2_reduced", "Reduced chi squared"};
  TableColumn bic{"bic", "BIC"};
  TableColumn bic_weight{"bic_weight", "Weight by BIC"};
  TableColumn aic{"aic", "AIC"};
  TableColumn aic_weight{"aic_weight", "Weight by AIC"};
  for (const auto& fit : choice.fits) {
    circuit.texts.push_back(fit.circuit);
    chi2.values.push_back(fit.chi2_reduced);
    bic.values.push_back(fit.bic);
    aic.values.push_back(fit.aic);
  }
  bic_weight.values = choice.bic_weights;
  aic_weight.values = choice.aic_weights;
  table.columns = {circuit, chi2, bic, bic_weight, aic, aic_weight};
  return table;
}

DataTable spectrum_table(const impedance::Spectrum& spectrum, const std::string& prefix) {
  DataTable table{prefix + "spectrum", "Spectrum"};
  TableColumn frequency{"frequency_Hz", "Frequency", "Hz"};
  TableColumn real{"z_real_ohm", "Z′", "Ω"};
  TableColumn imaginary{"z_imag_ohm", "Z″", "Ω"};
  frequency.values = spectrum.frequency_Hz;
  for (const auto& z : spectrum.impedance_ohm) {
    real.values.push_back(z.real());
    imaginary.values.push_back(z.imag());
  }
  table.columns = {frequency, real, imaginary};
  return table;
}

}  // namespace

Section impedance_section(const ImpedanceRecord& record) {
  const auto& analysis = *record.analysis;
  const auto& spectrum = analysis.spectrum;
  const std::string prefix = record.id.empty() ? "" : record.id + "-";
  Section section{record.name};
  Panel nyquist{"", {"Z′", "Ω"}, {"−Z″", "Ω"}};
  nyquist.equal_aspect = true;
  Axis modulus_axis{"|Z|", "Ω"};
  modulus_axis.scale = Scale::logarithmic;
  Panel modulus{"", frequency_axis(), modulus_axis};
  Panel phase{"", frequency_axis(), {"−Phase", "°"}};
  const auto magnitude = [](std::complex<double> z) { return std::abs(z); };
  auto measured = points("measured", 0);
  nyquist.series = {in_plane(measured, spectrum.impedance_ohm), decades(spectrum)};
  modulus.series = {along(measured, spectrum.frequency_Hz, spectrum.impedance_ohm, magnitude)};
  measured.in_legend = false;
  phase.series = {along(measured, spectrum.frequency_Hz, spectrum.impedance_ohm, degrees)};
  if (analysis.fit) {
    auto fit = line(analysis.fit->circuit, 3);
    const auto curve = fitted_curve(analysis);
    nyquist.series.push_back(in_plane(fit, curve.impedance_ohm));
    modulus.series.push_back(along(fit, curve.frequency_Hz, curve.impedance_ohm, magnitude));
    fit.in_legend = false;
    phase.series.push_back(along(fit, curve.frequency_Hz, curve.impedance_ohm, degrees));
  }
  Figure plane{prefix + "nyquist", "Nyquist",
               "impedance in the complex plane, the negative imaginary part upwards."};
  plane.panels = {nyquist};
  Figure bode{prefix + "bode", "Bode", "magnitude and phase of the impedance over frequency."};
  bode.panels = {modulus, phase};
  bode.columns = 2;
  bode.width = Width::full;
  section.figures = {plane, bode};
  if (analysis.kramers_kronig) {
    const auto& test = *analysis.kramers_kronig;
    section.key_numbers.push_back({"Largest Kramers-Kronig residual", 100.0 * test.max_residual, std::nan(""),
                                   "%", test.valid ? "valid" : "not valid", 2});
    for (const auto& reason : test.reasons) {
      section.paragraphs.push_back("Kramers-Kronig: " + reason + ".");
    }
    section.figures.push_back(residual_figure(analysis, prefix));
  }
  if (analysis.fit) {
    section.key_numbers.push_back({"Reduced chi squared", analysis.fit->chi2_reduced, std::nan(""), "",
                                   std::string(impedance::name_of(analysis.fit->weighting)) + " weights", 3});
    section.figures.push_back(fit_residual_figure(analysis, prefix));
    section.tables.push_back(parameter_table(*analysis.fit, prefix));
  }
  if (analysis.choice) {
    section.tables.push_back(search_table(*analysis.choice, prefix));
  }
  if (analysis.kramers_kronig) {
    section.tables.push_back(rules_table(*analysis.kramers_kronig, prefix));
  }
  section.tables.push_back(spectrum_table(spectrum, prefix));
  return section;
}

Document impedance_document(std::span<const ImpedanceRecord> records, const std::vector<InputFile>& inputs,
                            const std::vector<std::string>& warnings, const Json& result) {
  Document document = command_document("nacre eis", inputs, warnings, result);
  document.title = records.size() == 1 ? "Impedance of " + records.front().name
                                       : fmt::format("Impedance: {} spectra", records.size());
  document.description = "Impedance spectra from the instrument's file, judged and fitted.";
  for (const auto& record : records) {
    document.sections.push_back(impedance_section(record));
  }
  Method method{"Impedance"};
  method.paragraphs = {
      "Kramers-Kronig: a chain of elements R/(1 + jωτ) with series L and C where they lower the Bayesian "
      "information "
      "criterion, rows weighted with 1/|Z| (Schönleber et al. 2014, 10.1016/j.electacta.2014.01.034). Z-HIT: "
      "the modulus from the phase (Ehm et al. 2000).",
      "Circuits: complex nonlinear least squares with exact derivatives from several starts; uncertainties "
      "from the "
      "covariance at the minimum."};
  document.methods = {method};
  return document;
}

}  // namespace nacre::report
