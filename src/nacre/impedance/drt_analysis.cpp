#include "nacre/impedance/drt_analysis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <numbers>

#include "nacre/base/error.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/impedance/drt_model.hpp"
#include "nacre/impedance/lambda_rule.hpp"
#include "nacre/impedance/noise.hpp"

namespace nacre::impedance {
namespace {

constexpr double least_share = 0.01;  // of the largest gamma, for a peak
constexpr double least_decades = 1.5;
constexpr std::size_t loop_points = 6;  // inductive frequencies at the low end that noise does not explain

void choose_lambda(const TikhonovProblem& problem, const std::string& text, DrtAnalysis& result) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) {
    result.lambda = value;
    result.lambda_rule = "given";
    return;
  }
  std::vector<std::string_view> names = {"auto"};
  for (const auto rule : lambda_rules()) {
    if (name(rule) == text) {
      const auto choice = choose_lambda(problem, rule);
      result.lambda = choice.lambda;
      result.lambda_rule = text;
      if (choice.at_edge) {
        result.warnings.push_back(fmt::format(
            "the rule {} finds no best lambda between 1e-7 and 10: {:.2g} is an end of that range", text,
            choice.lambda));
      }
      return;
    }
    names.push_back(name(rule));
  }
  throw UsageError("lambda is a positive number, auto or a rule, not '" + text + "'",
                   spelling_advice(text, names, "rules"));
}

void add_peaks(const Spectrum& spectrum, const Drt& found, PeakShape shape, DrtAnalysis& result) {
  const auto peaks = drt_peaks(spectrum, found, least_share, shape);
  result.peaks = peaks.peaks;
  if (peaks.fitted) {
    result.peaks_chi2_reduced = peaks.chi2_reduced;
  } else if (!peaks.peaks.empty()) {
    result.warnings.emplace_back("the mixture of processes did not settle: peaks are read from gamma");
  }
}

}  // namespace

DrtAnalysis analysis_of(const Spectrum& spectrum, const Drt& found, const DrtRequest& request) {
  DrtAnalysis result;
  result.method = "smooth logarithm";
  result.lambda = found.lambda;
  result.lambda_rule = "evidence";
  result.ohmic_ohm = found.ohmic_ohm;
  result.ohmic_std_ohm = found.ohmic_std_ohm;
  result.inductance_H = found.inductance_H;
  result.inductance_loss_s = found.inductance_loss_s;
  result.series_capacitance_F = found.series_capacitance_F;
  result.polarization_ohm = found.polarization_ohm;
  result.noise = found.noise;
  result.noise_shape = found.noise_shape;
  result.tau_s = found.tau_s;
  result.gamma_ohm = found.gamma_ohm;
  if (request.bands == BandKind::laplace) {
    result.band = "Laplace";
    result.gamma_lower_ohm = found.gamma_lower_ohm;
    result.gamma_upper_ohm = found.gamma_upper_ohm;
  }
  result.converged = found.converged;
  result.warnings = found.warnings;
  add_peaks(spectrum, found, request.peaks, result);
  return result;
}

namespace {

DrtAnalysis by_default(const Spectrum& spectrum, const DrtRequest& request) {
  if (request.bands == BandKind::sampled) {
    throw UsageError("bands are sampled for Tikhonov only", "Give a lambda too, for example evidence.");
  }
  return analysis_of(spectrum, drt(spectrum, request.automatic), request);
}

// A distribution that is nowhere negative cannot follow an inductive loop.
void warn_of_loop(const Spectrum& spectrum, DrtAnalysis& result) {
  const auto& z = spectrum.impedance_ohm;
  const auto first = std::find_if(z.rbegin(), z.rend(), [](auto x) { return x.imag() <= 0.0; });
  const auto count = static_cast<std::size_t>(first - z.rbegin());
  if (count >= loop_points && count < z.size()) {
    result.warnings.push_back(
        fmt::format("the impedance is inductive below {:.3g} Hz, which a distribution without negative parts "
                    "cannot follow: --negative can",
                    spectrum.frequency_Hz[z.size() - count]));
  }
}

// What makes an answer one to be read with care, whatever the method.
void warn_of_poor_data(const Spectrum& spectrum, DrtAnalysis& result) {
  constexpr double loud = 0.03;  // of |Z|: peaks of a few percent of the polarisation are lost in it
  constexpr std::size_t few = 15;
  if (result.noise > loud) {
    result.warnings.push_back(fmt::format(
        "noise of {:.2g} % of |Z|: small processes and close ones do not show", 100.0 * result.noise));
  }
  if (spectrum.size() < few) {
    result.warnings.push_back(
        fmt::format("{} frequencies are few: each process rests on one or two of them", spectrum.size()));
  }
  const double decades = std::log10(spectrum.frequency_Hz.front() / spectrum.frequency_Hz.back());
  if (decades < least_decades) {
    result.warnings.push_back(
        fmt::format("the frequencies span {:.2g} decades only: what lies beyond is a guess", decades));
  }
}

// The frequencies that a problem uses.
Spectrum used_part(const Spectrum& spectrum, const TikhonovProblem& problem) {
  Spectrum used = spectrum;
  used.frequency_Hz.clear();
  used.impedance_ohm.clear();
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    if (std::ranges::binary_search(problem.frequency_Hz, spectrum.frequency_Hz[i], std::greater<>())) {
      used.frequency_Hz.push_back(spectrum.frequency_Hz[i]);
      used.impedance_ohm.push_back(spectrum.impedance_ohm[i]);
    }
  }
  return used;
}

