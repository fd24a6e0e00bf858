// The steps of one spectrum on its own: h and the other unknowns, then the scales of prior and noise.
#include <algorithm>
#include <cmath>

#include "nacre/impedance/log_drt.hpp"
#include "nacre/numerics/symmetric_matrix.hpp"

namespace nacre::impedance {
namespace {

using Eigen::Index;

constexpr double student_nu = 3.0;

constexpr double longest_step = 3.0;       // of ln gamma
constexpr double longest_loss_step = 1.0;  // of ln d
constexpr int noise_from_step = 5;         // the shape of the noise shows once the model has come near
constexpr int local_from_step = 4;         // and so do the local scales
constexpr int calm_from_step = 16;         // from here on nothing jumps, so that a circle of scales ends
constexpr int freeze_from_step = 40;       // from here on what is at its bound stays there

}  // namespace

bool LogDrt::step() {
  double before = objective(h_, theta_, residual_);
  for (int attempt = 0; attempt < 12; ++attempt) {
    linearise();
    const auto m = static_cast<Index>(columns_.size());
    const Index n = h_.size();
    for (Index j = 0; j < m; ++j) {
      hessian_(j, j) += columns_[static_cast<std::size_t>(j)] == loss ? damping_ : 1e-9 * hessian_(j, j);
    }
    hessian_.diagonal().tail(n).array() += damping_;
    if (!numerics::factorise(hessian_)) {
      damping_ = std::max(10.0 * damping_, 1e-4);
      continue;
    }
    Eigen::VectorXd direction = gradient_;
    numerics::solve_factorised(hessian_, direction);
    double longest = direction.tail(n).cwiseAbs().maxCoeff() / longest_step;
    for (Index j = 0; j < m; ++j) {
      if (columns_[static_cast<std::size_t>(j)] == loss) {
        longest = std::max(longest, std::abs(direction[j]) / longest_loss_step);
      }
    }
    direction /= std::max(1.0, longest);
    Thetas theta = theta_;
    bool reached_bound = false;
    for (Index j = 0; j < m; ++j) {
      const Extra extra = columns_[static_cast<std::size_t>(j)];
      theta[extra] += direction[j];
      if (extra != loss && theta[extra] < 0.0) {
        theta_[extra] = 0.0;
        free_[extra] = false;
        reached_bound = true;
      }
    }
    if (used_[inductance] && !free_[inductance]) {
      free_[loss] = false;  // the loss of no inductance means nothing
    }
    if (reached_bound) {
      residual_ = z_ - impedance(h_, theta_);
      before = objective(h_, theta_, residual_);  // at the bound it may be higher
      continue;
    }
    const Eigen::VectorXd h = h_ + direction.tail(n);
    const Eigen::VectorXd residual = z_ - impedance(h, theta);
    const double after = objective(h, theta, residual);
    if (after <= before + 1e-9 * std::abs(before)) {
      change_ = before - after;
      h_ = h;
      theta_ = theta;
      residual_ = residual;
      damping_ = std::max(0.1 * damping_, 1e-8);
      // hessian_ now holds its Cholesky factor.
      numerics::invert_factor(hessian_, inverse_factor_);
      return true;
    }
    damping_ = std::max(10.0 * damping_, 1e-4);
  }
  return false;
}

void LogDrt::update_scales() {
  const auto m = static_cast<Index>(columns_.size());
  const Index n = h_.size();
  const double cube = spacing_ * spacing_ * spacing_;
  // E[h''^2] from the mean and the covariance, which is L^-T L^-1.
  const Eigen::ArrayXd bends = bend();
  Eigen::ArrayXd spread(n - 2);
  for (Index i = 0; i < n - 2; ++i) {
    const Index first = m + i;
    spread[i] = (inverse_factor_.col(first).tail(m + n - first) -
                 2.0 * inverse_factor_.col(first + 1).tail(m + n - first) +
                 inverse_factor_.col(first + 2).tail(m + n - first))
                    .squaredNorm() /
                cube;
  }
  const double prior_share = lambda_ * (local_.array() * spread).sum();
  const double wanted = std::max(static_cast<double>(n - 2) - prior_share, 0.5) /
                        std::max((local_.array() * bends).sum(), 1e-30);
  const double bounded = std::clamp(wanted, lambda_ / 5.0, lambda_ * 5.0);
  lambda_ = steps_ < calm_from_step ? bounded : std::sqrt(lambda_ * bounded);

  if (steps_ >= noise_from_step && steps_ < calm_from_step && noise_.choose(residual_.array())) {
    kernel_is_current_ = false;
  }
  estimate_noise(static_cast<double>(m + n) - prior_share);

  if (steps_ >= local_from_step) {
    Eigen::ArrayXd local = (student_nu + 1.0) / (student_nu + lambda_ * (bends + spread));
    local /= std::exp(local.log().mean());
    local_ = steps_ < calm_from_step ? local : (local_.array() * local).sqrt();
  }
}

void LogDrt::release_bounds() {
  const Eigen::VectorXd weighted = (residual_.array() / noise_.shape().square()).matrix();
  for (const Extra extra : {resistance, inductance, elastance}) {
    if (used_[extra] && !free_[extra] && extra_column(extra).dot(weighted) > 0.0) {
      free_[extra] = true;
      if (extra == inductance && used_[loss]) {
        free_[loss] = true;
      }
    }
  }
}

bool LogDrt::converge(int most_steps) {
  const int first = steps_;
  while (steps_ - first < most_steps) {
    const double lambda = lambda_;
    if (!step()) {
      return false;
    }
    update_scales();
    ++steps_;
    if (steps_ % 3 == 0 && steps_ < freeze_from_step) {
      release_bounds();
    }
    if (steps_ > local_from_step + 4 && std::abs(std::log(lambda_ / lambda)) < 0.02 &&
        std::abs(change_) < 5e-4 * static_cast<double>(z_.size())) {
      return true;
    }
  }
  return false;
}

}  // namespace nacre::impedance
