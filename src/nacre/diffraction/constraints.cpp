#include "nacre/diffraction/constraints.hpp"

#include <algorithm>

#include "nacre/base/error.hpp"

namespace nacre::diffraction {
namespace {

// One row for each constraint: the factors of the variables.
Eigen::MatrixXd factors(const std::vector<Variable>& variables, const std::vector<Constraint>& constraints) {
  Eigen::MatrixXd a = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(constraints.size()),
                                            static_cast<Eigen::Index>(variables.size()));
  for (Eigen::Index k = 0; k < a.rows(); ++k) {
    for (const auto& [variable, factor] : constraints[static_cast<std::size_t>(k)].terms) {
      const auto found = std::find(variables.begin(), variables.end(), variable);
      if (found != variables.end()) {
        a(k, found - variables.begin()) += factor;
      }
    }
  }
  return a;
}

}  // namespace

bool Constraint::names(const Variable& variable) const {
  return std::any_of(terms.begin(), terms.end(), [&](const auto& term) { return term.first == variable; });
}

bool Constraint::names_one_of(const std::vector<Variable>& variables) const {
  return std::any_of(variables.begin(), variables.end(),
                     [this](const Variable& variable) { return names(variable); });
}

Eigen::MatrixXd free_directions(const std::vector<Variable>& variables,
                                const std::vector<Constraint>& constraints) {
  const auto n = static_cast<Eigen::Index>(variables.size());
  if (constraints.empty()) {
    return Eigen::MatrixXd::Identity(n, n);
  }
  const Eigen::FullPivLU<Eigen::MatrixXd> lu(factors(variables, constraints));
  return lu.dimensionOfKernel() == 0 ? Eigen::MatrixXd(n, 0) : Eigen::MatrixXd(lu.kernel());
}

void satisfy(Model& model, const std::vector<Variable>& variables,
             const std::vector<Constraint>& constraints) {
  if (constraints.empty()) {
    return;
  }
  const Eigen::MatrixXd a = factors(variables, constraints);
  Eigen::VectorXd left(a.rows());
  double size = 1.0;
  for (Eigen::Index k = 0; k < a.rows(); ++k) {
    const auto& constraint = constraints[static_cast<std::size_t>(k)];
    left(k) = constraint.value;
    for (const auto& [variable, factor] : constraint.terms) {
      left(k) -= factor * model.at(variable);
    }
    size += std::abs(constraint.value);
  }
  const Eigen::VectorXd moved = a.completeOrthogonalDecomposition().solve(left);
  if ((a * moved - left).norm() > 1e-9 * size) {
    throw UsageError("the constraints contradict each other, or what they fix is not refined");
  }
  for (std::size_t v = 0; v < variables.size(); ++v) {
    model.at(variables[v]) += moved(static_cast<Eigen::Index>(v));
  }
}

}  // namespace nacre::diffraction
