#include "nacre/numerics/smoothing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace nacre::numerics {
namespace {

std::vector<double> on_grid(int count, double (*f)(double)) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    values.push_back(f(i));
  }
  return values;
}

TEST(Gaussian, LeavesAConstantAndTheMiddleOfALine) {
  const auto constant = smooth_gaussian(std::vector<double>(50, 3.0), 4.0);
  for (const double value : constant) {
    EXPECT_NEAR(value, 3.0, 1e-14);
  }
  const auto line = smooth_gaussian(on_grid(101, [](double x) { return 2.0 * x; }), 4.0);
  EXPECT_NEAR(line[50], 100.0, 1e-11);
}

// A Gaussian of variance 25 smoothed with one of variance 9 has variance 34.
TEST(Gaussian, AddsVariances) {
  const auto peak = on_grid(201, [](double x) { return std::exp(-(x - 100) * (x - 100) / 50.0); });
  const auto smooth = smooth_gaussian(peak, 3.0);
  EXPECT_NEAR(smooth[100], std::sqrt(25.0 / 34.0), 1e-4);
  EXPECT_NEAR(smooth[110] / smooth[100], std::exp(-100.0 / 68.0), 1e-4);
}

TEST(SavitzkyGolay, ReproducesACubicWithItsEnds) {
  const auto cubic = on_grid(40, [](double x) { return 1.0 + x - 0.1 * x * x + 0.01 * x * x * x; });
  const auto values = smooth_savitzky_golay(cubic, 11, 3);
  const auto slopes = smooth_savitzky_golay(cubic, 11, 3, 1);
  for (int i = 0; i < 40; ++i) {
    EXPECT_NEAR(values[static_cast<std::size_t>(i)], cubic[static_cast<std::size_t>(i)], 1e-9);
    EXPECT_NEAR(slopes[static_cast<std::size_t>(i)], 1.0 - 0.2 * i + 0.03 * i * i, 1e-9);
  }
}

// The published coefficients of the quadratic/cubic filter of five points: (-3, 12, 17, 12, -3) / 35.
TEST(SavitzkyGolay, HasThePublishedCoefficients) {
  std::vector<double> impulse(11, 0.0);
  impulse[5] = 35.0;
  const auto values = smooth_savitzky_golay(impulse, 5, 3);
  EXPECT_NEAR(values[3], -3.0, 1e-12);
  EXPECT_NEAR(values[4], 12.0, 1e-12);
  EXPECT_NEAR(values[5], 17.0, 1e-12);
  EXPECT_NEAR(values[2], 0.0, 1e-12);
}

TEST(SavitzkyGolay, ShortGridsAreLeftAlone) {
  EXPECT_EQ(smooth_savitzky_golay(std::vector<double>{1, 5, 2}, 21, 3), (std::vector<double>{1, 5, 2}));
  EXPECT_EQ(smooth_savitzky_golay(std::vector<double>{1, 5}, 21, 3, 1), (std::vector<double>{4, 4}));
  EXPECT_TRUE(smooth_savitzky_golay(std::vector<double>{}, 21, 3, 1).empty());
}

}  // namespace
}  // namespace nacre::numerics
