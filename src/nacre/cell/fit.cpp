#include "nacre/cell/fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <numeric>

#include "nacre/base/error.hpp"
#include "nacre/base/parallel.hpp"
#include "nacre/cell/fit_parameter.hpp"
#include "nacre/cell/identifiability.hpp"
#include "nacre/numerics/least_squares.hpp"

namespace nacre::cell {
namespace {

constexpr Mesh coarse{5, 3, 5, 4};
constexpr double coarse_tolerance = 1e-4;
constexpr double search_step = 5e-3;     // of u, one-sided
constexpr double final_step = 3e-2;      // of u, five points
constexpr double final_tolerance = 0.1;  // of the search's: derivatives amplify the solver's error
constexpr double poor_chi2 = 100.0;
constexpr double at_bound = 1e-4;      // of u
constexpr double same_minimum = 0.02;  // of u

class Fitter {
 public:
  using Place = std::vector<double>;

  Fitter(const FitProblem& problem, const FitOptions& options) : set_(problem.set), options_(options) {
    if (problem.free.empty() || problem.records.empty()) {
      throw UsageError(problem.free.empty() ? "no parameter is free" : "there is no record to fit",
                       "a fit needs a free parameter and a record at least: voltages, rates or an impedance");
    }
    for (const auto& free : problem.free) {
      if (std::ranges::count(problem.free, free.path, &FreeParameter::path) > 1) {
        throw UsageError(fmt::format("'{}' is free twice", free.path), "name it once");
      }
      add_missing(set_, free);
      parameters_.push_back(resolve(set_, free));
    }
    for (const auto& record : problem.records) {
      targets_.push_back(make_target(record, options.most_points));
      points_ += targets_.back().measured.size();
    }
    if (points_ <= parameters_.size()) {
      throw UsageError(fmt::format("{} points for {} parameters", points_, parameters_.size()),
                       "give more points, or fit fewer parameters");
    }
  }

  FitResult run() {
    result_.points = points_;
    const auto starts = screened();
    search_from(starts);
    judge();
    return std::move(result_);
  }

 private:
  struct Accuracy {
    Mesh mesh;
    double tolerance;
  };
  Accuracy fine(double factor) const { return {options_.mesh, factor * options_.relative_tolerance}; }

  ParameterSet set_at(const Place& u) const {
    ParameterSet set = set_;
    for (std::size_t i = 0; i < u.size(); ++i) {
      set.set(parameters_[i].path, to_value(parameters_[i], u[i]));
    }
    return set;
  }

  // Weighted residuals of every record; false where there is no simulation. fits: what goes into the result.
  bool evaluate(const Place& u, const Accuracy& accuracy, double* residuals,
                std::vector<RecordFit>* fits = nullptr) {
    try {
      CellParameters cell = cell_parameters(set_at(u));
      cell.temperature = options_.temperature_K.value_or(cell.temperature);
      SimulationOptions simulation;
      simulation.model = options_.model;
      simulation.mesh = accuracy.mesh;
      simulation.relative_tolerance = accuracy.tolerance;
      simulation.absolute_tolerance = 1e-2 * accuracy.tolerance;
      std::vector<double> values;
      for (const auto& target : targets_) {
        const auto cause = target.predict(cell, simulation, values);
        ++simulations_;
        double squares = 0.0;
        for (std::size_t k = 0; k < values.size(); ++k) {
          const double difference = values[k] - target.measured[k];
          if (!std::isfinite(difference)) {
            return false;
          }
          squares += difference * difference;
          *residuals++ = difference / target.noise[k];
        }
        if (fits != nullptr) {
          const double rmse = std::sqrt(squares / static_cast<double>(values.size()));
          fits->push_back({target.name, target.quantity, rmse, target.at, target.measured, values, cause});
        }
      }
      return true;
    } catch (const Error&) {  // parameters that no cell has; the search turns back
      return false;
    }
  }

  bool evaluate(const Place& u, const Accuracy& accuracy, Eigen::VectorXd& residuals) {
    residuals.resize(static_cast<Eigen::Index>(points_));
    return evaluate(u, accuracy, residuals.data());
  }

