#include "nacre/numerics/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace nacre::numerics {
namespace {

TEST(Quantile, InterpolatesBetweenNeighbours) {
  EXPECT_DOUBLE_EQ(median({3, 1, 2}), 2.0);
  EXPECT_DOUBLE_EQ(median({4, 1, 2, 3}), 2.5);
  EXPECT_DOUBLE_EQ(quantile({0, 10, 20, 30}, 0.1), 3.0);
  EXPECT_DOUBLE_EQ(quantile({0, 10, 20, 30}, 0.0), 0.0);
  EXPECT_DOUBLE_EQ(quantile({0, 10, 20, 30}, 1.0), 30.0);
  EXPECT_TRUE(std::isnan(median({})));
}

TEST(WeightedMedian, GoesWithTheWeight) {
  const std::vector<double> values{5, 1, 3};
  EXPECT_DOUBLE_EQ(weighted_median(values, std::vector<double>{1, 1, 1}), 3.0);
  EXPECT_DOUBLE_EQ(weighted_median(values, std::vector<double>{5, 1, 1}), 5.0);
  EXPECT_TRUE(std::isnan(weighted_median(values, std::vector<double>{0, 0, 0})));
}

TEST(Spread, OfSmallSamples) {
  const std::vector<double> values{1, 2, 3, 4, 1000};
  EXPECT_NEAR(robust_std(values), 1.4826, 1e-12);
  EXPECT_NEAR(standard_deviation(std::vector<double>{1, 3}), std::sqrt(2.0), 1e-15);
  EXPECT_TRUE(std::isnan(standard_deviation(std::vector<double>{1})));
  EXPECT_DOUBLE_EQ(mean(std::vector<double>{1, 2, 6}), 3.0);
}

}  // namespace
}  // namespace nacre::numerics
