#include "nacre/numerics/truncated_normal.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"

namespace nacre::numerics {
namespace {

using Eigen::Index;

constexpr double pi = std::numbers::pi;
constexpr long most_reflections = 20000;  // in one quarter of a swing

// tan(t / 2) for the first t > 0 at which mean + a sin t + b cos t falls through zero, where that comes
// before `limit`, else `limit`: the root of (mean - b) u^2 + 2 a u + (mean + b), without cancellation and
// without a trigonometric function; most unknowns are done with the sign of the polynomial at the limit.
double half_tangent_of_zero(double mean, double a, double b, double limit) {
  const double now = std::max(mean + b, 0.0);
  const double opposite = mean - b;
  const bool stays_above = (opposite * limit + 2.0 * a) * limit + now > 0.0;
  if (stays_above && (opposite <= 0.0 || -a >= opposite * limit)) {
    return limit;  // concave, or falling all the way
  }
  if (a >= 0.0) {
    return opposite < 0.0 ? (a + std::sqrt(a * a - opposite * now)) / -opposite : limit;
  }
  const double square = a * a - opposite * now;
  return square >= 0.0 ? now / (std::sqrt(square) - a) : limit;
}

}  // namespace

TruncatedNormal::TruncatedNormal(const Eigen::MatrixXd& precision, Eigen::VectorXd mean, Index first_bounded,
                                 std::uint64_t seed)
    : factor_(precision), mean_(std::move(mean)), first_bounded_(first_bounded), random_(seed) {
  if (factor_.info() != Eigen::Success) {
    throw ConvergenceError("sampling: the matrix is not positive definite", "Increase the regularisation.");
  }
  covariance_ = factor_.solve(Eigen::MatrixXd::Identity(mean_.size(), mean_.size()));
  start(mean_);
}

void TruncatedNormal::start(const Eigen::VectorXd& x) {
  x_ = x;
  for (Index i = first_bounded_; i < x_.size(); ++i) {
    x_[i] = std::max(x_[i], 1e-3 * std::sqrt(covariance_(i, i)));
  }
}

double TruncatedNormal::normal() {
  const auto uniform = [this] { return (static_cast<double>(random_() >> 11) + 0.5) * 0x1p-53; };
  const double radius = std::sqrt(-2.0 * std::log(uniform()));
  return radius * std::cos(2.0 * pi * uniform());
}

const Eigen::VectorXd& TruncatedNormal::next() {
  velocity_ = Eigen::VectorXd::NullaryExpr(x_.size(), [this] { return normal(); });
  factor_.matrixU().solveInPlace(velocity_);
  offset_ = x_ - mean_;
  double left = 0.5 * pi;
  for (long count = 0; count < most_reflections; ++count) {
    double first = std::tan(0.5 * left);
    Index hit = -1;
    for (Index i = first_bounded_; i < x_.size(); ++i) {
      const double u = half_tangent_of_zero(mean_[i], velocity_[i], offset_[i], first);
      if (u < first) {
        first = u;
        hit = i;
      }
    }
    const double cosine = (1.0 - first * first) / (1.0 + first * first);
    const double sine = 2.0 * first / (1.0 + first * first);
    before_ = offset_;
    offset_ = velocity_ * sine + before_ * cosine;
    velocity_ = velocity_ * cosine - before_ * sine;
    if (hit < 0) {
      break;
    }
    left -= 2.0 * std::atan(first);
    offset_[hit] = -mean_[hit];
    velocity_ -= (2.0 * velocity_[hit] / covariance_(hit, hit)) * covariance_.col(hit);
    ++reflections_;
  }
  x_ = offset_ + mean_;
  // Rounding at a reflection may leave an unknown a hair below its bound.
  const Index bounded = x_.size() - first_bounded_;
  x_.tail(bounded) = x_.tail(bounded).cwiseMax(0.0);
  return x_;
}

}  // namespace nacre::numerics
