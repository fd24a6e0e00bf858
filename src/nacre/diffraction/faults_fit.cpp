#include "nacre/diffraction/faults_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "nacre/base/error.hpp"
#include "nacre/base/parallel.hpp"
#include "nacre/diffraction/background.hpp"
#include "nacre/numerics/least_squares.hpp"

namespace nacre::diffraction {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
// Stacks longer than a micrometre and a half look like endless ones.
constexpr double most_layers = 3000.0;

// The sample as the search moves it.
struct State {
  crystal::SlabGeometry geometry;
  Instrument instrument;
  double q = 0.0, r = 0.0;  // probabilities of the kind of the share: after the other, after itself
  double log_layers = 0.0;
  double scale = 1.0;

  double share() const { return q / (1.0 - r + q); }
  double correlation() const { return r - q; }
};

// A number of the state whose slope is taken from a difference.
struct Movable {
  std::string name;
  double* (*at)(State&);
  double step, lower, upper;
};

double highest(const Pattern& pattern) {
  return pattern.intensity.empty() ? 1.0 : std::max(1e-300, *std::ranges::max_element(pattern.intensity));
}

class Problem {
 public:
  Problem(const Pattern& pattern, const Instrument& instrument, const FaultFitOptions& options)
      : pattern_(pattern),
        options_(options),
        // In units of the highest point, so that all parameters are of the order of one.
        background_(highest(pattern) * chebyshev_columns(pattern.two_theta_deg, options.background_terms)) {
    start_.geometry = options.geometry;
    start_.instrument = instrument;
    start_.q = options.share * (1.0 - options.correlation);
    start_.r = options.share + options.correlation * (1.0 - options.share);
    start_.log_layers = std::log(options.mean_layers);
    const auto near = [](double value, double part) {
      return std::pair(value * (1.0 - part), value * (1.0 + part));
    };
    const auto add = [&](const char* name, double* (*at)(State&), double step,
                         std::pair<double, double> bounds) {
      movables_.push_back({name, at, step, bounds.first, bounds.second});
    };
    if (options.mean_layers_free) {
      add("mean_layers", [](State& s) { return &s.log_layers; }, 1e-2,
          {std::log(2.0), std::log(most_layers)});
    }
    if (options.distances_free) {
      const auto& g = options.geometry;
      add(
          "a", [](State& s) { return &s.geometry.a; }, 1e-4, near(g.a, 0.03));
      add(
          "prismatic", [](State& s) { return &s.geometry.prismatic; }, 2e-4, near(g.prismatic, 0.1));
      add(
          "octahedral", [](State& s) { return &s.geometry.octahedral; }, 2e-4, near(g.octahedral, 0.1));
      add(
          "oxygen_height", [](State& s) { return &s.geometry.oxygen_height; }, 1e-3,
          near(g.oxygen_height, 0.2));
    }
    if (options.displacement_free) {
      if (instrument.radiation.bragg_brentano) {
        add("displacement_mm", [](State& s) { return &s.instrument.displacement_mm; }, 2e-3, {-1.0, 1.0});
      } else {
        add("zero_deg", [](State& s) { return &s.instrument.zero_deg; }, 5e-4, {-0.2, 0.2});
      }
    }
    start_.scale = start_scale();
  }

  // Columns: scale (in units of its start), q, r where the correlation is free, the movables, the background.
  std::size_t stacking_columns() const { return options_.correlation_free ? 2 : 1; }
  std::size_t size() const {
    return 1 + stacking_columns() + movables_.size() + static_cast<std::size_t>(options_.background_terms);
  }
  const std::vector<Movable>& movables() const { return movables_; }
  double unit() const { return start_.scale; }

  State state(const double* p) const {
    State s = start_;
    s.scale *= p[0];
    s.q = p[1];
    s.r = options_.correlation_free ? p[2] : p[1];
    for (std::size_t i = 0; i < movables_.size(); ++i) {
      *movables_[i].at(s) = p[1 + stacking_columns() + i];
    }
    return s;
  }

