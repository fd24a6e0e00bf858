#include "nacre/impedance/kramers_kronig.hpp"

#include <fmt/core.h>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>

#include "nacre/base/error.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/impedance/dual.hpp"
#include "nacre/numerics/statistics.hpp"

namespace nacre::impedance {
namespace {

constexpr std::array<std::string_view, 6> rules = {"mu",   "bic",       "leave_one_out",
                                                   "norm", "curvature", "sign_changes"};

// "Very strong" evidence between two models (Kass and Raftery 1995, 10.1080/01621459.1995.10476572): chains
// whose BIC lies further above the least are too short.
constexpr double very_strong = 10.0;

// Frequencies below which a chain can bend to almost anything.
constexpr std::size_t few = 15;

int most_elements(const Spectrum& spectrum, const KramersKronigOptions& options) {
  // With R, L and C fewer columns than numbers, always.
  return std::min(options.most_elements, static_cast<int>(spectrum.size()));
}

bool needs_scores(ElementRule rule) { return rule != ElementRule::mu && rule != ElementRule::bic; }

// The chain that a rule takes, of chains with 1, 2, 3, ... elements.
const Chain& chosen(const std::vector<Chain>& chains, ElementRule rule, double mu_limit) {
  if (rule == ElementRule::mu) {
    const auto first =
        std::find_if(chains.begin(), chains.end(), [&](const Chain& c) { return c.mu < mu_limit; });
    return first == chains.end() ? chains.back() : *first;
  }
  const auto by = [](double Chain::*number) {
    return [number](const Chain& a, const Chain& b) { return a.*number < b.*number; };
  };
  const auto least = std::min_element(chains.begin(), chains.end(), by(&Chain::bic));
  const auto enough = std::find_if(chains.begin(), chains.end(),
                                   [&](const Chain& c) { return c.bic <= least->bic + very_strong; });
  switch (rule) {
    case ElementRule::leave_one_out:
      return *std::min_element(chains.begin(), chains.end(), by(&Chain::press));
    case ElementRule::norm:
      return *std::min_element(enough, chains.end(), by(&Chain::norm));
    case ElementRule::curvature:
      return *std::min_element(enough, chains.end(), by(&Chain::curvature));
    case ElementRule::sign_changes:
      return *std::min_element(enough, chains.end(), [](const Chain& a, const Chain& b) {
        return std::pair(a.sign_changes, a.sum_of_squares) < std::pair(b.sign_changes, b.sum_of_squares);
      });
    default:
      return *least;
  }
}

std::vector<Chain> chains_of(const Spectrum& spectrum, const KramersKronigOptions& options, ChainShape shape,
                             bool scored) {
  std::vector<Chain> chains;
  const int most = most_elements(spectrum, options);
  for (shape.elements = 1; shape.elements <= most; ++shape.elements) {
    chains.push_back(fit_chain(spectrum, shape, scored));
  }
  return chains;
}

Chain find_chain(const Spectrum& spectrum, const KramersKronigOptions& options, ChainShape shape) {
  if (options.rule != ElementRule::mu) {
    return chosen(chains_of(spectrum, options, shape, needs_scores(options.rule)), options.rule,
                  options.mu_limit);
  }
  const int most = most_elements(spectrum, options);
  for (shape.elements = 1;; ++shape.elements) {
    auto chain = fit_chain(spectrum, shape, false);
    if (chain.mu < options.mu_limit || shape.elements == most) {
      return chain;
    }
  }
}

double largest_residual(const Spectrum& spectrum, const Chain& chain) {
  double largest = 0.0;
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    const Complex miss = spectrum.impedance_ohm[i] - chain.impedance_ohm[i];
    const double larger = std::max(std::abs(miss.real()), std::abs(miss.imag()));
    largest = std::max(largest, larger / std::abs(spectrum.impedance_ohm[i]));
  }
  return largest;
}

// With and without L and C: the least BIC.
Chain best_chain(const Spectrum& spectrum, const KramersKronigOptions& options,
                 Representation representation) {
  std::optional<Chain> best;
  for (const bool inductance : {false, true}) {
    for (const bool capacitance : {false, true}) {
      auto chain = find_chain(spectrum, options, {representation, 1, inductance, capacitance});
      if (!best || chain.bic < best->bic) {
        best = std::move(chain);
      }
    }
  }
  return std::move(*best);
}

// The same, and with more elements where mu stopped too early.
Chain followed_chain(const Spectrum& spectrum, const KramersKronigOptions& options,
                     Representation representation) {
  auto chain = best_chain(spectrum, options, representation);
  const double largest = largest_residual(spectrum, chain);
  if (options.rule == ElementRule::mu && !(largest <= options.tolerance)) {
    auto longer = options;
    longer.rule = ElementRule::bic;
    if (auto again = best_chain(spectrum, longer, representation);
        largest_residual(spectrum, again) < largest) {
      return again;
    }
  }
  return chain;
}

// Probability of at most so many runs of one sign among numbers of random sign (Wald and Wolfowitz 1940,
// normal approximation).
double probability_of_runs(const std::vector<double>& values) {
  double positive = 0.0;
  double negative = 0.0;
  double runs = 1.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    (values[i] > 0.0 ? positive : negative) += 1.0;
    runs += i > 0 && (values[i] > 0.0) != (values[i - 1] > 0.0) ? 1.0 : 0.0;
  }
  const double n = positive + negative;
  const double pairs = 2.0 * positive * negative;
  const double mean = pairs / n + 1.0;
  const double variance = pairs * (pairs - n) / (n * n * (n - 1.0));
  if (!(variance > 0.0)) {
    return 1.0;
  }
  return 0.5 * std::erfc(-(runs + 0.5 - mean) / std::sqrt(2.0 * variance));
}

