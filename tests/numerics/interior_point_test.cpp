#include "nacre/numerics/interior_point.hpp"

#include <gtest/gtest.h>

#include <random>

#include "nacre/base/error.hpp"
#include "nacre/numerics/nonnegative.hpp"

namespace nacre::numerics {
namespace {

TEST(InteriorPoint, comes_to_the_minimum_with_its_tolerance) {
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  const Eigen::MatrixXd a = Eigen::MatrixXd::NullaryExpr(40, 20, [&] { return normal(random); });
  const Eigen::VectorXd y = Eigen::VectorXd::NullaryExpr(40, [&] { return normal(random); });
  const Eigen::MatrixXd p = a.transpose() * a;
  const Eigen::VectorXd b = a.transpose() * y;
  NonnegativeQuadratic exact(20);
  const Eigen::VectorXd minimum = exact.solve(p, b);
  InteriorPointTolerance tight;
  tight.absolute = tight.relative = tight.feasible = 1e-12;
  const Eigen::VectorXd loose = interior_point(p, -b);
  EXPECT_LT((interior_point(p, -b, tight) - minimum).norm(), 1e-6 * minimum.norm());
  EXPECT_LT((loose - minimum).norm(), 1e-2 * minimum.norm());
  EXPECT_NE(loose, minimum);
}

TEST(InteriorPoint, says_when_it_cannot) {
  const Eigen::MatrixXd p = (Eigen::Matrix2d() << 1, 3, 3, 1).finished();
  EXPECT_THROW(interior_point(p, Eigen::Vector2d(1, 1)), ConvergenceError);
  InteriorPointTolerance impossible;
  impossible.iterations = 1;
  EXPECT_THROW(interior_point(Eigen::Matrix2d::Identity(), Eigen::Vector2d(-1, 1), impossible),
               ConvergenceError);
}

}  // namespace
}  // namespace nacre::numerics
