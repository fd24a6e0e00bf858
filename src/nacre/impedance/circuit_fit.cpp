#include "nacre/impedance/circuit_fit.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>

#include "nacre/base/error.hpp"
#include "nacre/base/spelling.hpp"
#include "nacre/impedance/circuit_start.hpp"
#include "nacre/numerics/constrained_least_squares.hpp"

namespace nacre::impedance {
namespace {

using Complex = std::complex<double>;
constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<std::string_view, 4> weightings = {"unit", "modulus", "proportional", "boukamp"};

// Weights of the real and the imaginary part of every point.
std::vector<Complex> weights_of(Weighting weighting, const std::vector<Complex>& data,
                                const std::vector<Complex>& fit) {
  std::vector<Complex> weights;
  weights.reserve(data.size());
  for (std::size_t i = 0; i < data.size(); ++i) {
    const double modulus = std::abs(weighting == Weighting::modulus ? fit[i] : data[i]);
    switch (weighting) {
      case Weighting::unit:
        weights.emplace_back(1.0, 1.0);
        break;
      case Weighting::proportional:
        weights.emplace_back(1.0 / std::max(std::abs(data[i].real()), 1e-3 * modulus),
                             1.0 / std::max(std::abs(data[i].imag()), 1e-3 * modulus));
        break;
      default:
        weights.emplace_back(1.0 / modulus, 1.0 / modulus);
    }
  }
  return weights;
}

// The problem in the numbers that are searched: logarithms of positive parameters, exponents as they are.
class Search {
 public:
  Search(const Spectrum& spectrum, const Circuit& circuit, const std::vector<Ordering>& orderings,
         const std::vector<Complex>& weights)
      : spectrum_(spectrum), circuit_(circuit), orderings_(orderings), weights_(weights) {
    const auto& parameters = circuit.parameters();
    for (std::size_t k = 0; k < parameters.size(); ++k) {
      if (!parameters[k].fixed) {
        free_.push_back(k);
      }
    }
    at_.resize(parameters.size());
    z_.resize(spectrum.size());
    slopes_.resize(spectrum.size() * parameters.size());
    problem_.residuals = 2 * spectrum.size();
    for (const std::size_t k : free_) {
      const auto& p = parameters[k];
      problem_.lower.push_back(logarithmic(k) ? std::log(p.lower) : std::max(p.lower, 0.01));  // -inf: none
      problem_.upper.push_back(logarithmic(k) ? std::log(p.upper) : p.upper);
    }
    problem_.evaluate = [this](const double* x, double* residuals, double* jacobian) {
      return evaluate(x, residuals, jacobian);
    };
    problem_.inequalities = orderings.size();
    problem_.constrain = [this](const double* x, double* margins, double* slopes) {
      constrain(x, margins, slopes);
    };
  }

  std::size_t size() const { return free_.size(); }
  const std::vector<std::size_t>& free() const { return free_; }
  bool logarithmic(std::size_t parameter) const {
    return circuit_.parameters()[parameter].role != Role::exponent;
  }

  numerics::ConstrainedResult follow(const std::vector<double>& start, int iterations) {
    problem_.iterations = iterations;
    problem_.start.clear();
    for (const std::size_t k : free_) {
      problem_.start.push_back(logarithmic(k) ? std::log(start[k]) : start[k]);
    }
    at_ = start;
    return numerics::constrained_least_squares(problem_);
  }

  // Whether every parameter has an uncertainty, and a positive one an uncertainty below its value; one at a
  // limit needs none.
  bool determined(const numerics::LeastSquaresResult& found) const {
    for (std::size_t j = 0; j < free_.size(); ++j) {
      if (!at_limit(j, found.parameters[j]) && !(found.std[j] < 1.0)) {
        return false;
      }
    }
    return true;
  }

  // Whether free parameter j lies on one of its limits, as searched.
  bool at_limit(std::size_t j, double x) const { return x <= problem_.lower[j] || x >= problem_.upper[j]; }

  std::vector<double> parameters(const std::vector<double>& x) {
    unpack(x.data());
    return at_;
  }

 private:
  void unpack(const double* x) {
    for (std::size_t j = 0; j < free_.size(); ++j) {
      at_[free_[j]] = logarithmic(free_[j]) ? std::exp(x[j]) : x[j];
    }
  }