void ask_all_rules(const Spectrum& spectrum, const KramersKronigOptions& options, const ChainShape& shape,
                   KramersKronig& result) {
  const auto chains = chains_of(spectrum, options, shape, true);
  int agreeing = 0;
  for (std::size_t k = 0; k < rules.size(); ++k) {
    const auto rule = static_cast<ElementRule>(k);
    const auto& chain = chosen(chains, rule, options.mu_limit);
    const double largest = largest_residual(spectrum, chain);
    const bool valid = largest <= options.tolerance;
    result.rules.push_back({rule, chain.shape.elements, largest, valid});
    agreeing += valid == result.valid ? 1 : 0;
  }
  result.reasons.push_back(fmt::format("{} of {} rules for the number of elements come to the same verdict",
                                       agreeing, rules.size()));
}

void judge(const Spectrum& spectrum, const KramersKronigOptions& options, KramersKronig& result) {
  result.valid = result.max_residual <= options.tolerance;
  const auto worst = [&](const std::vector<double>& residuals) {
    return static_cast<std::size_t>(
        std::max_element(residuals.begin(), residuals.end(),
                         [](double a, double b) { return std::abs(a) < std::abs(b); }) -
        residuals.begin());
  };
  const std::size_t real = worst(result.residual_real);
  const std::size_t imag = worst(result.residual_imag);
  const bool in_real = std::abs(result.residual_real[real]) >= std::abs(result.residual_imag[imag]);
  const std::size_t at = in_real ? real : imag;
  result.reasons.push_back(
      fmt::format("largest residual {:.2g} % of |Z|, in the {} part at {:.3g} Hz; limit {:g} %",
                  100.0 * result.max_residual, in_real ? "real" : "imaginary", spectrum.frequency_Hz[at],
                  100.0 * options.tolerance));
  if (result.representation == Representation::admittance) {
    result.reasons.emplace_back(
        "valid as an admittance, not as an impedance: the cell is steady under voltage control only");
  }
  if (result.runs_probability < 1e-3) {
    result.reasons.emplace_back(
        "the residuals follow each other instead of scattering: the chain misses something systematic");
  }
  if (spectrum.size() < few) {
    result.reasons.push_back(fmt::format("{} frequencies are few: only large errors show", spectrum.size()));
  }
  // Four times: of some hundred random numbers one in a hundred sets has a larger one.
  if (!result.valid && result.runs_probability > 0.05 && result.max_residual < 4.0 * result.rms_residual) {
    result.reasons.push_back(
        fmt::format("the residuals scatter without a pattern: noise of {:.2g} % of |Z| explains them",
                    100.0 * result.rms_residual));
  }
  const std::size_t n = spectrum.size();
  if (!result.valid && at >= n - std::max<std::size_t>(n / 5, 1)) {
    result.reasons.emplace_back("it lies at the low-frequency end, where drift of the cell shows first");
  }
}

// Whether frequencies that were measured again came out as before: by more than the limit and than noise of
// the size of the residuals explains.
void judge_repeats(const Spectrum& spectrum, const KramersKronigOptions& options, KramersKronig& result) {
  if (spectrum.repeats.empty()) {
    return;
  }
  std::vector<double> differences;
  for (const auto& repeat : spectrum.repeats) {
    differences.push_back(repeat.difference);
  }
  const double typical = numerics::median(differences);
  const bool drifted = typical > std::max(options.tolerance, 3.0 * std::numbers::sqrt2 * result.rms_residual);
  result.valid = result.valid && !drifted;
  result.reasons.push_back(
      fmt::format("{} frequencies measured again differ by {:.2g} % of |Z| on the median{}",
                  differences.size(), 100.0 * typical, drifted ? ": the cell drifted" : ""));
}

}  // namespace

