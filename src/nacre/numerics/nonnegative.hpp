// Convex quadratic problems whose unknowns must not be negative.
//
//   minimise 1/2 x'Hx - b'x,  x_i >= 0 for i >= first_bounded,  H symmetric and positive definite.
//
// Solved exactly by block principal pivoting (Portugal, Judice and Vicente, 10.2307/2153287): a set of
// unknowns at zero is guessed, the others follow from a Cholesky factor, and every unknown on the wrong side
// changes sides at once. Where that goes round in circles, by the active set method of Lawson and Hanson,
// which descends at every step. The sets of one solution start the next: neighbouring problems take one or
// two factorisations.
#pragma once

#include <Eigen/Dense>
#include <vector>

namespace nacre::numerics {

class NonnegativeQuadratic {
 public:
  // first_bounded: the unknowns before it may have any sign.
  explicit NonnegativeQuadratic(Eigen::Index unknowns, Eigen::Index first_bounded = 0);

  // The minimum. The reference holds until the next call. Throws ConvergenceError where H is not positive
  // definite or the sets do not settle.
  const Eigen::VectorXd& solve(const Eigen::MatrixXd& h, const Eigen::VectorXd& b);

  // Hx - b at the last solution: zero where x > 0, not negative where x = 0.
  const Eigen::VectorXd& gradient() const noexcept { return gradient_; }
  // Which unknowns of the last solution are not held at zero, in order.
  const std::vector<Eigen::Index>& positive() const noexcept { return positive_; }
  int factorisations() const noexcept { return factorisations_; }

 private:
  // The unknowns that are not held at zero, the others being zero, and the gradient.
  void solve_positive(const Eigen::MatrixXd& h, const Eigen::VectorXd& b);
  void add_solution(const Eigen::MatrixXd& h);
  void refine(const Eigen::MatrixXd& h);  // takes the rounding out of the gradient
  std::size_t exchange_wrong();           // unknowns that changed sides
  bool exchange_blocks(const Eigen::MatrixXd& h, const Eigen::VectorXd& b);
  void descend(const Eigen::MatrixXd& h, const Eigen::VectorXd& b);

  Eigen::Index first_bounded_;
  std::vector<char> is_positive_;
  std::vector<Eigen::Index> positive_;
  Eigen::MatrixXd reduced_;
  Eigen::VectorXd reduced_b_;
  Eigen::VectorXd x_;
  Eigen::VectorXd gradient_;
  double noise_ = 0.0;  // of the gradient, from rounding: below it an unknown is not pulled off zero
  int factorisations_ = 0;
};

}  // namespace nacre::numerics