  void say(const std::string& what) const {
    if (options_.progress) {
      options_.progress(what);
    }
  }

  // The place of the set's own values, and points that fill the box.
  std::vector<Place> starting_points() const {
    const std::size_t n = parameters_.size();
    std::vector<Place> points(std::max<std::size_t>(options_.starts, 1), Place(n));
    double golden = 1.5;  // the root of g^(n+1) = g + 1
    for (int i = 0; i < 60; ++i) {
      golden = std::pow(1.0 + golden, 1.0 / static_cast<double>(n + 1));
    }
    for (std::size_t k = 0; k < points.size(); ++k) {
      for (std::size_t i = 0; i < n; ++i) {
        const double x = 0.5 + static_cast<double>(k) * std::pow(golden, -static_cast<double>(i + 1));
        points[k][i] = k == 0 ? to_place(parameters_[i], parameters_[i].value) : x - std::floor(x);
      }
    }
    return points;
  }

  // The best starts, by a coarse mesh.
  std::vector<Place> screened() {
    auto points = starting_points();
    say(fmt::format("screening {} starts", points.size()));
    std::vector<double> cost(points.size(), std::numeric_limits<double>::infinity());
    parallel_for(points.size(), [&](std::size_t k) {
      Eigen::VectorXd residuals;
      if (evaluate(points[k], {coarse, coarse_tolerance}, residuals)) {
        cost[k] = residuals.squaredNorm();
      }
    });
    std::vector<std::size_t> order(points.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return cost[a] < cost[b]; });
    std::vector<Place> best;
    for (const std::size_t k : order) {
      if (std::isfinite(cost[k]) && best.size() < std::max<std::size_t>(options_.searches, 1)) {
        best.push_back(points[k]);
      }
    }
    result_.starts = points.size();
    result_.failed_starts =
        static_cast<std::size_t>(std::ranges::count_if(cost, [](double c) { return !std::isfinite(c); }));
    if (best.empty()) {
      throw ConvergenceError(
          fmt::format("none of {} starts within the bounds gives a simulation", points.size()),
          "check the set, the states of charge and the bounds with: nacre cell run");
    }
    return best;
  }

  // Residuals and their derivatives by one-sided differences, into the box where there is room.
  bool linearise(const double* at, double* residuals, double* jacobian) {
    const std::size_t n = parameters_.size();
    const Place u(at, at + n);
    if (!evaluate(u, fine(1.0), residuals)) {
      return false;
    }
    if (jacobian == nullptr) {
      return true;
    }
    parallel_for(n, [&](std::size_t i) {
      Eigen::VectorXd moved;
      double step = u[i] + search_step <= 1.0 ? search_step : -search_step;
      for (int tries = 0; tries < 2; ++tries, step = -step) {
        Place there = u;
        there[i] += step;
        const bool found = there[i] >= 0.0 && there[i] <= 1.0 && evaluate(there, fine(1.0), moved);
        for (std::size_t k = 0; k < points_; ++k) {
          jacobian[k * n + i] = found ? (moved[static_cast<Eigen::Index>(k)] - residuals[k]) / step : 0.0;
        }
        if (found) {
          break;
        }
      }
    });
    return true;
  }

