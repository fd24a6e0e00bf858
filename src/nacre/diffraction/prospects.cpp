#include "nacre/diffraction/prospects.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include "nacre/diffraction/normal_equations.hpp"

namespace nacre::diffraction {

void consider(const Model& model, const Pattern& pattern, const std::vector<Variable>& variables,
              const std::vector<Proposal>& proposals,
              const std::function<bool(std::size_t group, const Prospect& prospect)>& accept,
              const CalculateOptions& options, const std::vector<Restraint>& restraints) {
  std::vector<Variable> all = variables;
  for (const auto& proposal : proposals) {
    all.insert(all.end(), proposal.variables.begin(), proposal.variables.end());
  }
  const auto calculated = calculate(model, pattern.two_theta_deg, all, options);
  auto equations = normal_equations(pattern, calculated);
  if (!restraints.empty()) {
    Model moved = model;
    add_restraints(restraints, moved, all, equations.matrix, equations.gradient);
  }
  std::vector<Eigen::Index> base(variables.size());
  std::iota(base.begin(), base.end(), Eigen::Index{0});
  // What is refined already may be undetermined, as the cell of a phase whose scale is nought: nothing
  // follows it, and the others are asked all the same.
  Eigen::MatrixXd inverse = invert_determined(equations.matrix(base, base));
  Eigen::Index at = static_cast<Eigen::Index>(variables.size());
  for (std::size_t g = 0; g < proposals.size(); ++g) {
    std::vector<Eigen::Index> own(proposals[g].variables.size());
    std::iota(own.begin(), own.end(), at);
    at += static_cast<Eigen::Index>(own.size());
    // The Schur complement: what is left of the candidates when the others follow.
    const Eigen::MatrixXd cross = equations.matrix(base, own);
    const Eigen::MatrixXd follow = inverse * cross;
    const Eigen::MatrixXd left = equations.matrix(own, own) - cross.transpose() * follow;
    const Eigen::VectorXd pull = equations.gradient(own) - follow.transpose() * equations.gradient(base);
    const auto& directions = proposals[g].directions;
    Prospect prospect;
    bool apart = true;
    for (std::size_t k = 0; k < own.size(); ++k) {
      const auto i = static_cast<Eigen::Index>(k);
      // Nothing of it in the pattern, or nothing that the others do not do as well.
      apart = apart && (directions.size() > 0 || left(i, i) > 1e-7 * equations.matrix(own[k], own[k]));
    }
    const Eigen::MatrixXd covariance =
        directions.size() == 0
            ? invert(left)
            : Eigen::MatrixXd(directions * invert(directions.transpose() * left * directions) *
                              directions.transpose());
    const Eigen::VectorXd shift = covariance * pull;
    prospect.gain = pull.dot(shift);
    for (Eigen::Index k = 0; k < shift.size(); ++k) {
      prospect.std.push_back(apart ? std::sqrt(covariance(k, k)) : std::numeric_limits<double>::infinity());
      prospect.shift.push_back(shift(k));
    }
    if (accept(g, prospect)) {
      base.insert(base.end(), own.begin(), own.end());
      inverse = invert_determined(equations.matrix(base, base));
    }
  }
}

}  // namespace nacre::diffraction