  FaultedPattern calculate(const State& s, bool with_derivatives) const {
    const auto make = options_.stacking == Stacking::o3_p3 ? &crystal::o3_p3_stack : &crystal::p2_o2_stack;
    crystal::LayerStack stack = make(s.geometry, s.share(), s.correlation());
    stack.mean_layers = std::exp(s.log_layers);
    if (!with_derivatives) {
      stack.parameters.clear();
      for (crystal::Transition& t : stack.transitions) {
        t.derivatives.clear();
      }
    }
    return faulted_pattern(stack, s.instrument, s.scale, pattern_.two_theta_deg, options_.pattern);
  }

  Eigen::VectorXd background(const double* p) const {
    const auto terms = static_cast<Eigen::Index>(options_.background_terms);
    return background_ * Eigen::Map<const Eigen::VectorXd>(p + size() - terms, terms);
  }

  numerics::LeastSquaresProblem problem() const {
    numerics::LeastSquaresProblem problem;
    problem.residuals = pattern_.size();
    problem.free_at_bounds = false;
    // Tails that come and go, and panels that are halved or not, leave the sum of squares smooth to 1e-8 or
    // so.
    problem.tolerance = 1e-7;
    problem.step_tolerance = 1e-6;
    problem.iterations = 60;
    problem.costly_derivatives = true;
    const auto add = [&](double start, double lower, double upper) {
      problem.start.push_back(std::clamp(start, lower, upper));
      problem.lower.push_back(lower);
      problem.upper.push_back(upper);
    };
    add(1.0, 0.0, infinity);
    // Off the corner at which the stack would fall apart into two.
    add(start_.q, 0.0, 1.0);
    if (options_.correlation_free) {
      add(start_.r, 0.0, 0.999);
    }
    State s = start_;
    for (const Movable& movable : movables_) {
      add(*movable.at(s), movable.lower, movable.upper);
    }
    const double floor = *std::ranges::min_element(pattern_.intensity);
    for (int i = 0; i < options_.background_terms; ++i) {
      add(i == 0 ? floor / highest(pattern_) : 0.0, -infinity, infinity);
    }
    problem.evaluate = [this](const double* p, double* residuals, double* jacobian) {
      return evaluate(p, residuals, jacobian);
    };
    return problem;
  }

 private:
  // So that the strongest points agree.
  double start_scale() const {
    const auto unit = calculate(start_, false);
    const auto [low, high] = std::ranges::minmax(pattern_.intensity);
    const double most = *std::ranges::max_element(unit.intensity);
    if (!(most > 0.0)) {
      throw UsageError("the stack has no peak within the pattern");
    }
    return (high - low) / most;
  }

  bool evaluate(const double* p, double* residuals, double* jacobian) const {
    const State s = state(p);
    FaultedPattern calculated;
    try {
      calculated = calculate(s, jacobian != nullptr);
    } catch (const UsageError&) {
      return false;
    }
    const auto n = static_cast<Eigen::Index>(pattern_.size()), columns = static_cast<Eigen::Index>(size());
    const auto vector = [n](const std::vector<double>& v) {
      return Eigen::Map<const Eigen::VectorXd>(v.data(), n);
    };
    const auto y = vector(calculated.intensity);
    const Eigen::VectorXd weight = vector(pattern_.std).cwiseInverse();
    Eigen::Map<Eigen::VectorXd>(residuals, n) =
        weight.cwiseProduct(y + background(p) - vector(pattern_.intensity));
    if (jacobian == nullptr) {
      return true;
    }
    Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> slopes(jacobian, n,
                                                                                              columns);
    slopes.col(0) = y / p[0];
    // From share and correlation to q and r.
    const double sum = 1.0 - s.r + s.q;
    const double share_by_q = (1.0 - s.r) / (sum * sum), share_by_r = s.q / (sum * sum);
    const auto by_share = calculated.derivatives.col(0), by_correlation = calculated.derivatives.col(1);
    if (options_.correlation_free) {
      slopes.col(1) = share_by_q * by_share - by_correlation;
      slopes.col(2) = share_by_r * by_share + by_correlation;
    } else {
      slopes.col(1) = by_share;
    }
    // Differences to either side, all at once: these patterns are what the time goes into.
    std::vector<FaultedPattern> sides(2 * movables_.size());
    parallel_for(sides.size(), [&](std::size_t k) {
      State moved = s;
      const Movable& movable = movables_[k / 2];
      *movable.at(moved) += k % 2 == 0 ? movable.step : -movable.step;
      sides[k] = calculate(moved, false);
    });
    for (std::size_t i = 0; i < movables_.size(); ++i) {
      slopes.col(static_cast<Eigen::Index>(1 + stacking_columns() + i)) =
          (vector(sides[2 * i].intensity) - vector(sides[2 * i + 1].intensity)) / (2.0 * movables_[i].step);
    }
    slopes.rightCols(options_.background_terms) = background_;
    slopes = weight.asDiagonal() * slopes;
    return true;
  }

