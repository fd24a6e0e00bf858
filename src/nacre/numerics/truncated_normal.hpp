// Samples of a normal distribution whose unknowns must not be negative, by exact Hamiltonian Monte Carlo.
//
//   density ~ exp(-(x - mean)' P (x - mean) / 2),  x_i >= 0 for i >= first_bounded
// Pakman and Paninski, 10.1080/10618600.2013.788448, with the covariance as the inverse mass: every unknown
// then swings as mean + a sin t + b cos t, the times at which it reaches zero are known, and the velocity is
// reflected there: v - 2 v_j / C_jj C_j with C the covariance. Nothing is rejected and no step size chosen.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <random>

namespace nacre::numerics {

class TruncatedNormal {
 public:
  // precision: symmetric, positive definite. Throws ConvergenceError where it is not.
  TruncatedNormal(const Eigen::MatrixXd& precision, Eigen::VectorXd mean, Eigen::Index first_bounded,
                  std::uint64_t seed);

  // Moves there. Bounded unknowns at or below zero are put a thousandth of their deviation above it.
  void start(const Eigen::VectorXd& x);

  // The next sample, a quarter of a swing from the last one. The reference holds until the next call.
  const Eigen::VectorXd& next();

  long reflections() const noexcept { return reflections_; }

 private:
  double normal();

  Eigen::LLT<Eigen::MatrixXd> factor_;
  Eigen::MatrixXd covariance_;
  Eigen::VectorXd mean_;
  Eigen::Index first_bounded_;
  std::mt19937_64 random_;
  Eigen::VectorXd x_;
  Eigen::VectorXd offset_;
  Eigen::VectorXd falls_;
  Eigen::VectorXd velocity_;
  long reflections_ = 0;
};

}  // namespace nacre::numerics
