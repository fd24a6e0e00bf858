#include "nacre/diffraction/refine.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "nacre/base/error.hpp"
#include "nacre/diffraction/normal_equations.hpp"
#include "nacre/numerics/statistics.hpp"

namespace nacre::diffraction {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// Le Bail's shares are taken again and again before a step, until they rest to this fraction of the mean
// intensity.
constexpr int most_shares = 25;
constexpr double resting_shares = 2e-3;
constexpr int resting_steps = 3;

bool has_le_bail(const Model& model) {
  return std::any_of(model.phases.begin(), model.phases.end(),
                     [](const Phase& phase) { return phase.intensities == Intensities::le_bail; });
}

double weighted_sum(const Pattern& pattern, const std::vector<double>& calculated) {
  double sum = 0.0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const double r = (pattern.intensity[i] - calculated[i]) / pattern.std[i];
    sum += r * r;
  }
  return sum;
}

// One search: holds what its steps share.
class Search {
 public:
  Search(Model start, const Pattern& pattern, const std::vector<Variable>& variables,
         const std::vector<Constraint>& constraints, const std::vector<Restraint>& restraints,
         const RefineOptions& options)
      : model_(std::move(start)),
        pattern_(pattern),
        variables_(variables),
        restraints_(restraints),
        options_(options),
        directions_(free_directions(variables, constraints)),
        constrained_(!constraints.empty()) {
    std::copy_if(restraints.begin(), restraints.end(), std::back_inserter(active_),
                 [&](const Restraint& restraint) { return can_yield(restraint, variables); });
    satisfy(model_, variables, constraints);
    for (const auto& variable : variables_) {
      bounds_.push_back(model_.bounds_of(variable));
    }
    update(model_);
  }

  Refined run() {
    const bool le_bail = has_le_bail(model_);
    Refined result;
    result.variables = variables_;
    double damping = 1e-4;
    evaluate(le_bail);
    int small_steps = 0;
    for (result.steps = 0; result.steps < options_.iterations; ++result.steps) {
      bool accepted = false;
      double largest = 0.0, before = sum_;
      for (int attempt = 0; attempt < 12 && !accepted; ++attempt) {
        const Eigen::VectorXd step = solve(damping);
        largest = relative_size(step);
        Model trial = model_;
        move(trial, step);
        double sum = std::numeric_limits<double>::infinity();
        Calculated calculated;
        try {
          update(trial);
          // The first attempt is mostly the one that is taken: with its derivatives at once.
          static const std::vector<Variable> none;
          calculated = calculate(trial, pattern_.two_theta_deg, attempt == 0 && !le_bail ? variables_ : none,
                                 options_.calculate);
          sum = weighted_sum(pattern_, calculated.intensity) + sum_of_squares(active_, trial);
        } catch (const UsageError&) {  // a cell that is none: too long a step
        }
        if (sum <= sum_ * (1.0 + 1e-12)) {
          accepted = true;
          model_ = std::move(trial);
          damping = std::max(damping * 0.1, 1e-12);
          calculated_ = std::move(calculated);
        } else if (largest < options_.tolerance) {
          break;
        } else {
          damping = std::max(damping * 8.0, 1e-6);
        }
      }
      if (!accepted) {
        result.converged = largest < options_.tolerance;
        result.reason = result.converged ? "" : "no step lowers the sum of squares any more";
        break;
      }
      if (calculated_.derivatives.size() == variables_.size() && !le_bail) {
        linearise();
      } else {
        evaluate(le_bail);
      }
      // Le Bail's shares move the sum on their own, and the step against them: there it is the sum that must
      // rest.
      const bool rests = le_bail ? std::abs(before - sum_) < 1e-3 * sum_ : largest < options_.tolerance;
      small_steps = rests ? small_steps + 1 : 0;
      if (small_steps >= (le_bail ? resting_steps : 1)) {
        result.converged = true;
        break;
      }
    }
    if (!result.converged && result.reason.empty()) {
      result.reason = fmt::format("not at rest after {} steps", options_.iterations);
    }
    finish(result);
    return result;
  }

