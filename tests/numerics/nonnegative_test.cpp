#include "nacre/numerics/nonnegative.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "nacre/base/error.hpp"

namespace nacre::numerics {
namespace {

struct Problem {
  Eigen::MatrixXd h;
  Eigen::VectorXd b;
};

Problem random_problem(Eigen::Index n, Eigen::Index rows, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  const Eigen::MatrixXd a = Eigen::MatrixXd::NullaryExpr(rows, n, [&] { return normal(random); });
  const Eigen::VectorXd y = Eigen::VectorXd::NullaryExpr(rows, [&] { return normal(random); });
  return {a.transpose() * a + 1e-6 * Eigen::MatrixXd::Identity(n, n), a.transpose() * y};
}

// The conditions of Karush, Kuhn and Tucker, which only the minimum fulfils.
void expect_minimum(const Problem& p, const Eigen::VectorXd& x, Eigen::Index first_bounded = 0) {
  const Eigen::VectorXd gradient = p.h * x - p.b;
  const double scale = p.b.lpNorm<Eigen::Infinity>();
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    if (i < first_bounded || x[i] > 0.0) {
      EXPECT_NEAR(gradient[i], 0.0, 1e-10 * scale) << i;
    } else {
      EXPECT_EQ(x[i], 0.0);
      EXPECT_GE(gradient[i], -1e-10 * scale) << i;
    }
  }
}

TEST(Nonnegative, two_unknowns_by_hand) {
  NonnegativeQuadratic solver(2);
  const Eigen::MatrixXd h = (Eigen::Matrix2d() << 2, 1, 1, 2).finished();
  EXPECT_TRUE(solver.solve(h, Eigen::Vector2d(3, 3)).isApprox(Eigen::Vector2d(1, 1), 1e-14));
  // The free minimum is (3, -1) / ...: x2 is held at zero, x1 = 4 / 2.
  const Eigen::VectorXd x = solver.solve(h, Eigen::Vector2d(4, 0));
  EXPECT_DOUBLE_EQ(x[0], 2.0);
  EXPECT_EQ(x[1], 0.0);
  EXPECT_DOUBLE_EQ(solver.gradient()[1], 2.0);
  EXPECT_THAT(solver.positive(), testing::ElementsAre(0));
}

TEST(Nonnegative, random_problems_fulfil_the_conditions) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const auto n = static_cast<Eigen::Index>(2 + seed % 60);
    const Problem p = random_problem(n, n / 2 + static_cast<Eigen::Index>(seed % 41), seed);
    NonnegativeQuadratic solver(n);
    expect_minimum(p, solver.solve(p.h, p.b));
  }
}

TEST(Nonnegative, unbounded_unknowns_take_either_sign) {
  bool negative = false;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Problem p = random_problem(12, 20, seed);
    NonnegativeQuadratic solver(12, 3);
    const Eigen::VectorXd x = solver.solve(p.h, p.b);
    expect_minimum(p, x, 3);
    negative = negative || x.head(3).minCoeff() < 0.0;
  }
  EXPECT_TRUE(negative);
}

TEST(Nonnegative, the_last_sets_start_the_next_solution) {
  Problem p = random_problem(60, 90, 5);
  NonnegativeQuadratic solver(60);
  solver.solve(p.h, p.b);
  const int cold = solver.factorisations();
  p.h.diagonal() *= 1.0001;
  expect_minimum(p, solver.solve(p.h, p.b));
  EXPECT_GT(cold, 2);
  EXPECT_LE(solver.factorisations(), 2);
}

TEST(Nonnegative, refuses_a_matrix_that_is_not_positive_definite) {
  NonnegativeQuadratic solver(2);
  const Eigen::MatrixXd h = (Eigen::Matrix2d() << 1, 2, 2, 1).finished();
  EXPECT_THROW(solver.solve(h, Eigen::Vector2d(1, 1)), ConvergenceError);
}

}  // namespace
}  // namespace nacre::numerics