  void search_from(const std::vector<Place>& starts) {
    say(fmt::format("least squares from the best {}", starts.size()));
    std::vector<numerics::LeastSquaresResult> found(starts.size());
    parallel_for(starts.size(), [&](std::size_t s) {
      numerics::LeastSquaresProblem problem;
      problem.residuals = points_;
      problem.start = starts[s];
      problem.lower.assign(parameters_.size(), 0.0);
      problem.upper.assign(parameters_.size(), 1.0);
      problem.tolerance = 1e-6;  // of chi2: far below its own scatter
      problem.iterations = options_.iterations;
      problem.evaluate = [this](const double* u, double* residuals, double* jacobian) {
        return linearise(u, residuals, jacobian);
      };
      found[s] = numerics::least_squares(problem);
    });
    std::ranges::stable_sort(found, {}, &numerics::LeastSquaresResult::sum_of_squares);
    best_ = found.front().parameters;
    result_.converged = found.front().converged;
    if (!result_.converged) {
      result_.warnings.push_back(
          fmt::format("the best search did not settle in {} iterations, as where the data do not tell "
                      "parameters apart: free "
                      "fewer, or narrow their bounds",
                      options_.iterations));
    }
    std::vector<Place> kept;
    for (const auto& minimum : found) {
      const bool known = std::ranges::any_of(kept, [&](const Place& other) {
        double apart = 0.0;
        for (std::size_t i = 0; i < other.size(); ++i) {
          apart = std::max(apart, std::abs(other[i] - minimum.parameters[i]));
        }
        return apart < same_minimum;
      });
      if (!known) {
        kept.push_back(minimum.parameters);
        Minimum distinct;
        distinct.chi2_reduced = minimum.sum_of_squares / static_cast<double>(points_ - parameters_.size());
        for (std::size_t i = 0; i < parameters_.size(); ++i) {
          distinct.values.push_back(to_value(parameters_[i], minimum.parameters[i]));
        }
        result_.minima.push_back(std::move(distinct));
      }
    }
  }

  // d(residuals)/du at the minimum, at most two steps inside the box.
  Eigen::MatrixXd jacobian_at_minimum() {
    constexpr std::array<double, 4> offsets{-2.0, -1.0, 1.0, 2.0};
    constexpr std::array<double, 4> weights{1.0 / 12.0, -8.0 / 12.0, 8.0 / 12.0, -1.0 / 12.0};
    const std::size_t n = parameters_.size();
    std::vector<Eigen::VectorXd> moved(n * offsets.size());
    std::atomic<bool> sound = true;
    parallel_for(moved.size(), [&](std::size_t k) {
      Place u = best_;
      double& moving = u[k / offsets.size()];
      moving = std::clamp(moving, 2.0 * final_step, 1.0 - 2.0 * final_step) +
               offsets.at(k % offsets.size()) * final_step;
      if (!evaluate(u, fine(final_tolerance), moved[k])) {
        sound = false;
      }
    });
    if (!sound) {
      result_.warnings.push_back("no simulation close to the minimum: no uncertainties");
      return {};
    }
    Eigen::MatrixXd jacobian =
        Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(points_), static_cast<Eigen::Index>(n));
    for (std::size_t k = 0; k < moved.size(); ++k) {
      jacobian.col(static_cast<Eigen::Index>(k / offsets.size())) +=
          weights.at(k % offsets.size()) / final_step * moved[k];
    }
    return jacobian;
  }

