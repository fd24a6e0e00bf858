// The pieces of a step of several spectra together (drt_chain.hpp): what each of them brings.
#include <algorithm>
#include <cmath>

#include "nacre/impedance/log_drt.hpp"

namespace nacre::impedance {

using Eigen::Index;

void LogDrt::reduce(Eigen::MatrixXd& curvature, Eigen::VectorXd& gradient) {
  linearise();
  const auto m = static_cast<Index>(columns_.size());
  const Index n = h_.size();
  const Eigen::MatrixXd own = hessian_.topLeftCorner(m, m).selfadjointView<Eigen::Lower>();
  const auto coupling = hessian_.bottomLeftCorner(n, m);
  const Eigen::LLT<Eigen::MatrixXd> factor(own);
  own_covariance_ = factor.solve(Eigen::MatrixXd::Identity(m, m));
  follow_ = -factor.solve(coupling.transpose());
  follow_offset_ = factor.solve(gradient_.head(m));
  curvature = hessian_.bottomRightCorner(n, n);
  curvature.triangularView<Eigen::Lower>() += coupling * follow_;
  gradient = gradient_.tail(n) - coupling * follow_offset_;
}

LogDrt::Thetas LogDrt::following(const Eigen::VectorXd& dh) const {
  Thetas theta = theta_;
  const Eigen::VectorXd change = follow_offset_ + follow_ * dh;
  for (Index j = 0; j < change.size(); ++j) {
    const Extra extra = columns_[static_cast<std::size_t>(j)];
    theta[extra] += change[j];
    if (extra != loss) {
      theta[extra] = std::max(theta[extra], 0.0);
    }
  }
  return theta;
}

double LogDrt::objective_after(const Eigen::VectorXd& dh) const {
  const Thetas theta = following(dh);
  const Eigen::VectorXd h = h_ + dh;
  return objective(h, theta, z_ - impedance(h, theta));
}

void LogDrt::move(const Eigen::VectorXd& dh) {
  theta_ = following(dh);
  h_ += dh;
  residual_ = z_ - impedance(h_, theta_);
}

Eigen::ArrayXd LogDrt::bend_variance(const Eigen::MatrixXd& c) const {
  const Index n = h_.size();
  Eigen::ArrayXd result(n - 2);
  for (Index i = 0; i < n - 2; ++i) {
    result[i] = c(i, i) + 4.0 * c(i + 1, i + 1) + c(i + 2, i + 2) - 4.0 * c(i + 1, i) -
                4.0 * c(i + 2, i + 1) + 2.0 * c(i + 2, i);
  }
  return result / (spacing_ * spacing_ * spacing_);
}

void LogDrt::set_prior(double lambda, const Eigen::ArrayXd& local) {
  lambda_ = lambda;
  local_ = local;
}

double LogDrt::standard_uncertainty(Extra extra, const Eigen::MatrixXd& covariance) const {
  const auto found = std::find(columns_.begin(), columns_.end(), extra);
  if (found == columns_.end()) {
    return 0.0;
  }
  const Index j = found - columns_.begin();
  const Eigen::VectorXd row = follow_.row(j).transpose();
  return std::sqrt(own_covariance_(j, j) + row.dot(covariance.selfadjointView<Eigen::Lower>() * row));
}

}  // namespace nacre::impedance