  bool evaluate(const double* x, double* residuals, double* jacobian) {
    unpack(x);
    const std::size_t points = spectrum_.size();
    circuit_.evaluate(spectrum_.frequency_Hz, at_, z_.data(), slopes_.data());
    double sum = 0.0;  // finite only where all are
    for (std::size_t i = 0; i < points; ++i) {
      const Complex miss = z_[i] - spectrum_.impedance_ohm[i];
      residuals[2 * i] = weights_[i].real() * miss.real();
      residuals[2 * i + 1] = weights_[i].imag() * miss.imag();
      sum += residuals[2 * i] + residuals[2 * i + 1];
    }
    for (const std::size_t k : free_) {
      const double scale = logarithmic(k) ? at_[k] : 1.0;
      const Complex* slope = &slopes_[k * points];
      for (std::size_t i = 0; i < points; ++i) {
        *jacobian++ = weights_[i].real() * scale * slope[i].real();
        *jacobian++ = weights_[i].imag() * scale * slope[i].imag();
        sum += jacobian[-2] + jacobian[-1];
      }
    }
    return std::isfinite(sum);
  }

  void constrain(const double* x, double* margins, double* slopes) {
    unpack(x);
    std::vector<double> by_logarithm;
    for (const auto& ordering : orderings_) {
      *margins++ = ordering.margin(at_, by_logarithm);
      for (const std::size_t k : free_) {
        *slopes++ = by_logarithm[k] / (logarithmic(k) ? 1.0 : at_[k]);
      }
    }
  }

  const Spectrum& spectrum_;
  const Circuit& circuit_;
  const std::vector<Ordering>& orderings_;
  const std::vector<Complex>& weights_;
  numerics::ConstrainedProblem problem_;
  std::vector<std::size_t> free_;
  std::vector<double> at_;
  std::vector<Complex> z_;
  std::vector<Complex> slopes_;
};

// A minimum whose parameters the data determine is preferred to one where they do not, up to so many times
// its sum of squares: beyond, it does not follow the data.
constexpr double most_passed_over = 2.0;

// Steps: most starts arrive in 20 to 60; those that creep along a valley go on only where they lead furthest.
constexpr int to_tell_apart = 60;
constexpr int to_the_end = 400;

struct Minimum {
  std::vector<double> parameters;
  numerics::ConstrainedResult found;
  int followers = 1;  // starts that led here
};

// Where the starts lead to, the least sum of squares first, those within 1 % of each other once.
std::vector<Minimum> distinct(Search& search, const std::vector<std::vector<double>>& starts) {
  std::vector<Minimum> all;
  for (const auto& start : starts) {
    Minimum minimum;
    minimum.found = search.follow(start, starts.size() == 1 ? to_the_end : to_tell_apart);
    minimum.parameters = search.parameters(minimum.found.parameters);
    all.push_back(std::move(minimum));
  }
  std::stable_sort(all.begin(), all.end(), [](const Minimum& a, const Minimum& b) {
    return a.found.sum_of_squares < b.found.sum_of_squares;
  });
  std::vector<Minimum> result;
  for (auto& minimum : all) {
    if (result.empty() || minimum.found.sum_of_squares > 1.01 * result.back().found.sum_of_squares) {
      result.push_back(std::move(minimum));
    } else {
      ++result.back().followers;
    }
  }
  return result;
}

// Puts branches of one shape in the order of their time constants.
void order_twins(const Circuit& circuit, CircuitFit& fit) {
  for (const auto& twins : circuit.twins()) {
    std::vector<std::size_t> order(twins.first.size());
    std::iota(order.begin(), order.end(), 0U);
    std::vector<double> times;
    for (const std::size_t first : twins.first) {
      times.push_back(time_constant(circuit, fit.values(), first, twins.length));
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return times[a] < times[b]; });
    std::vector<Eigen::Index> places(fit.parameters.size());
    std::iota(places.begin(), places.end(), 0);
    const auto before = fit.parameters;
    for (std::size_t k = 0; k < order.size(); ++k) {
      for (std::size_t j = 0; j < twins.length; ++j) {
        const std::size_t to = twins.first[k] + j;
        const std::size_t from = twins.first[order[k]] + j;
        fit.parameters[to] = before[from];
        fit.parameters[to].name = before[to].name;
        places[to] = static_cast<Eigen::Index>(from);
      }
    }
    const Eigen::MatrixXd correlation = fit.correlation(places, places);
    fit.correlation = correlation;
  }
}

void describe(const Circuit& circuit, const Search& search, const numerics::LeastSquaresResult& found,
              const std::vector<double>& values, CircuitFit& fit) {
  const auto n = static_cast<Eigen::Index>(values.size());
  fit.correlation.setConstant(n, n, none);
  for (std::size_t k = 0; k < values.size(); ++k) {
    const auto& p = circuit.parameters()[k];
    fit.parameters.push_back({p.name, p.unit, values[k], none, p.fixed, false});
  }
  const auto& free = search.free();
  for (std::size_t j = 0; j < free.size(); ++j) {
    auto& parameter = fit.parameters[free[j]];
    parameter.std = found.std[j] * (search.logarithmic(free[j]) ? parameter.value : 1.0);
    parameter.at_limit = search.at_limit(j, found.parameters[j]);
    for (std::size_t i = 0; i < free.size(); ++i) {
      fit.correlation(static_cast<Eigen::Index>(free[j]), static_cast<Eigen::Index>(free[i])) =
          found.covariance(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(i)) /
          (found.std[j] * found.std[i]);
    }
  }
}

}  // namespace

