#include "nacre/numerics/least_squares.hpp"

#include <ceres/ceres.h>
#include <glog/logging.h>

#include <cmath>
#include <limits>

namespace nacre::numerics {
namespace {

class Cost : public ceres::CostFunction {
 public:
  explicit Cost(const LeastSquaresProblem& problem) : problem_(problem) {
    set_num_residuals(static_cast<int>(problem.residuals));
    mutable_parameter_block_sizes()->push_back(static_cast<int>(problem.start.size()));
  }
  bool Evaluate(double const* const* parameters, double* residuals, double** jacobians) const override {
    return problem_.evaluate(parameters[0], residuals, jacobians == nullptr ? nullptr : jacobians[0]);
  }

 private:
  const LeastSquaresProblem& problem_;
};

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Parameters strictly inside their bounds, or all.
std::vector<Eigen::Index> free_parameters(const LeastSquaresProblem& problem, const std::vector<double>& at) {
  std::vector<Eigen::Index> free;
  for (std::size_t j = 0; j < at.size(); ++j) {
    const bool low = !problem.lower.empty() && at[j] <= problem.lower[j];
    const bool high = !problem.upper.empty() && at[j] >= problem.upper[j];
    if (problem.free_at_bounds || (!low && !high)) {
      free.push_back(static_cast<Eigen::Index>(j));
    }
  }
  return free;
}

void add_covariance(const LeastSquaresProblem& problem, const RowMajor& jacobian,
                    LeastSquaresResult& result) {
  const auto n = static_cast<Eigen::Index>(result.parameters.size());
  result.covariance.setConstant(n, n, std::numeric_limits<double>::quiet_NaN());
  result.std.assign(result.parameters.size(), std::numeric_limits<double>::quiet_NaN());
  const auto free = free_parameters(problem, result.parameters);
  if (problem.residuals <= free.size()) {
    result.reason = "no more points than parameters";
    return;
  }
  // Columns are scaled to length one first, so that the rank does not depend on units.
  Eigen::MatrixXd columns(jacobian.rows(), static_cast<Eigen::Index>(free.size()));
  Eigen::VectorXd length(columns.cols());
  for (Eigen::Index j = 0; j < columns.cols(); ++j) {
    columns.col(j) = jacobian.col(free[static_cast<std::size_t>(j)]);
    length[j] = columns.col(j).norm();
    if (!(length[j] > 0.0) || !std::isfinite(length[j])) {
      result.reason = "the points do not depend on one of the parameters";
      return;
    }
    columns.col(j) /= length[j];
  }
  const Eigen::MatrixXd normal = columns.transpose() * columns;
  const Eigen::LDLT<Eigen::MatrixXd> factor(normal);
  if (factor.info() != Eigen::Success || factor.rcond() < 1e-13) {
    result.reason = "the points do not determine the parameters";
    return;
  }
  const double variance = result.sum_of_squares / static_cast<double>(problem.residuals - free.size());
  const Eigen::MatrixXd inverse = factor.solve(Eigen::MatrixXd::Identity(normal.rows(), normal.cols()));
  for (Eigen::Index i = 0; i < columns.cols(); ++i) {
    for (Eigen::Index j = 0; j < columns.cols(); ++j) {
      result.covariance(free[static_cast<std::size_t>(i)], free[static_cast<std::size_t>(j)]) =
          variance * inverse(i, j) / (length[i] * length[j]);
    }
    const auto at = free[static_cast<std::size_t>(i)];
    result.std[static_cast<std::size_t>(at)] = std::sqrt(result.covariance(at, at));
  }
}

}  // namespace

LeastSquaresResult least_squares(const LeastSquaresProblem& problem) {
  // What went wrong is said in the result: Ceres must not write to standard error beside it.
  FLAGS_minloglevel = google::GLOG_FATAL;
  LeastSquaresResult result;
  result.parameters = problem.start;
  ceres::Problem::Options ownership;
  ownership.cost_function_ownership = ceres::DO_NOT_TAKE_OWNERSHIP;
  ceres::Problem ceres_problem(ownership);
  Cost cost(problem);
  ceres_problem.AddResidualBlock(&cost, nullptr, result.parameters.data());
  for (std::size_t j = 0; j < problem.start.size(); ++j) {
    if (!problem.lower.empty() && std::isfinite(problem.lower[j])) {
      ceres_problem.SetParameterLowerBound(result.parameters.data(), static_cast<int>(j), problem.lower[j]);
    }
    if (!problem.upper.empty() && std::isfinite(problem.upper[j])) {
      ceres_problem.SetParameterUpperBound(result.parameters.data(), static_cast<int>(j), problem.upper[j]);
    }
  }
  ceres::Solver::Options options;
  options.linear_solver_type = ceres::DENSE_QR;
  options.max_num_iterations = problem.iterations;
  options.function_tolerance = problem.tolerance;
  options.parameter_tolerance = problem.step_tolerance;
  options.gradient_tolerance = 0.0;
  if (problem.costly_derivatives) {
    options.line_search_interpolation_type = ceres::QUADRATIC;
  }
  options.num_threads = 1;  // the same result whatever the machine
  options.logging_type = ceres::SILENT;
  ceres::Solver::Summary summary;
  ceres::Solve(options, &ceres_problem, &summary);
  result.converged = summary.termination_type == ceres::CONVERGENCE;
  if (!result.converged) {
    result.reason = "the fit did not converge";
  }

  result.residuals.assign(problem.residuals, 0.0);
  RowMajor jacobian(static_cast<Eigen::Index>(problem.residuals),
                    static_cast<Eigen::Index>(problem.start.size()));
  if (!problem.evaluate(result.parameters.data(), result.residuals.data(), jacobian.data())) {
    result.converged = false;
    result.reason = "the fit left the range of its parameters";
    result.std.assign(problem.start.size(), std::numeric_limits<double>::quiet_NaN());
    return result;
  }
  for (const double residual : result.residuals) {
    result.sum_of_squares += residual * residual;
  }
  add_covariance(problem, jacobian, result);
  return result;
}

}  // namespace nacre::numerics
