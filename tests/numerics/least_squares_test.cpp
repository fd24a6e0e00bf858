#include "nacre/numerics/least_squares.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "nacre/numerics/regression.hpp"

namespace nacre::numerics {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// y = p0 exp(-p1 x).
LeastSquaresProblem decay(const std::vector<double>& x, const std::vector<double>& y) {
  LeastSquaresProblem problem;
  problem.residuals = x.size();
  problem.evaluate = [x, y](const double* p, double* r, double* j) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double e = std::exp(-p[1] * x[i]);
      r[i] = p[0] * e - y[i];
      if (j != nullptr) {
        j[2 * i] = e;
        j[2 * i + 1] = -p[0] * x[i] * e;
      }
    }
    return true;
  };
  return problem;
}

TEST(LeastSquares, FindsExactParameters) {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 20; ++i) {
    x.push_back(0.3 * i);
    y.push_back(2.5 * std::exp(-0.7 * x.back()));
  }
  auto problem = decay(x, y);
  problem.start = {1.0, 0.1};
  const auto result = least_squares(problem);
  EXPECT_TRUE(result.converged);
  EXPECT_NEAR(result.parameters[0], 2.5, 1e-8);
  EXPECT_NEAR(result.parameters[1], 0.7, 1e-8);
  EXPECT_LT(result.std[0], 1e-7);
}

// A straight line is a nonlinear problem too: the covariance must be that of the linear one.
TEST(LeastSquares, CovarianceIsThatOfALine) {
  const std::vector<double> x{1, 2, 3, 4};
  const std::vector<double> y{1, 3, 2, 5};
  LeastSquaresProblem problem;
  problem.residuals = 4;
  problem.start = {5.0, -3.0};
  problem.evaluate = [&](const double* p, double* r, double* j) {
    for (std::size_t i = 0; i < 4; ++i) {
      r[i] = p[0] + p[1] * x[i] - y[i];
      if (j != nullptr) {
        j[2 * i] = 1.0;
        j[2 * i + 1] = x[i];
      }
    }
    return true;
  };
  const auto result = least_squares(problem);
  const Line line = fit_line(x, y);
  EXPECT_NEAR(result.parameters[1], line.slope, 1e-9);
  EXPECT_NEAR(result.std[0], line.intercept_std, 1e-9);
  EXPECT_NEAR(result.std[1], line.slope_std, 1e-9);
  EXPECT_NEAR(result.covariance(0, 1), line.covariance, 1e-9);
}

TEST(LeastSquares, AParameterAtItsBoundHasNoUncertainty) {
  const std::vector<double> x{0, 1, 2, 3};
  const std::vector<double> y{1, 0.5, 0.25, 0.13};
  auto problem = decay(x, y);
  problem.start = {1.0, 0.2};
  problem.lower = {-infinity, -infinity};
  problem.upper = {infinity, 0.5};
  const auto result = least_squares(problem);
  EXPECT_DOUBLE_EQ(result.parameters[1], 0.5);
  EXPECT_TRUE(std::isnan(result.std[1]));
  EXPECT_TRUE(std::isfinite(result.std[0]));
  problem.free_at_bounds = true;
  const auto free = least_squares(problem);
  EXPECT_TRUE(std::isfinite(free.std[1]));
  EXPECT_GT(free.std[0], result.std[0]);
}

TEST(LeastSquares, SaysWhenThePointsDoNotDetermine) {
  auto problem = decay({0, 0, 0}, {1, 1.1, 0.9});  // x = 0 says nothing about the rate
  problem.start = {1.0, 0.3};
  const auto result = least_squares(problem);
  EXPECT_TRUE(std::isnan(result.std[1]));
  EXPECT_FALSE(result.reason.empty());
}

}  // namespace
}  // namespace nacre::numerics