Weighting parse_weighting(std::string_view name) {
  const auto found = std::find(weightings.begin(), weightings.end(), name);
  if (found == weightings.end()) {
    throw UsageError(fmt::format("there is no weighting '{}'", name),
                     spelling_advice(name, weightings, "weightings"));
  }
  return static_cast<Weighting>(found - weightings.begin());
}

std::string_view name_of(Weighting weighting) { return weightings[static_cast<std::size_t>(weighting)]; }

void CircuitFitOptions::validate(const Circuit& circuit) const {
  if (!start.empty() && start.size() != circuit.parameters().size()) {
    throw UsageError(fmt::format("{} starting values for the {} parameters of {}", start.size(),
                                 circuit.parameters().size(), circuit.text()),
                     "give one per parameter, in the circuit's order, or none");
  }
  for (std::size_t k = 0; k < start.size(); ++k) {
    if (!(start[k] > 0.0) || !std::isfinite(start[k])) {
      throw UsageError(
          fmt::format("the starting value {} of {} is not positive", start[k], circuit.parameters()[k].name));
    }
  }
  if (starts < 1 || starts > 1000) {
    throw UsageError(fmt::format("{} starts: 1 to 1000 can be followed", starts));
  }
}

std::vector<double> CircuitFit::values() const {
  std::vector<double> result;
  result.reserve(parameters.size());
  for (const auto& p : parameters) {
    result.push_back(p.value);
  }
  return result;
}

