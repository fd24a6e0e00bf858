#include "nacre/impedance/drt_analysis.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/impedance/lambda_rule.hpp"

namespace nacre::impedance {
namespace {

constexpr double least_share = 0.01;  // of the largest gamma, for a peak

double chosen_lambda(const TikhonovProblem& problem, const std::string& text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) {
    return value;
  }
  std::vector<std::string_view> names = {"auto"};
  for (const auto rule : lambda_rules()) {
    if (name(rule) == text) {
      return choose_lambda(problem, rule).lambda;
    }
    names.push_back(name(rule));
  }
  throw UsageError("lambda is a positive number, auto or a rule, not '" + text + "'",
                   spelling_advice(text, names, "rules"));
}

DrtAnalysis by_default(const Spectrum& spectrum) {
  const Drt found = drt(spectrum);
  DrtAnalysis result;
  result.method = "smooth logarithm";
  result.lambda = found.lambda;
  result.ohmic_ohm = found.ohmic_ohm;
  result.inductance_H = found.inductance_H;
  result.series_capacitance_F = found.series_capacitance_F;
  result.polarization_ohm = found.polarization_ohm;
  result.tau_s = found.tau_s;
  result.gamma_ohm = found.gamma_ohm;
  result.gamma_lower_ohm = found.gamma_lower_ohm;
  result.gamma_upper_ohm = found.gamma_upper_ohm;
  result.converged = found.converged;
  const auto peaks = drt_peaks(spectrum, found, least_share);
  result.peaks = peaks.peaks;
  result.warnings = found.warnings;
  if (!peaks.peaks.empty() && !peaks.fitted) {
    result.warnings.emplace_back("the mixture of ZARCs did not settle: peaks are read from gamma");
  }
  return result;
}

DrtAnalysis by_tikhonov(const Spectrum& spectrum, const DrtRequest& request) {
  const TikhonovProblem problem(spectrum, request.tikhonov);
  const auto found = tikhonov(problem, chosen_lambda(problem, request.lambda));
  auto printed = distribution(problem, found);
  DrtAnalysis result;
  result.method = "Tikhonov";
  result.lambda = found.lambda;
  result.ohmic_ohm = found.ohmic_ohm;
  result.inductance_H = found.inductance_H;
  for (std::size_t i = 1; i < printed.tau_s.size(); ++i) {
    result.polarization_ohm += 0.5 * (printed.gamma_ohm[i] + printed.gamma_ohm[i - 1]) *
                               std::log(printed.tau_s[i] / printed.tau_s[i - 1]);
  }
  result.peaks = distribution_peaks(printed.tau_s, printed.gamma_ohm, least_share);
  result.tau_s = std::move(printed.tau_s);
  result.gamma_ohm = std::move(printed.gamma_ohm);
  return result;
}

Json to_json(const DrtPeak& peak) {
  return {{"tau_s", peak.tau_s},
          {"tau_std_s", peak.tau_std_s},
          {"resistance_ohm", peak.resistance_ohm},
          {"resistance_std_ohm", peak.resistance_std_ohm},
          {"capacitance_F", peak.capacitance_F},
          {"capacitance_std_F", peak.capacitance_std_F},
          {"exponent", peak.exponent},
          {"exponent_std", peak.exponent_std}};
}

}  // namespace

DrtAnalysis analyse_drt(const Spectrum& spectrum, const DrtRequest& request) {
  auto result = request.lambda == "auto" ? by_default(spectrum) : by_tikhonov(spectrum, request);
  result.warnings.insert(result.warnings.begin(), spectrum.warnings.begin(), spectrum.warnings.end());
  return result;
}

Json to_json(const DrtAnalysis& analysis) {
  Json json{{"method", analysis.method},       {"lambda", analysis.lambda},
            {"ohmic_ohm", analysis.ohmic_ohm}, {"inductance_H", analysis.inductance_H},
            {"series_capacitance_F", nullptr}, {"polarization_ohm", analysis.polarization_ohm},
            {"tau_s", analysis.tau_s},         {"gamma_ohm", analysis.gamma_ohm}};
  if (std::isfinite(analysis.series_capacitance_F)) {
    json["series_capacitance_F"] = analysis.series_capacitance_F;
  }
  if (!analysis.gamma_lower_ohm.empty()) {
    json["gamma_lower_ohm"] = analysis.gamma_lower_ohm;
    json["gamma_upper_ohm"] = analysis.gamma_upper_ohm;
  }
  json["peaks"] = Json::array();
  for (const auto& peak : analysis.peaks) {
    json["peaks"].push_back(to_json(peak));
  }
  json["converged"] = analysis.converged;
  return json;
}

}  // namespace nacre::impedance
