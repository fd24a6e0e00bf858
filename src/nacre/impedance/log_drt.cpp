#include "nacre/impedance/log_drt.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nacre/numerics/symmetric_matrix.hpp"

namespace nacre::impedance {
namespace {

using Eigen::Index;

// The grid goes on beyond the times 1 / w of the measured frequencies, by so many decades.
constexpr double decades_below = 1.0;
constexpr double decades_above = 1.0;

constexpr double end_slope_std = 0.2;

constexpr double student_nu = 3.0;
constexpr double loss_start = 0.1;  // d w_max
constexpr double loss_std = 1.5;    // of its logarithm

constexpr double longest_step = 3.0;       // of ln gamma
constexpr double longest_loss_step = 1.0;  // of ln d
constexpr int noise_from_step = 5;         // the shape of the noise shows once the model has come near
constexpr int local_from_step = 4;         // and so do the local scales
constexpr int calm_from_step = 16;         // from here on nothing jumps, so that a circle of scales ends
constexpr int freeze_from_step = 40;       // from here on what is at its bound stays there

}  // namespace

Eigen::VectorXd LogDrt::grid(double highest_frequency_Hz, double lowest_frequency_Hz,
                             double points_per_decade) {
  const double spacing = std::numbers::ln10 / points_per_decade;
  const double low =
      -std::log(2.0 * std::numbers::pi * highest_frequency_Hz) - decades_below * std::numbers::ln10;
  const double high =
      -std::log(2.0 * std::numbers::pi * lowest_frequency_Hz) + decades_above * std::numbers::ln10;
  const auto points = static_cast<Index>(std::ceil((high - low) / spacing)) + 1;
  return Eigen::VectorXd::LinSpaced(points, low, low + spacing * static_cast<double>(points - 1));
}

LogDrt::LogDrt(const Spectrum& spectrum, Eigen::VectorXd log_tau, double least_noise)
    : log_tau_(std::move(log_tau)), noise_(spectrum.impedance_ohm), least_noise_(least_noise) {
  const auto count = static_cast<Index>(spectrum.size());
  omega_.resize(count);
  z_.resize(2 * count);
  for (Index i = 0; i < count; ++i) {
    omega_[i] = 2.0 * std::numbers::pi * spectrum.frequency_Hz[static_cast<std::size_t>(i)];
    z_[i] = spectrum.impedance_ohm[static_cast<std::size_t>(i)].real();
    z_[count + i] = spectrum.impedance_ohm[static_cast<std::size_t>(i)].imag();
  }
  const Index points = log_tau_.size();
  spacing_ = log_tau_[1] - log_tau_[0];
  kernel_.resize(2 * count, points);
  for (Index k = 0; k < points; ++k) {
    const Eigen::ArrayXd omega_tau = omega_ * std::exp(log_tau_[k]);
    kernel_.col(k).head(count) = spacing_ / (1.0 + omega_tau.square());
    kernel_.col(k).tail(count) = -omega_tau * kernel_.col(k).head(count).array();
  }

  const double least = z_.head(count).minCoeff();
  const double spread = std::max(z_.head(count).maxCoeff() - least, z_.tail(count).cwiseAbs().maxCoeff());
  h_ = Eigen::VectorXd::Constant(points, std::log(spread / (log_tau_[points - 1] - log_tau_[0])));
  local_ = Eigen::VectorXd::Ones(points - 2);
  const double scale = (z_.head(count).array().square() + z_.tail(count).array().square()).sqrt().mean();
  variance_ = 4e-4 * scale * scale;
  used_[resistance] = free_[resistance] = true;
  theta_[resistance] = std::max(least, 0.0);
  residual_ = z_ - impedance(h_, theta_);
}

void LogDrt::use(Extra extra, bool on) {
  used_[extra] = free_[extra] = on;
  theta_[extra] = on && extra == loss ? std::log(loss_start) : 0.0;
  residual_ = z_ - impedance(h_, theta_);
}

void LogDrt::move_fast_gamma_into_resistance() {
  const double fastest = -std::log(highest_omega());
  Index first = 0;
  while (first + 1 < h_.size() && log_tau_[first] < fastest) {
    ++first;
  }
  double moved = 0.0;
  for (Index i = 0; i < first; ++i) {
    const double falling = std::min(h_[i], h_[first] - end_slope * (log_tau_[first] - log_tau_[i]));
    moved += spacing_ * (std::exp(h_[i]) - std::exp(falling));
    h_[i] = falling;
  }
  used_[resistance] = free_[resistance] = true;
  theta_[resistance] += moved;
  residual_ = z_ - impedance(h_, theta_);
}

Eigen::VectorXd LogDrt::extra_column(Extra extra) const {
  const Index n = omega_.size();
  Eigen::VectorXd column = Eigen::VectorXd::Zero(2 * n);
  const Eigen::ArrayXd x = omega_ / omega_[0];
  // j x / (1 + j x d) and its derivative to ln d times theta, x^2 d / (1 + j x d)^2.
  const double d = used_[loss] ? std::exp(theta_[loss]) : 0.0;
  const Eigen::ArrayXd norm = 1.0 + (x * d).square();
  switch (extra) {
    case resistance:
      column.head(n).setOnes();
      break;
    case inductance:
      column.head(n) = x.square() * d / norm;
      column.tail(n) = x / norm;
      break;
    case loss:
      column.head(n) = theta_[inductance] * x.square() * d * (1.0 - (x * d).square()) / norm.square();
      column.tail(n) = -theta_[inductance] * 2.0 * x.cube() * d * d / norm.square();
      break;
    default:
      column.tail(n) = -omega_[n - 1] / omega_;
  }
  return column;
}

Eigen::VectorXd LogDrt::impedance(const Eigen::VectorXd& h, const Thetas& theta) const {
  const Index n = omega_.size();
  Eigen::VectorXd result = kernel_ * h.array().exp().matrix();
  const Eigen::ArrayXd x = omega_ / omega_[0];
  const double d = used_[loss] ? std::exp(theta[loss]) : 0.0;
  const Eigen::ArrayXd norm = 1.0 + (x * d).square();
  result.head(n).array() += theta[resistance] + theta[inductance] * x.square() * d / norm;
  result.tail(n).array() += theta[inductance] * x / norm - theta[elastance] * omega_[n - 1] / omega_;
  return result;
}

double LogDrt::objective(const Eigen::VectorXd& h, const Thetas& theta,
                         const Eigen::VectorXd& residual) const {
  const Index n = h.size();
  const Eigen::ArrayXd r = residual.array() / noise_.shape();
  const Eigen::ArrayXd bend = h.head(n - 2) - 2.0 * h.segment(1, n - 2) + h.tail(n - 2);
  const double first = (h[1] - h[0]) / spacing_ - end_slope;
  const double last = (h[n - 1] - h[n - 2]) / spacing_ + end_slope;
  double sum = r.square().sum() / variance_;
  sum += lambda_ * (local_.array() * bend.square()).sum() / (spacing_ * spacing_ * spacing_);
  sum += (first * first + last * last) / (end_slope_std * end_slope_std);
  if (used_[loss]) {
    const double x = (theta[loss] - std::log(loss_start)) / loss_std;
    sum += x * x;
  }
  return 0.5 * sum;
}

void LogDrt::linearise() {
  const Index n = h_.size();
  columns_.clear();
  for (const Extra extra : {resistance, inductance, loss, elastance}) {
    if (free_[extra]) {
      columns_.push_back(extra);
    }
  }
  const auto m = static_cast<Index>(columns_.size());
  const Eigen::VectorXd weight = noise_.shape().square().inverse() / variance_;
  if (!kernel_is_current_) {
    const Eigen::MatrixXd scaled = kernel_.transpose() * noise_.shape().inverse().matrix().asDiagonal();
    weighted_kernel_.resize(n, n);
    numerics::multiply_by_transpose(scaled, weighted_kernel_);
    kernel_is_current_ = true;
  }
  extra_columns_.resize(z_.size(), m);
  for (Index j = 0; j < m; ++j) {
    extra_columns_.col(j) = extra_column(columns_[static_cast<std::size_t>(j)]);
  }
  const Eigen::VectorXd gamma = h_.array().exp();
  const Eigen::VectorXd weighted_residual = weight.cwiseProduct(residual_);

  // Only the lower triangle: the extra unknowns first, then h.
  hessian_.resize(m + n, m + n);
  gradient_.resize(m + n);
  const Eigen::MatrixXd weighted_extra = weight.asDiagonal() * extra_columns_;
  hessian_.topLeftCorner(m, m).noalias() = extra_columns_.transpose() * weighted_extra;
  hessian_.bottomLeftCorner(n, m).noalias() = kernel_.transpose() * weighted_extra;
  hessian_.bottomLeftCorner(n, m).array().colwise() *= gamma.array();
  for (Index j = 0; j < n; ++j) {
    hessian_.col(m + j).segment(m + j, n - j) =
        (gamma[j] / variance_) *
        gamma.segment(j, n - j).cwiseProduct(weighted_kernel_.col(j).segment(j, n - j));
  }
  gradient_.head(m).noalias() = extra_columns_.transpose() * weighted_residual;
  gradient_.tail(n).noalias() = kernel_.transpose() * weighted_residual;
  gradient_.tail(n).array() *= gamma.array();

  const double factor = lambda_ / (spacing_ * spacing_ * spacing_);
  const double stencil[3] = {1.0, -2.0, 1.0};
  for (Index i = 0; i < n - 2; ++i) {
    const double stiffness = factor * local_[i];
    const double bend = h_[i] - 2.0 * h_[i + 1] + h_[i + 2];
    for (Index a = 0; a < 3; ++a) {
      gradient_[m + i + a] -= stiffness * stencil[a] * bend;
      for (Index b = 0; b <= a; ++b) {
        hessian_(m + i + a, m + i + b) += stiffness * stencil[a] * stencil[b];
      }
    }
  }
  const double end = 1.0 / (spacing_ * spacing_ * end_slope_std * end_slope_std);
  for (const Index i : {Index{0}, n - 2}) {
    const double miss = h_[i + 1] - h_[i] - (i == 0 ? end_slope : -end_slope) * spacing_;
    gradient_[m + i] += end * miss;
    gradient_[m + i + 1] -= end * miss;
    hessian_(m + i, m + i) += end;
    hessian_(m + i + 1, m + i) -= end;
    hessian_(m + i + 1, m + i + 1) += end;
  }
  for (Index j = 0; j < m; ++j) {
    if (columns_[static_cast<std::size_t>(j)] == loss) {
      hessian_(j, j) += 1.0 / (loss_std * loss_std);
      gradient_[j] -= (theta_[loss] - std::log(loss_start)) / (loss_std * loss_std);
    }
  }
}

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

double LogDrt::standard_uncertainty(Extra extra) const {
  const auto found = std::find(columns_.begin(), columns_.end(), extra);
  return found == columns_.end() ? 0.0 : inverse_factor_.col(found - columns_.begin()).norm();
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

double LogDrt::significance(Extra extra) const {
  const double uncertainty = standard_uncertainty(extra);
  return uncertainty > 0.0 ? theta_[extra] / uncertainty : 0.0;
}

double LogDrt::asks_for_loss() const {
  // The score test of the column w^2, the derivative of j w L / (1 + j w d) to d at 0.
  const Index n = omega_.size();
  const auto m = static_cast<Index>(columns_.size());
  Eigen::VectorXd column = Eigen::VectorXd::Zero(2 * n);
  column.head(n) = (omega_ / omega_[0]).square();
  const Eigen::VectorXd weighted = (column.array() / noise_.shape().square()).matrix() / variance_;
  Eigen::VectorXd projected(m + h_.size());
  projected.head(m).noalias() = extra_columns_.transpose() * weighted;
  projected.tail(h_.size()) = h_.array().exp() * (kernel_.transpose() * weighted).array();
  const double information =
      column.dot(weighted) - (inverse_factor_.triangularView<Eigen::Lower>() * projected).squaredNorm();
  return information > 0.0 ? weighted.dot(residual_) / std::sqrt(information) : 0.0;
}

double LogDrt::log_likelihood() const {
  const Eigen::ArrayXd r = residual_.array() / noise_.shape();
  return -0.5 * static_cast<double>(z_.size()) * std::log(r.square().sum());
}

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

Eigen::ArrayXd LogDrt::bend() const {
  const Index n = h_.size();
  return (h_.head(n - 2) - 2.0 * h_.segment(1, n - 2) + h_.tail(n - 2)).array().square() /
         (spacing_ * spacing_ * spacing_);
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

void LogDrt::estimate_noise(double determined) {
  const auto rows = static_cast<double>(z_.size());
  const double squares = (residual_.array() / noise_.shape()).square().sum();
  const double least = least_noise_ * least_noise_ * (z_.array() / noise_.shape()).square().sum();
  variance_ = std::max(squares / std::max(rows - determined, 0.4 * rows), least);
}

Eigen::MatrixXd LogDrt::covariance() const {
  const Index n = h_.size();
  const Eigen::MatrixXd part = inverse_factor_.rightCols(n);
  return part.transpose() * part;
}

Eigen::MatrixXd LogDrt::near_covariance(Index distance) const {
  const Index n = h_.size();
  const Index m = inverse_factor_.cols() - n;
  Eigen::MatrixXd band = Eigen::MatrixXd::Zero(n, distance + 1);
  for (Index d = 0; d <= distance; ++d) {
    for (Index i = 0; i + d < n; ++i) {
      // Above its diagonal the inverse factor is zero.
      const Index rows = n - i - d;
      band(i, d) = inverse_factor_.col(m + i).tail(rows).dot(inverse_factor_.col(m + i + d).tail(rows));
    }
  }
  return band;
}

}  // namespace nacre::impedance