CircuitFit fit_circuit(const Spectrum& spectrum, const Circuit& circuit, const CircuitFitOptions& options) {
  options.validate(circuit);
  const auto begin = std::chrono::steady_clock::now();
  const auto& data = spectrum.impedance_ohm;
  auto weights = weights_of(options.weighting, data, data);
  Search search(spectrum, circuit, options.orderings, weights);
  if (2 * spectrum.size() <= search.size()) {
    throw UsageError(fmt::format("{} points cannot determine the {} free parameters of {}", spectrum.size(),
                                 search.size(), circuit.text()),
                     "fix some (--set R1=5f, or R{R=5f}), or take a smaller circuit");
  }
  auto starts = options.start.empty() ? circuit_starts(spectrum, circuit, weights, options.starts)
                                      : std::vector<std::vector<double>>{options.start};
  for (auto& start : starts) {
    for (std::size_t k = 0; k < start.size(); ++k) {
      start[k] = circuit.parameters()[k].fixed ? circuit.parameters()[k].start : start[k];
    }
  }
  auto minima = distinct(search, starts);
  // The weights of a pass come from the fit before it; no pass more where they come from the data.
  const int passes = options.weighting == Weighting::modulus ? 6 : 0;
  std::optional<Minimum> best;
  std::optional<Minimum> lower;  // a minimum that leaves parameters undetermined
  for (auto& minimum : minima) {
    if (!minimum.found.converged) {
      minimum.found = search.follow(minimum.parameters, to_the_end);
      minimum.parameters = search.parameters(minimum.found.parameters);
    }
    for (int pass = 0; pass < passes; ++pass) {
      weights =
          weights_of(options.weighting, data, circuit.impedances(spectrum.frequency_Hz, minimum.parameters));
      minimum.found = search.follow(minimum.parameters, to_the_end);
      minimum.parameters = search.parameters(minimum.found.parameters);
    }
    if (lower && minimum.found.sum_of_squares > most_passed_over * lower->found.sum_of_squares) {
      break;
    }
    if (search.determined(minimum.found)) {
      best = minimum;
      break;
    }
    if (!lower) {
      lower = minimum;
    }
  }
  CircuitFit fit;
  if (!best) {
    best = lower;
  } else if (lower && lower->found.sum_of_squares < best->found.sum_of_squares) {
    fit.note = fmt::format(
        "another minimum of {} has a sum of squares {:.0f} % lower, but the data do not determine all "
        "of its parameters: a smaller circuit would say the same",
        circuit.text(), 100.0 * (1.0 - lower->found.sum_of_squares / best->found.sum_of_squares));
  }
  const auto& found = best->found;
  fit.circuit = circuit.text();
  fit.weighting = options.weighting;
  fit.starts = static_cast<int>(starts.size());
  fit.agreeing = best->followers;
  fit.converged = found.converged;
  fit.reason = found.reason;
  fit.sum_of_squares = found.sum_of_squares;
  const double numbers = 2.0 * static_cast<double>(spectrum.size());
  const double count = static_cast<double>(search.size());
  fit.chi2_reduced = fit.sum_of_squares / (numbers - count);
  const double likelihood = numbers * std::log(std::max(fit.sum_of_squares, 1e-300) / numbers);
  fit.aic = likelihood + 2.0 * (count + 1.0) * numbers / std::max(numbers - count - 2.0, 1.0);
  fit.bic = likelihood + (count + 1.0) * std::log(numbers);
  describe(circuit, search, found, best->parameters, fit);
  fit.impedance_ohm = circuit.impedances(spectrum.frequency_Hz, best->parameters);
  for (const std::size_t k : found.active) {
    fit.held_by.push_back(options.orderings[k].text());
  }
  if (options.orderings.empty()) {
    order_twins(circuit, fit);
  }
  fit.milliseconds =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  return fit;
}

CircuitChoice choose_circuit(const Spectrum& spectrum, const std::vector<Circuit>& candidates,
                             const CircuitFitOptions& options) {
  CircuitChoice choice;
  for (const auto& circuit : candidates) {
    if (circuit.parameters().size() < 2 * spectrum.size()) {
      choice.fits.push_back(fit_circuit(spectrum, circuit, options));
    }
  }
  if (choice.fits.empty()) {
    throw UsageError(fmt::format("{} points are too few for any of the circuits", spectrum.size()));
  }
  std::stable_sort(choice.fits.begin(), choice.fits.end(),
                   [](const CircuitFit& a, const CircuitFit& b) { return a.bic < b.bic; });
  while (choice.equal < choice.fits.size() &&
         choice.fits[choice.equal].bic - choice.fits.front().bic < CircuitChoice::decisive) {
    ++choice.equal;
  }
  const auto weights = [&](double CircuitFit::*criterion) {
    double least = std::numeric_limits<double>::infinity();
    for (const auto& fit : choice.fits) {
      least = std::min(least, fit.*criterion);
    }
    std::vector<double> result;
    for (const auto& fit : choice.fits) {
      result.push_back(std::exp(-0.5 * (fit.*criterion - least)));
    }
    const double sum = std::accumulate(result.begin(), result.end(), 0.0);
    std::for_each(result.begin(), result.end(), [&](double& weight) { weight /= sum; });
    return result;
  };
  choice.aic_weights = weights(&CircuitFit::aic);
  choice.bic_weights = weights(&CircuitFit::bic);
  return choice;
}

std::vector<Circuit> common_circuits() {
  std::vector<Circuit> result;
  for (const auto* series : {"R0", "L0-R0"}) {
    for (const auto* tail : {"", "-W1", "-Wo1", "-Ws1", "-CPE9", "-G1"}) {
      std::string arcs;
      for (int k = 1; k <= 3; ++k) {
        arcs += fmt::format("-Zarc{}", k);
        result.push_back(Circuit::parse(series + arcs + tail));
      }
    }
    result.push_back(Circuit::parse(fmt::format("{}-G1", series)));
  }
  return result;
}

}  // namespace nacre::impedance
