#include "nacre/impedance/analysis.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace nacre::impedance {
namespace {

bool has_inductance(const Circuit& circuit) {
  return std::any_of(circuit.parameters().begin(), circuit.parameters().end(),
                     [](const CircuitParameter& p) { return p.role == Role::inductance; });
}

Spectrum without_inductive(const Spectrum& spectrum) {
  Spectrum kept = spectrum;
  kept.frequency_Hz.clear();
  kept.impedance_ohm.clear();
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    if (spectrum.impedance_ohm[i].imag() <= 0.0) {
      kept.frequency_Hz.push_back(spectrum.frequency_Hz[i]);
      kept.impedance_ohm.push_back(spectrum.impedance_ohm[i]);
    }
  }
  return kept;
}

Json to_json(const KramersKronig& test) {
  std::vector<double> real;
  std::vector<double> imag;
  for (std::size_t i = 0; i < test.residual_real.size(); ++i) {
    real.push_back(100.0 * test.residual_real[i]);
    imag.push_back(100.0 * test.residual_imag[i]);
  }
  Json rules = Json::array();
  for (const auto& verdict : test.rules) {
    rules.push_back({{"rule", name_of(verdict.rule)},
                     {"elements", verdict.elements},
                     {"max_residual_percent", 100.0 * verdict.max_residual},
                     {"valid", verdict.valid}});
  }
  return {{"representation", test.representation == Representation::impedance ? "impedance" : "admittance"},
          {"elements", test.elements},
          {"mu", test.mu},
          {"max_residual_percent", 100.0 * test.max_residual},
          {"rms_residual_percent", 100.0 * test.rms_residual},
          {"valid", test.valid},
          {"series_inductance", test.inductance},
          {"series_capacitance", test.capacitance},
          {"reasons", test.reasons},
          {"rules", rules},
          {"residual_real_percent", real},
          {"residual_imag_percent", imag}};
}

Json to_json(const CircuitFit& fit) {
  Json parameters = Json::object();
  Json correlation = Json::array();
  for (std::size_t k = 0; k < fit.parameters.size(); ++k) {
    const auto& p = fit.parameters[k];
    parameters[p.name] = {
        {"value", p.value}, {"std", p.std}, {"unit", p.unit}, {"fixed", p.fixed}, {"at_limit", p.at_limit}};
    std::vector<double> row;
    for (std::size_t j = 0; j < fit.parameters.size(); ++j) {
      row.push_back(fit.correlation(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(j)));
    }
    correlation.push_back(row);
  }
  return {{"circuit", fit.circuit},
          {"weighting", name_of(fit.weighting)},
          {"parameters", parameters},
          {"correlation", correlation},
          {"chi2_reduced", fit.chi2_reduced},
          {"sum_of_squares", fit.sum_of_squares},
          {"aic", fit.aic},
          {"bic", fit.bic},
          {"points", fit.impedance_ohm.size()},
          {"held_by", fit.held_by},
          {"starts", fit.starts},
          {"starts_agreeing", fit.agreeing},
          {"converged", fit.converged},
          {"reason", fit.reason},
          {"milliseconds", fit.milliseconds}};
}

Json to_json(const CircuitChoice& choice) {
  Json result = Json::array();
  for (std::size_t k = 0; k < choice.fits.size(); ++k) {
    const auto& fit = choice.fits[k];
    result.push_back({{"circuit", fit.circuit},
                      {"free_parameters", std::count_if(fit.parameters.begin(), fit.parameters.end(),
                                                        [](const FittedParameter& p) { return !p.fixed; })},
                      {"chi2_reduced", fit.chi2_reduced},
                      {"aic", fit.aic},
                      {"aic_weight", choice.aic_weights[k]},
                      {"bic", fit.bic},
                      {"bic_weight", choice.bic_weights[k]},
                      {"equal", k < choice.equal}});
  }
  return result;
}