ElementRule parse_element_rule(std::string_view name) {
  const auto found = std::find(rules.begin(), rules.end(), name);
  if (found == rules.end()) {
    throw UsageError(fmt::format("there is no rule '{}' for the number of elements", name),
                     spelling_advice(name, rules, "rules"));
  }
  return static_cast<ElementRule>(found - rules.begin());
}

std::string_view name_of(ElementRule rule) { return rules[static_cast<std::size_t>(rule)]; }

KramersKronig kramers_kronig(const Spectrum& spectrum, const KramersKronigOptions& options) {
  if (spectrum.size() < 5) {
    throw UsageError(fmt::format("{} frequencies are too few for a Kramers-Kronig test", spectrum.size()),
                     "measure at least 5");
  }
  auto chain = followed_chain(spectrum, options, Representation::impedance);
  if (const double largest = largest_residual(spectrum, chain); !(largest <= options.tolerance)) {
    auto other = followed_chain(spectrum, options, Representation::admittance);
    if (largest_residual(spectrum, other) <= std::min(options.tolerance, largest / 3.0)) {
      chain = std::move(other);
    }
  }
  KramersKronig result;
  result.representation = chain.shape.representation;
  result.elements = chain.shape.elements;
  result.inductance = chain.shape.inductance;
  result.capacitance = chain.shape.capacitance;
  result.mu = chain.mu;
  result.impedance_ohm = chain.impedance_ohm;
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    const Complex miss =
        (spectrum.impedance_ohm[i] - chain.impedance_ohm[i]) / std::abs(spectrum.impedance_ohm[i]);
    result.residual_real.push_back(miss.real());
    result.residual_imag.push_back(miss.imag());
    result.rms_residual += std::norm(miss);
  }
  result.max_residual = largest_residual(spectrum, chain);
  result.rms_residual = std::sqrt(result.rms_residual / (2.0 * static_cast<double>(spectrum.size())));
  result.runs_probability =
      std::min(probability_of_runs(result.residual_real), probability_of_runs(result.residual_imag));
  judge(spectrum, options, result);
  ask_all_rules(spectrum, options, chain.shape, result);
  judge_repeats(spectrum, options, result);
  return result;
}

std::vector<double> z_hit(const Spectrum& spectrum) {
  const std::size_t n = spectrum.size();
  if (n < 8) {
    throw UsageError(fmt::format("{} frequencies are too few for Z-HIT", n), "measure at least 8");
  }
  std::vector<double> x(n);  // ln w
  std::vector<double> phase(n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = std::log(2.0 * std::numbers::pi * spectrum.frequency_Hz[i]);
    phase[i] = std::arg(spectrum.impedance_ohm[i]);
  }
  // Value and slope of the phase at each point, from a parabola through it and two neighbours on each side.
  std::vector<double> value(n);
  std::vector<double> slope(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t first = std::min(i < 2 ? 0 : i - 2, n - 5);
    Eigen::Matrix<double, 5, 3> a;
    Eigen::Matrix<double, 5, 1> b;
    for (std::size_t k = 0; k < 5; ++k) {
      const double d = x[first + k] - x[i];
      a.row(static_cast<Eigen::Index>(k)) << 1.0, d, d * d;
      b[static_cast<Eigen::Index>(k)] = phase[first + k];
    }
    const Eigen::Vector3d p = a.colPivHouseholderQr().solve(b);
    value[i] = p[0];
    slope[i] = p[1];
  }
  std::vector<double> from_phase(n);
  double integral = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0) {
      // The trapezoid with the correction of its ends (Euler and Maclaurin).
      const double h = x[i] - x[i - 1];
      integral += 0.5 * h * (value[i] + value[i - 1]) - h * h / 12.0 * (slope[i] - slope[i - 1]);
    }
    from_phase[i] = 2.0 / std::numbers::pi * integral - std::numbers::pi / 6.0 * slope[i];
  }
  double offset = 0.0;
  const std::size_t third = n / 3;
  for (std::size_t i = third; i < n - third; ++i) {
    offset += std::log(std::abs(spectrum.impedance_ohm[i])) - from_phase[i];
  }
  offset /= static_cast<double>(n - 2 * third);
  std::vector<double> deviation(n);
  for (std::size_t i = 0; i < n; ++i) {
    deviation[i] = std::abs(spectrum.impedance_ohm[i]) / std::exp(from_phase[i] + offset) - 1.0;
  }
  return deviation;
}

}  // namespace nacre::impedance
