#include "nacre/numerics/truncated_normal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "nacre/base/error.hpp"
#include "nacre/numerics/clones.hpp"

namespace nacre::numerics {
namespace {

using Eigen::Index;

constexpr double pi = std::numbers::pi;
constexpr long most_reflections = 20000;  // in one quarter of a swing

}  // namespace

// Every unknown swings as mean + a sin t + b cos t. With u = tan(t / 2) it falls through zero where
// (mean - b) u^2 + 2 a u + (mean + b) does: without cancellation and without a trigonometric function. The u
// of each first fall, infinity where there is none.
NACRE_VECTOR_CLONES static void first_falls(const double* mean, const double* a, const double* b, Index n,
                                            double* u) {
  constexpr double never = std::numeric_limits<double>::infinity();
  for (Index i = 0; i < n; ++i) {
    const double opposite = mean[i] - b[i];  // half a swing later
    const double now = std::max(mean[i] + b[i], 0.0);
    const double square = a[i] * a[i] - opposite * now;
    const double root = std::sqrt(std::max(square, 0.0));
    const bool falling = a[i] < 0.0;
    const double ratio = (falling ? now : a[i] + root) / (falling ? root - a[i] : -opposite);
    u[i] = (falling ? square : -opposite) > 0.0 ? ratio : never;
  }
}

// One part of a swing for all: offset and velocity turned by its angle.
NACRE_VECTOR_CLONES static void turn(double* offset, double* velocity, Index n, double cosine, double sine) {
  for (Index i = 0; i < n; ++i) {
    const double before = offset[i];
    offset[i] = velocity[i] * sine + before * cosine;
    velocity[i] = velocity[i] * cosine - before * sine;
  }
}

NACRE_VECTOR_CLONES static void add(double* y, const double* x, Index n, double factor) {
  for (Index i = 0; i < n; ++i) {
    y[i] += factor * x[i];
  }
}

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
  falls_.resize(x_.size());
  double left = 1.0;  // tan(t / 2) of what is left of the quarter of a swing
  for (long count = 0; count < most_reflections; ++count) {
    double first = left;
    Index hit = -1;
    first_falls(mean_.data(), velocity_.data(), offset_.data(), x_.size(), falls_.data());
    for (Index i = first_bounded_; i < x_.size(); ++i) {
      if (falls_[i] < first) {
        first = falls_[i];
        hit = i;
      }
    }
    const double scale = 1.0 / (1.0 + first * first);
    turn(offset_.data(), velocity_.data(), x_.size(), (1.0 - first * first) * scale, 2.0 * first * scale);
    if (hit < 0) {
      break;
    }
    left = (left - first) / (1.0 + left * first);
    offset_[hit] = -mean_[hit];
    add(velocity_.data(), covariance_.col(hit).data(), x_.size(),
        -2.0 * velocity_[hit] / covariance_(hit, hit));
    ++reflections_;
  }
  x_ = offset_ + mean_;
  // Rounding at a reflection may leave an unknown a hair below its bound.
  const Index bounded = x_.size() - first_bounded_;
  x_.tail(bounded) = x_.tail(bounded).cwiseMax(0.0);
  return x_;
}

}  // namespace nacre::numerics
