#include "nacre/numerics/nonnegative.hpp"

#include <algorithm>

#include "nacre/base/error.hpp"
#include "nacre/numerics/symmetric_matrix.hpp"

namespace nacre::numerics {
namespace {

constexpr int patience = 5;  // exchanges without progress before the slow way

}  // namespace

NonnegativeQuadratic::NonnegativeQuadratic(Eigen::Index unknowns, Eigen::Index first_bounded)
    : first_bounded_(first_bounded),
      is_positive_(static_cast<std::size_t>(unknowns), 1),
      x_(unknowns),
      gradient_(unknowns) {}

void NonnegativeQuadratic::solve_positive(const Eigen::MatrixXd& h, const Eigen::VectorXd& b) {
  positive_.clear();
  for (Eigen::Index i = 0; i < x_.size(); ++i) {
    if (is_positive_[static_cast<std::size_t>(i)] != 0) {
      positive_.push_back(i);
    }
  }
  const auto count = static_cast<Eigen::Index>(positive_.size());
  reduced_.resize(count, count);
  reduced_b_.resize(count);
  for (Eigen::Index j = 0; j < count; ++j) {
    const auto column = positive_[static_cast<std::size_t>(j)];
    reduced_b_[j] = b[column];
    for (Eigen::Index i = j; i < count; ++i) {
      reduced_(i, j) = h(positive_[static_cast<std::size_t>(i)], column);
    }
  }
  if (!factorise(reduced_)) {
    throw ConvergenceError("non-negative least squares: the matrix is not positive definite",
                           "Increase the regularisation.");
  }
  x_.setZero();
  gradient_ = -b;
  add_solution(h);
  ++factorisations_;
}

void NonnegativeQuadratic::add_solution(const Eigen::MatrixXd& h) {
  solve_factorised(reduced_, reduced_b_);
  for (Eigen::Index j = 0; j < reduced_b_.size(); ++j) {
    x_[positive_[static_cast<std::size_t>(j)]] += reduced_b_[j];
  }
  add_columns(h, positive_, reduced_b_, gradient_);
}

void NonnegativeQuadratic::refine(const Eigen::MatrixXd& h) {
  for (Eigen::Index j = 0; j < reduced_b_.size(); ++j) {
    reduced_b_[j] = -gradient_[positive_[static_cast<std::size_t>(j)]];
  }
  add_solution(h);
}

std::size_t NonnegativeQuadratic::exchange_wrong() {
  std::size_t wrong = 0;
  for (Eigen::Index i = first_bounded_; i < x_.size(); ++i) {
    char& side = is_positive_[static_cast<std::size_t>(i)];
    if (side != 0 ? x_[i] < 0.0 : gradient_[i] < -noise_) {
      side ^= 1;
      ++wrong;
    }
  }
  return wrong;
}

bool NonnegativeQuadratic::exchange_blocks(const Eigen::MatrixXd& h, const Eigen::VectorXd& b) {
  std::size_t fewest_wrong = static_cast<std::size_t>(x_.size()) + 1;
  int tries_left = patience;
  bool always_refine = false;
  while (tries_left >= 0) {
    solve_positive(h, b);
    if (always_refine) {
      refine(h);
    }
    std::size_t wrong = exchange_wrong();
    if (wrong == 0 && !always_refine) {
      // Rounding may have hidden one that is wrong, and would then bring it back again and again.
      refine(h);
      wrong = exchange_wrong();
      always_refine = wrong > 0;
    }
    if (wrong == 0) {
      return true;
    }
    tries_left = wrong < fewest_wrong ? patience : tries_left - 1;
    fewest_wrong = std::min(fewest_wrong, wrong);
  }
  return false;
}

void NonnegativeQuadratic::descend(const Eigen::MatrixXd& h, const Eigen::VectorXd& b) {
  std::fill(is_positive_.begin() + first_bounded_, is_positive_.end(), char{0});
  solve_positive(h, b);
  refine(h);
  Eigen::VectorXd feasible = x_;
  for (Eigen::Index step = 0; step < 5 * x_.size(); ++step) {
    Eigen::Index steepest = -1;
    for (Eigen::Index i = first_bounded_; i < x_.size(); ++i) {
      if (is_positive_[static_cast<std::size_t>(i)] == 0 && gradient_[i] < -noise_ &&
          (steepest < 0 || gradient_[i] < gradient_[steepest])) {
        steepest = i;
      }
    }
    if (steepest < 0) {
      return;
    }
    is_positive_[static_cast<std::size_t>(steepest)] = 1;
    solve_positive(h, b);
    refine(h);
    // Go towards the new minimum as far as the bounds let, and hold what has reached zero.
    for (;;) {
      double reach = 1.0;
      for (const auto i : positive_) {
        if (i >= first_bounded_ && x_[i] < 0.0) {
          reach = std::min(reach, feasible[i] / (feasible[i] - x_[i]));
        }
      }
      if (reach == 1.0) {
        break;
      }
      bool held = false;
      for (const auto i : positive_) {
        const bool outward = i >= first_bounded_ && x_[i] < 0.0;
        const bool stops = outward && feasible[i] / (feasible[i] - x_[i]) <= reach;
        feasible[i] = stops ? 0.0 : feasible[i] + reach * (x_[i] - feasible[i]);
        if (stops) {
          is_positive_[static_cast<std::size_t>(i)] = 0;
          held = true;
        }
      }
      if (!held) {
        break;
      }
      solve_positive(h, b);
      refine(h);
    }
    feasible = x_;
  }
  throw ConvergenceError("non-negative least squares: the unknowns at zero do not settle",
                         "Increase the regularisation.");
}

const Eigen::VectorXd& NonnegativeQuadratic::solve(const Eigen::MatrixXd& h, const Eigen::VectorXd& b) {
  factorisations_ = 0;
  noise_ = 1e-13 * b.lpNorm<Eigen::Infinity>();
  if (!exchange_blocks(h, b)) {
    descend(h, b);
  }
  return x_;
}

}  // namespace nacre::numerics