  void judge() {
    say("uncertainties");
    Eigen::VectorXd residuals(static_cast<Eigen::Index>(points_));
    if (!evaluate(best_, fine(final_tolerance), residuals.data(), &result_.records)) {
      throw ConvergenceError("the simulation at the minimum fails with a finer tolerance",
                             "narrow the bounds, or give a coarser mesh");
    }
    std::vector<Eigen::Index> inside;
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      auto& p = parameters_[i];
      p.value = to_value(p, best_[i]);
      p.at_bound = best_[i] < at_bound ? "lower" : best_[i] > 1.0 - at_bound ? "upper" : "";
      if (p.at_bound.empty()) {
        inside.push_back(static_cast<Eigen::Index>(i));
      } else {
        result_.warnings.push_back(fmt::format("{} is at its {} bound", p.path, p.at_bound));
      }
    }
    for (const auto& record : result_.records) {
      if (!record.stopped_by.empty()) {
        result_.warnings.push_back(
            fmt::format("{}: the simulation ends early: {}", record.name, record.stopped_by));
      }
    }
    result_.chi2_reduced = residuals.squaredNorm() / static_cast<double>(points_ - inside.size());
    if (result_.chi2_reduced > poor_chi2) {
      result_.warnings.push_back(
          fmt::format("what is left is {:.0f} times the noise of the records: the model does not "
                      "describe them, or the "
                      "minimum was missed (narrow the bounds, --starts)",
                      std::sqrt(result_.chi2_reduced)));
    }
    const auto n = static_cast<Eigen::Index>(parameters_.size());
    result_.covariance.setConstant(n, n, std::numeric_limits<double>::quiet_NaN());
    result_.correlation = result_.covariance;
    const auto jacobian = jacobian_at_minimum();
    if (jacobian.size() > 0) {
      const double variance = std::max(result_.chi2_reduced, 1e-12);
      const Eigen::MatrixXd fisher = jacobian.transpose() * jacobian / variance;
      result_.combinations = combinations(fisher, parameters_);
      result_.condition_number =
          std::pow(result_.combinations.front().std / result_.combinations.back().std, 2);
      if (!inside.empty()) {
        fill_covariance(fisher, inside);
      }
    }
    result_.parameters = parameters_;
    result_.simulations = simulations_;
    result_.calibrated = calibrated_set();
  }

  void fill_covariance(const Eigen::MatrixXd& fisher, const std::vector<Eigen::Index>& inside) {
    const Eigen::MatrixXd covariance = covariance_of(fisher(inside, inside));
    const auto of = [&](Eigen::Index i) -> FittedParameter& {
      return parameters_[static_cast<std::size_t>(inside[static_cast<std::size_t>(i)])];
    };
    for (Eigen::Index i = 0; i < covariance.rows(); ++i) {
      const double std_of_u = std::sqrt(covariance(i, i));
      of(i).determined = std_of_u <= std_of_bounds;
      if (of(i).determined) {
        of(i).std = rate(of(i)) * std_of_u;
      }
      for (Eigen::Index j = 0; j < covariance.cols(); ++j) {
        const auto row = inside[static_cast<std::size_t>(i)];
        const auto column = inside[static_cast<std::size_t>(j)];
        result_.covariance(row, column) = covariance(i, j) * rate(of(i)) * rate(of(j));
        result_.correlation(row, column) = covariance(i, j) / std::sqrt(covariance(i, i) * covariance(j, j));
      }
    }
  }

  // Fitted values are calibrated where the records determine them, else they stay assumed.
  ParameterSet calibrated_set() const {
    ParameterSet set = set_at(best_);
    std::string names;
    for (const auto& target : targets_) {
      names += (names.empty() ? "" : ", ") + target.name;
    }
    for (const auto& p : parameters_) {
      auto& parameter = *std::ranges::find(set.parameters, owner(set, p.path)->path, &Parameter::path);
      const double before = set_.number(p.path);
      const std::string origin =
          parameter.source.empty() ? std::string(to_string(parameter.status)) : parameter.source;
      parameter.note = fmt::format("{}{}before the fit: {:g} ({})", parameter.note,
                                   parameter.note.empty() ? "" : "; ", before, origin);
      parameter.status = p.determined ? Status::calibrated : Status::assumed;
      parameter.calibrated_on = p.determined ? names : "";
      parameter.source.clear();
      parameter.overridden = false;
      if (p.path.ends_with(".activation_energy")) {
        parameter.note += fmt::format("; fitted: the activation energy, within {:g} J/mol", p.std);
        continue;
      }
      parameter.uncertainty = p.std;
      parameter.lower = p.lower;
      parameter.upper = p.upper;
      if (!p.determined) {
        parameter.note += fmt::format("; fitted to {}, which {}", names,
                                      p.at_bound.empty() ? "do not determine it" : "drive it to a bound");
      }
    }
    return set;
  }

  ParameterSet set_;
  const FitOptions& options_;
  std::vector<FittedParameter> parameters_;
  std::vector<Target> targets_;
  std::size_t points_ = 0;
  std::atomic<std::size_t> simulations_ = 0;
  Place best_;
  FitResult result_;
};

}  // namespace

FitResult fit(const FitProblem& problem, const FitOptions& options) { return Fitter(problem, options).run(); }

}  // namespace nacre::cell
