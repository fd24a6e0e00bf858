#include "nacre/numerics/decimate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace nacre::numerics {
namespace {

TEST(Decimate, KeepsTheCornersOfALineOfStraightParts) {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i <= 300; ++i) {
    x.push_back(i);
    y.push_back(i <= 100 ? i : (i <= 200 ? 100 : 300 - i));
  }
  const auto kept = decimate(x, y, 100, 1e-9);
  EXPECT_EQ(kept.indices, (std::vector<std::size_t>{0, 100, 200, 300}));
  EXPECT_NEAR(kept.error, 0.0, 1e-12);
}

TEST(Decimate, StatesTheErrorThatItMakes) {
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i < 5000; ++i) {
    x.push_back(i * 0.01);
    y.push_back(std::sin(x.back()));
  }
  const auto kept = decimate(x, y, 120);
  ASSERT_EQ(kept.indices.size(), 120u);
  double worst = 0.0;
  for (std::size_t k = 1; k < kept.indices.size(); ++k) {
    const std::size_t a = kept.indices[k - 1];
    const std::size_t b = kept.indices[k];
    for (std::size_t i = a; i <= b; ++i) {
      const double line = y[a] + (y[b] - y[a]) * (x[i] - x[a]) / (x[b] - x[a]);
      worst = std::max(worst, std::abs(y[i] - line));
    }
  }
  EXPECT_NEAR(kept.error, worst, 1e-12);
  EXPECT_LT(kept.error, 0.03);
}

TEST(Decimate, KeepsEverythingThatFits) {
  const std::vector<double> x{0, 1, 2};
  const std::vector<double> y{0, 7, 2};
  EXPECT_EQ(decimate(x, y, 3).indices.size(), 3u);
  EXPECT_EQ(decimate(std::vector<double>{1}, std::vector<double>{1}, 10, 0.1).indices.size(), 1u);
  EXPECT_TRUE(decimate(std::vector<double>{}, std::vector<double>{}, 10, 0.1).indices.empty());
}

}  // namespace
}  // namespace nacre::numerics