 private:
  void update(Model& model) const {
    for (auto& phase : model.phases) {
      phase.update();
    }
  }

  void evaluate(bool le_bail) {
    for (int i = 0; le_bail && i < most_shares; ++i) {
      if (share_intensities(model_, pattern_.two_theta_deg, pattern_.intensity, pattern_.std,
                            options_.calculate) < resting_shares) {
        break;
      }
    }
    calculated_ = calculate(model_, pattern_.two_theta_deg, variables_, options_.calculate);
    linearise();
  }

  void linearise() {
    equations_ = normal_equations(pattern_, calculated_);
    add_restraints(active_, model_, variables_, equations_.matrix, equations_.gradient);
    sum_ = weighted_sum(pattern_, calculated_.intensity) + sum_of_squares(active_, model_);
  }

  // The damped step within the bounds: a variable that would leave is put on its bound and the others solved
  // again.
  Eigen::VectorXd solve(double damping) const {
    const auto n = static_cast<Eigen::Index>(variables_.size());
    std::vector<bool> held(variables_.size(), false);
    Eigen::VectorXd step = Eigen::VectorXd::Zero(n);
    for (int round = 0; round < 8; ++round) {
      step = solve_free(damping, held, step);
      bool changed = false;
      for (Eigen::Index v = 0; v < n; ++v) {
        const auto i = static_cast<std::size_t>(v);
        const double value = model_.at(variables_[i]);
        const double kept = std::clamp(value + step(v), bounds_[i].first, bounds_[i].second) - value;
        if (!held[i] && kept != step(v)) {
          held[i] = true;
          step(v) = kept;
          changed = true;
        }
      }
      if (!changed) {
        break;
      }
    }
    return step;
  }

  Eigen::VectorXd solve_free(double damping, const std::vector<bool>& held,
                             const Eigen::VectorXd& fixed) const {
    const auto n = static_cast<Eigen::Index>(variables_.size());
    Eigen::VectorXd at = Eigen::VectorXd::Zero(n);
    for (Eigen::Index v = 0; v < n; ++v) {
      if (held[static_cast<std::size_t>(v)]) {
        at(v) = fixed(v);
      }
    }
    if (constrained_ && std::any_of(held.begin(), held.end(), [](bool h) { return h; })) {
      // Bounds and constraints together: shorten the whole step, which keeps the constraints.
      double share = 1.0;
      const Eigen::VectorXd full = solve_free(damping, std::vector<bool>(held.size(), false), fixed);
      for (Eigen::Index v = 0; v < n; ++v) {
        if (held[static_cast<std::size_t>(v)] && full(v) != 0.0) {
          share = std::min(share, std::max(fixed(v) / full(v), 0.0));
        }
      }
      return share * full;
    }
    const Eigen::VectorXd gradient = equations_.gradient - equations_.matrix * at;
    Eigen::MatrixXd matrix = equations_.matrix;
    Eigen::VectorXd g = gradient;
    for (Eigen::Index v = 0; v < n; ++v) {
      if (held[static_cast<std::size_t>(v)]) {
        matrix.row(v).setZero();
        matrix.col(v).setZero();
        matrix(v, v) = 1.0;
        g(v) = 0.0;
      }
    }
    const bool all = !constrained_;
    const Eigen::MatrixXd reduced =
        all ? matrix : Eigen::MatrixXd(directions_.transpose() * matrix * directions_);
    const Eigen::VectorXd rhs = all ? g : Eigen::VectorXd(directions_.transpose() * g);
    // Scaled by the diagonal; a variable that nothing sees does not move.
    const Eigen::VectorXd scale =
        reduced.diagonal().unaryExpr([](double d) { return d > 0.0 ? 1.0 / std::sqrt(d) : 0.0; });
    Eigen::MatrixXd scaled = scale.asDiagonal() * reduced * scale.asDiagonal();
    scaled.diagonal().array() += damping;
    scaled.diagonal() += scale.unaryExpr([](double s) { return s > 0.0 ? 0.0 : 1.0; });
    const Eigen::VectorXd q = scale.cwiseProduct(scaled.ldlt().solve(scale.cwiseProduct(rhs)));
    const Eigen::VectorXd step = all ? q : Eigen::VectorXd(directions_ * q);
    return step + at;
  }

