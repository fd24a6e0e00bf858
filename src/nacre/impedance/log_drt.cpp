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

constexpr double loss_start = 0.1;  // d w_max
constexpr double loss_std = 1.5;    // of its logarithm

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

double LogDrt::standard_uncertainty(Extra extra) const {
  const auto found = std::find(columns_.begin(), columns_.end(), extra);
  return found == columns_.end() ? 0.0 : inverse_factor_.col(found - columns_.begin()).norm();
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

Eigen::ArrayXd LogDrt::bend() const {
  const Index n = h_.size();
  return (h_.head(n - 2) - 2.0 * h_.segment(1, n - 2) + h_.tail(n - 2)).array().square() /
         (spacing_ * spacing_ * spacing_);
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
