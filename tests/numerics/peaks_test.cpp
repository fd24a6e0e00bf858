#include "nacre/numerics/peaks.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace nacre::numerics {
namespace {

TEST(Peaks, HaveTheProminenceOfTheHigherSaddle) {
  //                              0  1  2  3  4  5  6  7  8
  const std::vector<double> values{0, 5, 2, 9, 4, 6, 6, 6, 1};
  const auto peaks = find_peaks(values, 1.0);
  ASSERT_EQ(peaks.size(), 3u);
  EXPECT_EQ(peaks[0].index, 1u);
  EXPECT_DOUBLE_EQ(peaks[0].prominence, 3.0);
  EXPECT_EQ(peaks[1].index, 3u);
  EXPECT_DOUBLE_EQ(peaks[1].prominence, 8.0);
  EXPECT_EQ(peaks[2].index, 6u);  // the middle of the flat top
  EXPECT_DOUBLE_EQ(peaks[2].prominence, 2.0);
  EXPECT_EQ(find_peaks(values, 2.5).size(), 2u);
}

TEST(Peaks, WidthAtHalfProminence) {
  const std::vector<double> triangle{0, 1, 2, 3, 4, 3, 2, 1, 0};
  const auto peaks = find_peaks(triangle, 1.0);
  ASSERT_EQ(peaks.size(), 1u);
  EXPECT_DOUBLE_EQ(peaks[0].left, 2.0);
  EXPECT_DOUBLE_EQ(peaks[0].right, 6.0);
}

TEST(Peaks, NoneAtTheEndsOrInNothing) {
  EXPECT_TRUE(find_peaks(std::vector<double>{3, 2, 1, 2, 3}, 0.1).empty());
  EXPECT_TRUE(find_peaks(std::vector<double>{}, 0.1).empty());
  EXPECT_TRUE(find_peaks(std::vector<double>{1, 1, 1}, 0.0).empty());
}

}  // namespace
}  // namespace nacre::numerics