  const Pattern& pattern_;
  const FaultFitOptions& options_;
  Eigen::MatrixXd background_;
  State start_;
  std::vector<Movable> movables_;
};

}  // namespace

FaultFit fit_faults(const Pattern& pattern, const Instrument& instrument, const FaultFitOptions& options) {
  if (options.background_terms < 1 || !(options.share > 0.0 && options.share < 1.0)) {
    throw UsageError(
        "a fit of faults begins with a share between 0 and 1 and at least one term of background");
  }
  const Problem problem(pattern, instrument, options);
  if (pattern.size() <= problem.size()) {
    throw UsageError(fmt::format("{} points are too few for {} parameters", pattern.size(), problem.size()));
  }
  const auto solved = numerics::least_squares(problem.problem());

  FaultFit fit;
  fit.converged = solved.converged;
  fit.reason = solved.reason;
  const auto freedom = static_cast<double>(pattern.size() - problem.size());
  fit.goodness_of_fit = std::sqrt(solved.sum_of_squares / freedom);
  // least_squares scales by the goodness of fit; below 1 that would promise more than counting allows.
  const double widen = fit.goodness_of_fit < 1.0 ? 1.0 / fit.goodness_of_fit : 1.0;
  const double* p = solved.parameters.data();
  const State s = problem.state(p);
  const auto std_of = [&](std::size_t i) { return widen * solved.std[i]; };

  fit.share = s.share();
  fit.correlation = s.correlation();
  double correlation_std = 0.0;
  if (options.correlation_free) {
    const double sum = 1.0 - s.r + s.q;
    const Eigen::Vector2d by_share((1.0 - s.r) / (sum * sum), s.q / (sum * sum)), by_correlation(-1.0, 1.0);
    const Eigen::Matrix2d covariance = solved.covariance.block<2, 2>(1, 1);
    fit.share_std = widen * std::sqrt(by_share.dot(covariance * by_share));
    correlation_std = widen * std::sqrt(by_correlation.dot(covariance * by_correlation));
  } else {
    fit.share_std = std_of(1);
  }
  fit.values.push_back({"share", fit.share, fit.share_std});
  if (options.correlation_free) {
    fit.values.push_back({"correlation", fit.correlation, correlation_std});
  }
  for (std::size_t i = 0; i < problem.movables().size(); ++i) {
    const std::size_t column = 1 + problem.stacking_columns() + i;
    const std::string& name = problem.movables()[i].name;
    const bool layers = name == "mean_layers";  // refined as its logarithm
    const double value = layers ? std::exp(p[column]) : p[column];
    fit.values.push_back({name, value, std_of(column) * (layers ? value : 1.0)});
  }
  fit.values.push_back({"scale", s.scale, std_of(0) * problem.unit()});

  const Eigen::VectorXd background = problem.background(p);
  fit.background.assign(background.begin(), background.end());
  fit.calculated = problem.calculate(s, false).intensity;
  double weighted = 0.0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    fit.calculated[i] += fit.background[i];
    weighted += std::pow(pattern.intensity[i] / pattern.std[i], 2);
  }
  fit.r_wp = 100.0 * std::sqrt(solved.sum_of_squares / weighted);
  fit.geometry = s.geometry;
  return fit;
}

}  // namespace nacre::diffraction