// What the mixture of processes starts from, with the noise that the residuals show.
Drt as_drt(const Spectrum& used, const TikhonovProblem& problem, const TikhonovResult& found,
           const DrtAnalysis& analysis) {
  Drt drt;
  drt.ohmic_ohm = std::max(found.ohmic_ohm, 0.0);
  drt.inductance_H = std::max(found.inductance_H, 0.0);
  drt.series_capacitance_F = analysis.series_capacitance_F;
  drt.tau_s = analysis.tau_s;
  drt.gamma_ohm = analysis.gamma_ohm;
  NoiseShapes noise(used.impedance_ohm);
  const Eigen::ArrayXd residuals = problem.z - problem.a * found.all_x;
  noise.choose(residuals);
  describe_noise(used, noise, std::sqrt((residuals / noise.shape()).square().mean()), drt);
  return drt;
}

DrtAnalysis by_tikhonov(const Spectrum& spectrum, const DrtRequest& request) {
  const TikhonovProblem problem(spectrum, request.tikhonov);
  DrtAnalysis result;
  result.method = problem.negative ? "Tikhonov, either sign" : "Tikhonov";
  if (problem.centre_Hz.size() < problem.frequency_Hz.size()) {
    result.warnings.push_back(
        fmt::format("{} Gaussians for {} frequencies, of which many are nearer than {:g} per decade",
                    problem.centre_Hz.size(), problem.frequency_Hz.size(), request.tikhonov.most_per_decade));
  }
  choose_lambda(problem, request.lambda == "auto" ? "evidence" : request.lambda, result);
  const auto found = tikhonov(problem, result.lambda);
  auto printed = distribution(problem, found);
  result.ohmic_ohm = found.ohmic_ohm;
  result.inductance_H = found.inductance_H;
  if (found.elastance_per_F > 0.0) {
    result.series_capacitance_F = 1.0 / found.elastance_per_F;
  }
  for (std::size_t i = 1; i < printed.tau_s.size(); ++i) {
    result.polarization_ohm += 0.5 * (printed.gamma_ohm[i] + printed.gamma_ohm[i - 1]) *
                               std::log(printed.tau_s[i] / printed.tau_s[i - 1]);
  }
  result.tau_s = std::move(printed.tau_s);
  result.gamma_ohm = std::move(printed.gamma_ohm);
  std::vector<double> visible = result.gamma_ohm;  // of which peaks are sought
  if (problem.negative) {
    // Without a bound noise makes peaks of either sign: only what the band tells from zero counts.
    const auto bands = laplace_bands(problem, found);
    for (std::size_t i = 0; i < visible.size(); ++i) {
      visible[i] = bands.lower_ohm[i] > 0.0 || bands.upper_ohm[i] < 0.0 ? visible[i] : 0.0;
    }
  }
  if (request.bands != BandKind::none) {
    const bool sampled = request.bands == BandKind::sampled;
    auto bands = sampled ? sample_bands(problem, found, request.sampling) : laplace_bands(problem, found);
    result.band = sampled ? "sampled" : "Laplace";
    result.gamma_lower_ohm = std::move(bands.lower_ohm);
    result.gamma_upper_ohm = std::move(bands.upper_ohm);
    result.ohmic_std_ohm = problem.has_resistance ? bands.ohmic_std_ohm : std::nan("");
  }
  if (request.tikhonov.part == Part::both) {
    const auto used = used_part(spectrum, problem);
    Drt start = as_drt(used, problem, found, result);
    start.gamma_ohm = visible;
    result.noise = start.noise;
    result.noise_shape = start.noise_shape;
    add_peaks(used, start, request.peaks, result);
  } else {
    // The mixture would use the other part, too.
    result.peaks = distribution_peaks(result.tau_s, visible, least_share, request.peaks);
    result.noise = std::nan("");
  }
  return result;
}

