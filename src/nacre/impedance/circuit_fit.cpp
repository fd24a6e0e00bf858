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
#include "nacre/numerics/least_squares.hpp"

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
  Search(const Spectrum& spectrum, const Circuit& circuit, const std::vector<Complex>& weights)
      : spectrum_(spectrum), circuit_(circuit), weights_(weights) {
    const auto& parameters = circuit.parameters();
    for (std::size_t k = 0; k < parameters.size(); ++k) {
      if (!parameters[k].fixed) {
        free_.push_back(k);
      }
    }
    at_.resize(parameters.size());
    z_.resize(spectrum.size());
    slopes_.resize(spectrum.size() * parameters.size());
  }

  std::size_t size() const { return free_.size(); }
  const std::vector<std::size_t>& free() const { return free_; }
  bool logarithmic(std::size_t parameter) const {
    return circuit_.parameters()[parameter].role != Role::exponent;
  }

  numerics::LeastSquaresResult follow(const std::vector<double>& start, int iterations, double tolerance) {
    numerics::LeastSquaresProblem problem;
    problem.residuals = 2 * spectrum_.size();
    problem.tolerance = tolerance;
    problem.iterations = iterations;
    for (const std::size_t k : free_) {
      const auto& p = circuit_.parameters()[k];
      const bool logarithms = logarithmic(k);
      const double low = logarithms ? std::log(p.lower) : std::max(p.lower, 0.01);  // -infinity: none
      const double high = logarithms ? std::log(p.upper) : p.upper;
      problem.lower.push_back(low);
      problem.upper.push_back(high);
      problem.start.push_back(std::clamp(logarithms ? std::log(start[k]) : start[k], low, high));
    }
    at_ = start;
    problem.evaluate = [this](const double* x, double* residuals, double* jacobian) {
      return evaluate(x, residuals, jacobian);
    };
    return numerics::least_squares(problem);
  }

  // Whether every parameter has an uncertainty, and a positive one below three times its value; one at a
  // limit needs none.
  bool determined(const numerics::LeastSquaresResult& found) const {
    for (std::size_t j = 0; j < free_.size(); ++j) {
      const auto& p = circuit_.parameters()[free_[j]];
      const double value = logarithmic(free_[j]) ? std::exp(found.parameters[j]) : found.parameters[j];
      const bool at_limit = value <= p.lower * (1.0 + 1e-9) || value >= p.upper * (1.0 - 1e-9);
      if (!at_limit && !(found.std[j] < 3.0)) {
        return false;
      }
    }
    return true;
  }

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
    const std::size_t n = free_.size();
    circuit_.evaluate(spectrum_.frequency_Hz, at_, z_.data(), jacobian != nullptr ? slopes_.data() : nullptr);
    for (std::size_t i = 0; i < spectrum_.size(); ++i) {
      const Complex z = z_[i];
      if (!std::isfinite(z.real()) || !std::isfinite(z.imag())) {
        return false;
      }
      const Complex miss = z - spectrum_.impedance_ohm[i];
      residuals[2 * i] = weights_[i].real() * miss.real();
      residuals[2 * i + 1] = weights_[i].imag() * miss.imag();
      for (std::size_t j = 0; jacobian != nullptr && j < n; ++j) {
        const std::size_t k = free_[j];
        const Complex slope = slopes_[i * at_.size() + k] * (logarithmic(k) ? at_[k] : 1.0);
        if (!std::isfinite(slope.real()) || !std::isfinite(slope.imag())) {
          return false;
        }
        jacobian[2 * i * n + j] = weights_[i].real() * slope.real();
        jacobian[(2 * i + 1) * n + j] = weights_[i].imag() * slope.imag();
      }
    }
    return true;
  }

  const Spectrum& spectrum_;
  const Circuit& circuit_;
  const std::vector<Complex>& weights_;
  std::vector<std::size_t> free_;
  std::vector<double> at_;
  std::vector<Complex> z_;
  std::vector<Complex> slopes_;
};

// Relative decrease of S at which a search ends: the parameters then move by less than a thousandth of their
// standard uncertainty.
constexpr double end_of_search = 1e-9;

struct Minimum {
  std::vector<double> parameters;
  numerics::LeastSquaresResult found;
  int followers = 1;  // starts that led here
};

// Where the starts lead to, the least sum of squares first, those within 1 % of each other once.
std::vector<Minimum> distinct(Search& search, const std::vector<std::vector<double>>& starts) {
  std::vector<Minimum> all;
  for (const auto& start : starts) {
    Minimum minimum;
    // One of several is followed to its end later, where it matters.
    minimum.found =
        starts.size() == 1 ? search.follow(start, 300, end_of_search) : search.follow(start, 60, 1e-5);
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
    const auto& p = circuit.parameters()[free[j]];
    parameter.at_limit =
        parameter.value <= p.lower * (1.0 + 1e-9) || parameter.value >= p.upper * (1.0 - 1e-9);
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
  Search search(spectrum, circuit, weights);
  if (2 * spectrum.size() <= search.size()) {
    throw UsageError(fmt::format("{} points cannot determine the {} free parameters of {}", spectrum.size(),
                                 search.size(), circuit.text()),
                     "fix some (R{R=5f}), or take a smaller circuit");
  }
  const auto starts = options.start.empty() ? circuit_starts(spectrum, circuit, weights, options.starts)
                                            : std::vector<std::vector<double>>{options.start};
  auto minima = distinct(search, starts);
  // The weights of a pass come from the fit before it; one pass where they come from the data.
  const int passes = options.weighting == Weighting::modulus ? 6 : 1;
  std::optional<Minimum> best;
  std::optional<Minimum> lower;  // a minimum that leaves parameters undetermined
  for (auto& minimum : minima) {
    for (int pass = 0; pass < passes; ++pass) {
      if (options.weighting == Weighting::modulus) {
        weights = weights_of(options.weighting, data,
                             circuit.impedances(spectrum.frequency_Hz, minimum.parameters));
      }
      minimum.found = search.follow(minimum.parameters, 300, end_of_search);
      minimum.parameters = search.parameters(minimum.found.parameters);
    }
    const bool determined = search.determined(minimum.found);
    if (determined) {
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
  fit.aic = likelihood + 2.0 * count;
  fit.bic = likelihood + count * std::log(numbers);
  describe(circuit, search, found, best->parameters, fit);
  fit.impedance_ohm = circuit.impedances(spectrum.frequency_Hz, best->parameters);
  order_twins(circuit, fit);
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
  while (choice.equal < choice.fits.size() && choice.fits[choice.equal].bic - choice.fits.front().bic < 2.0) {
    ++choice.equal;
  }
  return choice;
}

std::vector<Circuit> common_circuits() {
  std::vector<Circuit> result;
  for (const auto* series : {"R0", "L0-R0"}) {
    for (const auto* tail : {"", "-W1", "-Wo1", "-CPE9"}) {
      std::string arcs;
      for (int k = 1; k <= 3; ++k) {
        arcs += fmt::format("-Zarc{}", k);
        result.push_back(Circuit::parse(series + arcs + tail));
      }
    }
  }
  return result;
}

}  // namespace nacre::impedance