void say_of_fit(const CircuitFit& fit, std::vector<std::string>& warnings) {
  if (!fit.reason.empty()) {
    warnings.push_back(fmt::format("fit of {}: {}", fit.circuit, fit.reason));
  }
  std::string open;
  for (const auto& p : fit.parameters) {
    if (!p.fixed && !p.at_limit && !(p.std < p.value)) {
      open += (open.empty() ? "" : ", ") + p.name;
    }
  }
  if (!open.empty()) {
    warnings.push_back(fmt::format("the data do not determine {}: uncertain by more than the value", open));
  }
  if (!fit.note.empty()) {
    warnings.push_back(fit.note);
  }
  for (const auto& order : fit.held_by) {
    warnings.push_back(
        fmt::format("the constraint \"{}\" holds the fit: the data alone would break it", order));
  }
}

}  // namespace

Analysis analyse(const Spectrum& spectrum, const AnalysisOptions& options) {
  Analysis analysis;
  analysis.spectrum = spectrum;
  analysis.warnings = spectrum.warnings;
  if (spectrum.size() >= 5) {
    analysis.kramers_kronig = kramers_kronig(spectrum, options.kramers_kronig);
  } else {
    analysis.warnings.push_back(
        fmt::format("{} frequencies are too few for a Kramers-Kronig test", spectrum.size()));
  }
  if (spectrum.size() >= 8) {
    analysis.z_hit = z_hit(spectrum);
  }
  if (options.circuit) {
    analysis.fitted = spectrum;
    if (options.leave_out_inductive && !has_inductance(*options.circuit)) {
      analysis.fitted = without_inductive(spectrum);
      if (const std::size_t out = spectrum.size() - analysis.fitted.size(); out > 0) {
        analysis.warnings.push_back(fmt::format(
            "{} points with a positive imaginary part were left out of the fit: the circuit has no "
            "inductance (add L to keep them)",
            out));
      }
    }
    analysis.fit = fit_circuit(analysis.fitted, *options.circuit, options.fit);
    say_of_fit(*analysis.fit, analysis.warnings);
  } else if (!options.candidates.empty()) {
    analysis.fitted = spectrum;
    analysis.choice = choose_circuit(spectrum, options.candidates, options.fit);
    const auto& fits = analysis.choice->fits;
    analysis.fit = fits.front();
    say_of_fit(*analysis.fit, analysis.warnings);
    for (std::size_t k = 1; k < analysis.choice->equal; ++k) {
      analysis.warnings.push_back(fmt::format("{} explains the data as well as {} (BIC {:+.1f})",
                                              fits[k].circuit, fits.front().circuit,
                                              fits[k].bic - fits.front().bic));
    }
  }
  return analysis;
}

Json to_json(const Analysis& analysis) {
  std::vector<double> real;
  std::vector<double> imag;
  for (const auto& z : analysis.spectrum.impedance_ohm) {
    real.push_back(z.real());
    imag.push_back(z.imag());
  }
  Json result = {{"points", analysis.spectrum.size()},
                 {"label", analysis.spectrum.label},
                 {"frequency_Hz", analysis.spectrum.frequency_Hz},
                 {"z_real_ohm", real},
                 {"z_imag_ohm", imag}};
  for (const auto& condition : analysis.spectrum.conditions) {
    result["conditions"][condition.name] = condition.value;
  }
  Json repeats = Json::array();
  for (const auto& repeat : analysis.spectrum.repeats) {
    repeats.push_back(
        {{"frequency_Hz", repeat.frequency_Hz}, {"difference_percent", 100.0 * repeat.difference}});
  }
  result["repeats"] = repeats;
  result["kramers_kronig"] = analysis.kramers_kronig ? to_json(*analysis.kramers_kronig) : Json();
  std::vector<double> deviation = analysis.z_hit;
  std::transform(deviation.begin(), deviation.end(), deviation.begin(), [](double d) { return 100.0 * d; });
  result["z_hit_percent"] = deviation;
  result["fit"] = analysis.fit ? to_json(*analysis.fit) : Json();
  if (analysis.choice) {
    result["search"] = to_json(*analysis.choice);
  }
  return result;
}

}  // namespace nacre::impedance
