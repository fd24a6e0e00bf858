#include "nacre/impedance/drt_chain.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "nacre/base/parallel.hpp"

namespace nacre::impedance {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double student_nu = 3.0;
constexpr double start_change = 0.3;   // of ln gamma from one spectrum to the next
constexpr double least_change = 1e-3;  // where all spectra are the same
constexpr double longest_step = 3.0;   // of ln gamma
constexpr double largest_scale_change = 5.0;

double bounded(double present, double wanted) {
  return std::isfinite(wanted) && wanted > 0.0
             ? std::clamp(wanted, present / largest_scale_change, present * largest_scale_change)
             : present / largest_scale_change;
}

}  // namespace

DrtChain::DrtChain(std::vector<LogDrt> models) : models_(std::move(models)) {
  const auto& grid = models_.front().log_tau();
  const Index n = grid.size();
  mu_ = 1.0 / (start_change * start_change);
  double sum = 0.0;
  for (const auto& model : models_) {
    sum += std::log(model.lambda());
  }
  lambda_alone_ = lambda_ = std::exp(sum / static_cast<double>(models_.size()));
  local_.assign(models_.size() - 1, ArrayXd::Ones(n));
  for (auto& model : models_) {
    model.set_prior(lambda_, model.local_scales().array());
  }
  const double spacing = grid[1] - grid[0];
  MatrixXd second = MatrixXd::Zero(n - 2, n);
  for (Index i = 0; i < n - 2; ++i) {
    second.row(i).segment<3>(i) << 1.0, -2.0, 1.0;
  }
  const MatrixXd precision = second.transpose() * second / (spacing * spacing * spacing);
  bend_eigenvalues_ =
      Eigen::SelfAdjointEigenSolver<MatrixXd>(precision, Eigen::EigenvaluesOnly).eigenvalues();
  bend_eigenvalues_.head(2).setZero();
}

bool DrtChain::factor(double damping) {
  std::vector<MatrixXd> blocks(models_.size());
  gradients_.resize(models_.size());
  parallel_for(models_.size(), [&](std::size_t k) {
    models_[k].reduce(blocks[k], gradients_[k]);
    blocks[k].diagonal().array() += damping;
  });
  std::vector<VectorXd> couplings;
  for (std::size_t k = 0; k + 1 < models_.size(); ++k) {
    couplings.emplace_back(mu_ * local_[k]);
    const VectorXd pull = couplings[k].cwiseProduct(difference(k));
    gradients_[k] += pull;
    gradients_[k + 1] -= pull;
    blocks[k].diagonal() += couplings[k];
    blocks[k + 1].diagonal() += couplings[k];
  }
  return chain_.factor(std::move(blocks), std::move(couplings));
}

// Of each model, and of the changes between them.
template <class Own, class Difference>
double DrtChain::objective(const Own& own, const Difference& difference) const {
  std::vector<double> parts(models_.size());
  parallel_for(models_.size(), [&](std::size_t k) { parts[k] = own(models_[k], k); });
  double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
  for (std::size_t k = 0; k + 1 < models_.size(); ++k) {
    sum += 0.5 * mu_ * (local_[k] * difference(k).array().square()).sum();
  }
  return sum;
}

double DrtChain::step() {
  const double before = objective([](const LogDrt& model, std::size_t) { return model.objective(); },
                                  [&](std::size_t k) { return difference(k); });
  auto direction = gradients_;
  chain_.solve(direction);
  double longest = 0.0;
  for (const auto& d : direction) {
    longest = std::max(longest, d.cwiseAbs().maxCoeff());
  }
  for (double scale = std::min(1.0, longest_step / longest); scale > 1e-3; scale *= 0.3) {
    auto change = direction;
    for (auto& d : change) {
      d *= scale;
    }
    const double after =
        objective([&](const LogDrt& model, std::size_t k) { return model.objective_after(change[k]); },
                  [&](std::size_t k) -> VectorXd { return difference(k) + change[k + 1] - change[k]; });
    if (after <= before + 1e-9 * std::abs(before)) {
      parallel_for(models_.size(), [&](std::size_t k) { models_[k].move(change[k]); });
      return before - after;
    }
  }
  return -1.0;
}