Spectrum without_parallel_capacitance(Spectrum spectrum, double capacitance) {
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    const std::complex<double> admittance(0.0,
                                          2.0 * std::numbers::pi * spectrum.frequency_Hz[i] * capacitance);
    auto& z = spectrum.impedance_ohm[i];
    const auto cell = z / (1.0 - admittance * z);
    if (!(cell.real() >= 0.0) && z.real() >= 0.0) {
      throw InputError(
          spectrum.source,
          fmt::format("a parallel capacitance of {:g} F is more than the impedance at {:g} Hz allows",
                      capacitance, spectrum.frequency_Hz[i]),
          spectrum.label.empty() ? "" : "spectrum " + spectrum.label, "Give a smaller one.");
    }
    z = cell;
  }
  return spectrum;
}

Json to_json(const DrtPeak& peak) {
  return {{"tau_s", peak.tau_s},
          {"tau_std_s", peak.tau_std_s},
          {"resistance_ohm", peak.resistance_ohm},
          {"resistance_std_ohm", peak.resistance_std_ohm},
          {"capacitance_F", peak.capacitance_F},
          {"capacitance_std_F", peak.capacitance_std_F},
          {"exponent", peak.exponent},
          {"exponent_std", peak.exponent_std},
          {"width", peak.width},
          {"width_std", peak.width_std}};
}

}  // namespace

DrtAnalysis analyse_drt(const Spectrum& spectrum, const DrtRequest& request) {
  const double parallel = request.parallel_capacitance_F;
  if (!(parallel >= 0.0 && std::isfinite(parallel))) {
    throw UsageError(fmt::format("a parallel capacitance is not negative, found {:g} F", parallel));
  }
  const auto analyse = request.automatically() ? by_default : by_tikhonov;
  auto result = parallel > 0.0 ? analyse(without_parallel_capacitance(spectrum, parallel), request)
                               : analyse(spectrum, request);
  result.shape = request.peaks;
  if (!request.tikhonov.negative) {
    warn_of_loop(spectrum, result);
  }
  warn_of_poor_data(spectrum, result);
  result.warnings.insert(result.warnings.begin(), spectrum.warnings.begin(), spectrum.warnings.end());
  return result;
}

Json to_json(const DrtAnalysis& analysis) {
  Json json{{"method", analysis.method},
            {"lambda", analysis.lambda},
            {"lambda_rule", analysis.lambda_rule},
            {"ohmic_ohm", analysis.ohmic_ohm},
            {"ohmic_std_ohm", analysis.ohmic_std_ohm},
            {"inductance_H", analysis.inductance_H},
            {"inductance_loss_s", analysis.inductance_loss_s},
            {"series_capacitance_F", nullptr},
            {"polarization_ohm", analysis.polarization_ohm},
            {"noise", analysis.noise},
            {"noise_shape", analysis.noise_shape},
            {"tau_s", analysis.tau_s},
            {"gamma_ohm", analysis.gamma_ohm}};
  if (std::isfinite(analysis.series_capacitance_F)) {
    json["series_capacitance_F"] = analysis.series_capacitance_F;
  }
  if (!analysis.gamma_lower_ohm.empty()) {
    json["band"] = analysis.band;
    json["gamma_lower_ohm"] = analysis.gamma_lower_ohm;
    json["gamma_upper_ohm"] = analysis.gamma_upper_ohm;
  }
  json["peak_shape"] = analysis.shape == PeakShape::zarc ? "zarc" : "gaussian";
  json["peaks_chi2_reduced"] = analysis.peaks_chi2_reduced;
  json["peaks"] = Json::array();
  for (const auto& peak : analysis.peaks) {
    json["peaks"].push_back(to_json(peak));
  }
  json["converged"] = analysis.converged;
  return json;
}

}  // namespace nacre::impedance
