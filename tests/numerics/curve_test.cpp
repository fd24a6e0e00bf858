// Curves: exact at points, fourth order for functions, monotone, straight beyond the ends.
#include "nacre/numerics/curve.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "nacre/base/error.hpp"

namespace nacre::numerics {
namespace {

double error_of_sine(std::size_t pieces) {
  const auto curve = Curve::of([](double x) { return std::sin(x); }, 0.0, 3.0, pieces);
  double worst = 0.0;
  for (int i = 0; i <= 3000; ++i) {
    const double x = 0.001 * i;
    worst = std::max(worst, std::abs(curve(x) - std::sin(x)));
  }
  return worst;
}

TEST(Curve, FunctionConvergesWithFourthOrder) {
  const double order = std::log2(error_of_sine(20) / error_of_sine(40));
  EXPECT_GT(order, 3.8);
  EXPECT_LT(error_of_sine(200), 1e-9);
}

TEST(Curve, SlopeIsTheDerivative) {
  const auto curve = Curve::of([](double x) { return std::exp(-3.0 * x); }, -1.0, 2.0, 300);
  for (double x = -1.3; x < 2.4; x += 0.0371) {
    const double h = 1e-6;
    EXPECT_NEAR(curve.at(x).slope, (curve(x + h) - curve(x - h)) / (2.0 * h),
                1e-6 * (1.0 + std::abs(curve.at(x).slope)));
  }
}

TEST(Curve, ThroughPointsIsExactThereAndDoesNotOvershoot) {
  const std::vector<double> x = {0.0, 1e-5, 0.5, 0.9, 1.0, 4.0};
  const std::vector<double> y = {4.3, 4.2, 3.7, 3.69, 3.0, 3.0};
  const auto curve = Curve::through(x, y);
  for (std::size_t i = 0; i < x.size(); ++i) {
    EXPECT_NEAR(curve(x[i]), y[i], 1e-14);
  }
  double before = curve(0.0);
  for (int i = 1; i <= 4000; ++i) {
    const double now = curve(0.001 * i);
    EXPECT_LE(now, before + 1e-12) << 0.001 * i;
    before = now;
  }
}

TEST(Curve, GoesOnStraight) {
  const std::vector<double> x = {0.0, 1.0, 3.0};
  const std::vector<double> y = {0.0, 2.0, 3.0};
  const auto curve = Curve::through(x, y);
  EXPECT_DOUBLE_EQ(curve(-1.0), -2.0);
  EXPECT_DOUBLE_EQ(curve(5.0), 4.0);
  EXPECT_DOUBLE_EQ(curve.scaled(2.0)(5.0), 8.0);
  EXPECT_DOUBLE_EQ(Curve(7.0).at(123.0).value, 7.0);
}

TEST(Curve, RefusesWhatIsNoCurve) {
  const std::vector<double> x = {0.0, 1.0, 1.0};
  const std::vector<double> y = {0.0, 2.0, 3.0};
  EXPECT_THROW(Curve::through(x, y), UsageError);
  EXPECT_THROW(Curve::of([](double u) { return std::log(u); }, 0.0, 1.0), UsageError);
}

}  // namespace
}  // namespace nacre::numerics
