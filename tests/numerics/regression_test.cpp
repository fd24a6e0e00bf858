#include "nacre/numerics/regression.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace nacre::numerics {
namespace {

// x = 1..4, y = 1, 3, 2, 5: slope 1.1, intercept 0, residual sum of squares 2.7, by hand.
TEST(Line, AgreesWithHandCalculation) {
  const std::vector<double> x{1, 2, 3, 4};
  const std::vector<double> y{1, 3, 2, 5};
  const Line line = fit_line(x, y);
  EXPECT_NEAR(line.slope, 1.1, 1e-14);
  EXPECT_NEAR(line.intercept, 0.0, 1e-14);
  EXPECT_NEAR(line.slope_std, std::sqrt(1.35 / 5.0), 1e-14);
  EXPECT_NEAR(line.intercept_std, std::sqrt(1.35 * (0.25 + 6.25 / 5.0)), 1e-14);
  EXPECT_NEAR(line.covariance, -1.35 * 2.5 / 5.0, 1e-14);
}

TEST(Line, WeightsByUncertainty) {
  const std::vector<double> x{0, 1, 2, 2};
  const std::vector<double> y{0, 1, 2, 9};
  EXPECT_NEAR(fit_line(x, y, std::vector<double>{1, 1, 1, 1e6}).slope, 1.0, 1e-9);
}

TEST(Line, KeepsItsDigitsFarFromZero) {
  const std::vector<double> x{1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4};
  const std::vector<double> y{1, 3, 2, 5};
  EXPECT_NEAR(fit_line(x, y).slope, 1.1, 1e-12);
}

TEST(Line, HasNoSlopeForOneX) {
  const std::vector<double> x{2, 2, 2};
  const std::vector<double> y{1, 3, 2};
  EXPECT_TRUE(std::isnan(fit_line(x, y).slope));
  EXPECT_TRUE(std::isnan(fit_line_robust(x, y).slope_std));
}

TEST(Line, HasNoUncertaintyFromTwoPoints) {
  const std::vector<double> x{1, 2};
  const std::vector<double> y{1, 3};
  EXPECT_NEAR(fit_line(x, y).slope, 2.0, 1e-14);
  EXPECT_TRUE(std::isnan(fit_line(x, y).slope_std));
  EXPECT_TRUE(std::isnan(fit_line_robust(x, y).slope_std));
}

TEST(RobustLine, FindsALineThroughWildPoints) {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 40; ++i) {
    x.push_back(i);
    y.push_back(100.0 - 0.5 * i + (i % 10 == 3 ? 50.0 : 0.0));
  }
  const Line line = fit_line_robust(x, y);
  EXPECT_NEAR(line.slope, -0.5, 1e-6);
  EXPECT_NEAR(line.intercept, 100.0, 1e-4);
  EXPECT_LT(fit_line(x, y).slope, -0.5 - 1e-3);  // least squares does not
}

// Over many draws of noise the deviation in units of the uncertainty has mean 0 and standard deviation 1.
TEST(RobustLine, UncertaintyIsHonest) {
  std::mt19937 random(7);
  std::normal_distribution<double> noise(0.0, 0.3);
  double sum = 0.0;
  double squares = 0.0;
  constexpr int draws = 2000;
  for (int draw = 0; draw < draws; ++draw) {
    std::vector<double> x;
    std::vector<double> y;
    for (int i = 0; i < 30; ++i) {
      x.push_back(i);
      y.push_back(5.0 - 0.2 * i + noise(random));
    }
    const Line line = fit_line_robust(x, y);
    const double pull = (line.slope + 0.2) / line.slope_std;
    sum += pull;
    squares += pull * pull;
  }
  EXPECT_NEAR(sum / draws, 0.0, 0.08);
  EXPECT_NEAR(std::sqrt(squares / draws), 1.0, 0.12);
}

// A straight line is a sum of known functions too. Columns of different size force a permutation.
TEST(LinearFit, AgreesWithTheLine) {
  const std::vector<double> x{1, 2, 3, 4};
  const std::vector<double> y{1, 3, 2, 5};
  Eigen::MatrixXd columns(4, 2);
  for (int i = 0; i < 4; ++i) {
    columns(i, 0) = 1.0;
    columns(i, 1) = 1000.0 * x[static_cast<std::size_t>(i)];
  }
  const LinearFit fit = fit_linear(columns, Eigen::Map<const Eigen::VectorXd>(y.data(), 4));
  const Line line = fit_line(x, y);
  EXPECT_NEAR(fit.parameters[0], line.intercept, 1e-12);
  EXPECT_NEAR(fit.parameters[1], line.slope / 1000.0, 1e-15);
  EXPECT_NEAR(std::sqrt(fit.covariance(0, 0)), line.intercept_std, 1e-12);
  EXPECT_NEAR(std::sqrt(fit.covariance(1, 1)), line.slope_std / 1000.0, 1e-15);
  EXPECT_NEAR(fit.covariance(0, 1), line.covariance / 1000.0, 1e-15);
}

TEST(LinearFit, EqualColumnsAreNotDetermined) {
  const LinearFit fit = fit_linear(Eigen::MatrixXd::Ones(5, 2), Eigen::VectorXd::Ones(5));
  EXPECT_TRUE(std::isnan(fit.covariance(0, 0)));
}

}  // namespace
}  // namespace nacre::numerics