double DrtChain::update_scales() {
  const auto covariance = chain_.covariance();
  const std::size_t count = models_.size();
  std::vector<ArrayXd> bend(count);
  std::vector<ArrayXd> bend_variance(count);
  std::vector<ArrayXd> change(count - 1);
  std::vector<ArrayXd> change_variance(count - 1);
  double far = 0.0;
  double far_variance = 0.0;
  std::vector<double> prior_share(count, 0.0);
  for (std::size_t k = 0; k < count; ++k) {
    bend[k] = models_[k].bend();
    bend_variance[k] = models_[k].bend_variance(covariance.blocks[k]);
    const auto v = models_[k].local_scales().array();
    prior_share[k] += lambda_ * (v * bend_variance[k]).sum();
  }
  for (std::size_t k = 0; k + 1 < count; ++k) {
    change[k] = difference(k).array().square();
    change_variance[k] = covariance.blocks[k].diagonal() + covariance.blocks[k + 1].diagonal() -
                         2.0 * covariance.neighbours[k];
    far += (local_[k] * change[k]).sum();
    const double share = mu_ * (local_[k] * change_variance[k]).sum();
    far_variance += share;
    prior_share[k] += 0.5 * share;
    prior_share[k + 1] += 0.5 * share;
  }
  const auto [rank_of_lambda, rank_of_mu] = ranks();
  const double copies = static_cast<double>(count) * static_cast<double>(bend[0].size()) / rank_of_lambda;
  const double lambda = bounded(lambda_, lambda_alone_ / std::sqrt(copies));
  const double mu =
      std::min(bounded(mu_, (rank_of_mu - far_variance) / far), 1.0 / (least_change * least_change));
  const double moved = std::max(std::abs(std::log(lambda / lambda_)), std::abs(std::log(mu / mu_)));
  lambda_ = lambda;
  mu_ = mu;
  for (std::size_t k = 0; k < count; ++k) {
    bend[k] += bend_variance[k];
  }
  for (std::size_t k = 0; k + 1 < count; ++k) {
    change[k] += change_variance[k];
  }
  const auto shared = neighbourhood(bend, copies);
  parallel_for(count, [&](std::size_t k) {
    auto& model = models_[k];
    const auto unknowns = static_cast<double>(model.free_extras() + model.log_tau().size());
    model.estimate_noise(unknowns - prior_share[k]);
    ArrayXd local = (student_nu + 1.0) / (student_nu + lambda_alone_ * shared[k]);
    model.set_prior(lambda_, local / std::exp(local.log().mean()));
  });
  // One geometric mean for the whole series, which mu carries: where spectra jump, all of a row may be
  // small.
  double mean = 0.0;
  for (std::size_t k = 0; k + 1 < count; ++k) {
    local_[k] = (student_nu + 1.0) / (student_nu + mu_ * change[k]);
    mean += local_[k].log().mean() / static_cast<double>(count - 1);
  }
  for (auto& local : local_) {
    local /= std::exp(mean);
  }
  return moved;
}

// The mean of each value over the neighbouring spectra, so many as say the same, but not across a jump.
std::vector<ArrayXd> DrtChain::neighbourhood(const std::vector<ArrayXd>& values, double copies) const {
  const double reach = std::max(copies - 1.0, 0.0) / (copies + 1.0);
  const auto size = values.front().size();
  const auto pass = [&](std::size_t k) { return reach * local_[k].segment(1, size).min(1.0); };
  std::vector<ArrayXd> sum = values;
  std::vector<ArrayXd> weight(values.size(), ArrayXd::Ones(size));
  ArrayXd running = ArrayXd::Zero(size);
  ArrayXd running_weight = ArrayXd::Zero(size);
  for (std::size_t k = 1; k < values.size(); ++k) {
    running = pass(k - 1) * (running + values[k - 1]);
    running_weight = pass(k - 1) * (running_weight + 1.0);
    sum[k] += running;
    weight[k] += running_weight;
  }
  running.setZero();
  running_weight.setZero();
  for (std::size_t k = values.size() - 1; k-- > 0;) {
    running = pass(k) * (running + values[k + 1]);
    running_weight = pass(k) * (running_weight + 1.0);
    sum[k] += running;
    weight[k] += running_weight;
  }
  for (std::size_t k = 0; k < values.size(); ++k) {
    sum[k] /= weight[k];
  }
  return sum;
}

// Of the unknowns, how many each of the two terms of the prior holds.
std::array<double, 2> DrtChain::ranks() const {
  const Index n = bend_eigenvalues_.size();
  std::array<double, 2> sum{0.0, 0.0};
  const auto count = static_cast<double>(models_.size());
  for (std::size_t j = 0; j < models_.size(); ++j) {
    const double b = mu_ * (2.0 - 2.0 * std::cos(std::numbers::pi * static_cast<double>(j) / count));
    for (Index i = 0; i < n; ++i) {
      const double a = lambda_ * bend_eigenvalues_[i];
      if (a + b > 0.0) {
        sum[0] += a / (a + b);
        sum[1] += b / (a + b);
      }
    }
  }
  return sum;
}

}  // namespace nacre::impedance
