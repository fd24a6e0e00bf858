#include "nacre/cycling/relaxation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "nacre/numerics/least_squares.hpp"
#include "nacre/numerics/statistics.hpp"

namespace nacre::cycling {
namespace {

constexpr std::size_t rows_for_fit = 12;
constexpr double points_for_fit = 100.0;
constexpr double smallest_change_V = 5e-4;

struct Decay {
  std::vector<double> time_s;
  std::vector<double> voltage_V;
};

// Rows [first, end), spread evenly over log time.
Decay spread(const Record& record, std::size_t first, std::size_t end) {
  Decay decay;
  const double start = record.time_s[first];
  const double ratio = std::log(static_cast<double>(end - first)) / points_for_fit;
  double next = 0.0;  // logarithm of the next row wanted, counted from 1
  for (std::size_t i = first; i < end; ++i) {
    if (std::log(static_cast<double>(i - first + 1)) >= next - 1e-12) {
      decay.time_s.push_back(record.time_s[i] - start);
      decay.voltage_V.push_back(record.voltage_V[i]);
      next += ratio;
      next = std::max(next, std::log(static_cast<double>(i - first + 1)));
    }
  }
  return decay;
}

numerics::LeastSquaresProblem problem_of(const Decay& decay) {
  const double duration = decay.time_s.back();
  const double change = decay.voltage_V.front() - decay.voltage_V.back();
  numerics::LeastSquaresProblem problem;
  problem.residuals = decay.time_s.size();
  problem.start = {decay.voltage_V.back() - 0.1 * change, 1.1 * change, std::log(0.1 * duration), 0.6};
  const double infinity = std::numeric_limits<double>::infinity();
  problem.lower = {-infinity, -infinity, std::log(1e-4 * duration), 0.15};
  problem.upper = {infinity, infinity, std::log(20.0 * duration), 1.5};
  problem.evaluate = [&decay](const double* p, double* residuals, double* jacobian) {
    for (std::size_t i = 0; i < decay.time_s.size(); ++i) {
      const double log_ratio = decay.time_s[i] > 0.0 ? std::log(decay.time_s[i]) - p[2] : 0.0;
      const double power = decay.time_s[i] > 0.0 ? std::exp(p[3] * log_ratio) : 0.0;
      const double fall = std::exp(-power);
      residuals[i] = p[0] + p[1] * fall - decay.voltage_V[i];
      if (jacobian != nullptr) {
        double* row = jacobian + 4 * i;
        row[0] = 1.0;
        row[1] = fall;
        row[2] = p[1] * fall * power * p[3];
        row[3] = -p[1] * fall * power * log_ratio;
      }
    }
    return true;
  };
  return problem;
}

void fit(const Decay& decay, Relaxation& rest) {
  const auto result = numerics::least_squares(problem_of(decay));
  if (!result.converged) {
    rest.reason = result.reason;
    return;
  }
  const double inflation = numerics::correlation_inflation(result.residuals);
  const auto& p = result.parameters;
  rest.relaxed_V = {p[0], inflation * result.std[0]};
  rest.amplitude_V = {p[1], inflation * result.std[1]};
  rest.tau_s = {std::exp(p[2]), std::exp(p[2]) * inflation * result.std[2]};
  rest.beta = {p[3], inflation * result.std[3]};
  rest.residual_V = std::sqrt(result.sum_of_squares / static_cast<double>(decay.time_s.size()));
  if (!std::isfinite(result.std[2]) || !std::isfinite(result.std[3])) {
    rest.reason = "the rest does not determine the time constant";
  }
}

}  // namespace

Relaxation find_relaxation(const Record& record, const Span& span) {
  Relaxation rest;
  const std::size_t first = span.last + 1;
  std::size_t end = first;
  while (end < record.size() && record.sign[end] == 0) {
    ++end;
  }
  if (end == first) {
    rest.reason = "no rest";
    return rest;
  }
  const double loaded = record.voltage_V[span.last];
  rest.duration_s = record.time_s[end - 1] - record.time_s[span.last];
  rest.change_V = record.voltage_V[end - 1] - loaded;
  rest.instant_V = record.voltage_V[first] - loaded;
  if (end - first < rows_for_fit || !(record.time_s[end - 1] > record.time_s[first])) {
    rest.reason = "too few rows at rest for a fit";
  } else if (std::abs(record.voltage_V[end - 1] - record.voltage_V[first]) < smallest_change_V) {
    rest.reason = "the voltage hardly changes";
  } else {
    fit(spread(record, first, end), rest);
  }
  return rest;
}

}  // namespace nacre::cycling