  // The step in units of the (undamped, uncorrelated) uncertainties, at which counting alone would leave the
  // variable.
  double relative_size(const Eigen::VectorXd& step) const {
    double largest = 0.0;
    const double gof = std::sqrt(std::max(sum_ / static_cast<double>(pattern_.size()), 1e-12));
    for (Eigen::Index v = 0; v < step.size(); ++v) {
      largest = std::max(largest, std::abs(step(v)) * std::sqrt(equations_.matrix(v, v)) / gof);
    }
    return largest;
  }

  void move(Model& model, const Eigen::VectorXd& step) const {
    for (std::size_t v = 0; v < variables_.size(); ++v) {
      double& value = model.at(variables_[v]);
      value = std::clamp(value + step(static_cast<Eigen::Index>(v)), bounds_[v].first, bounds_[v].second);
    }
  }

  void finish(Refined& result) const {
    const auto n = static_cast<Eigen::Index>(variables_.size());
    result.r = r_values(pattern_, calculated_, static_cast<std::size_t>(directions_.cols()));
    result.restraints = restraints_;
    result.sum_of_squares = sum_;
    std::vector<Eigen::Index> free;
    for (Eigen::Index v = 0; v < n; ++v) {
      const auto i = static_cast<std::size_t>(v);
      const double value = model_.at(variables_[i]);
      result.at_bound.push_back(value <= bounds_[i].first || value >= bounds_[i].second);
      if (!result.at_bound.back()) {
        free.push_back(v);
      }
    }
    result.covariance = Eigen::MatrixXd::Constant(n, n, nan);
    const Eigen::MatrixXd kept = directions_(free, Eigen::all);
    // Directions that would move a variable off its bound are left out with it.
    Eigen::MatrixXd inverse;
    if (constrained_) {
      inverse = kept * invert(directions_.transpose() * equations_.matrix * directions_) * kept.transpose();
    } else {
      inverse = invert(equations_.matrix(free, free));
    }
    inverse *= result.r.chi2_reduced;
    for (std::size_t i = 0; i < free.size(); ++i) {
      for (std::size_t k = 0; k < free.size(); ++k) {
        result.covariance(free[i], free[k]) =
            inverse(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k));
      }
    }
    std::vector<double> residuals(pattern_.size());
    for (std::size_t i = 0; i < pattern_.size(); ++i) {
      residuals[i] = (pattern_.intensity[i] - calculated_.intensity[i]) / pattern_.std[i];
    }
    result.serial_inflation = numerics::correlation_inflation(residuals);
    result.model = model_;
  }

  Model model_;
  const Pattern& pattern_;
  const std::vector<Variable>& variables_;
  const std::vector<Restraint>& restraints_;
  std::vector<Restraint> active_;  // of them, those that can yield
  const RefineOptions& options_;
  Eigen::MatrixXd directions_;
  bool constrained_;
  std::vector<std::pair<double, double>> bounds_;
  Calculated calculated_;
  NormalEquations equations_;
  double sum_ = 0.0;
};

}  // namespace

double Refined::std_of(const Variable& variable) const {
  const auto found = std::find(variables.begin(), variables.end(), variable);
  if (found == variables.end()) {
    return 0.0;
  }
  const auto v = found - variables.begin();
  return std::sqrt(covariance(v, v));
}

Refined refine(Model start, const Pattern& pattern, const std::vector<Variable>& variables,
               const std::vector<Constraint>& constraints, const std::vector<Restraint>& restraints,
               const RefineOptions& options) {
  return Search(std::move(start), pattern, variables, constraints, restraints, options).run();
}

}  // namespace nacre::diffraction
