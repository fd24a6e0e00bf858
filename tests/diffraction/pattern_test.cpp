// From a table of a file to the points that are fitted.
#include "nacre/diffraction/pattern.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nacre/formats/table.hpp"

namespace nacre::diffraction {
namespace {

using ::testing::HasSubstr;

// Forty points of 100, of which the later half was counted four times as long.
formats::Table two_times(const char* unit, double later) {
  formats::Table table;
  formats::Numbers angles, intensities, times;
  for (int i = 0; i < 40; ++i) {
    angles.push_back(10.0 + 0.1 * i);
    intensities.push_back(i < 20 ? 100.0 : later);
    times.push_back(i < 20 ? 0.5 : 2.0);
  }
  table.add("two_theta_deg", "deg", angles);
  table.add("intensity", unit, intensities);
  table.add("count_time_s", "s", times);
  return table;
}

TEST(PatternOf, CountsOfUnequalTimesAreBroughtToThatOfTheFirstPoint) {
  const auto pattern = pattern_of(two_times("counts", 400.0));
  EXPECT_DOUBLE_EQ(pattern.intensity.front(), 100.0);
  EXPECT_DOUBLE_EQ(pattern.std.front(), 10.0);
  EXPECT_DOUBLE_EQ(pattern.intensity.back(), 100.0);
  EXPECT_DOUBLE_EQ(pattern.std.back(), 5.0);
}

TEST(PatternOf, ARateHasTheUncertaintyOfItsCounts) {
  const auto pattern = pattern_of(two_times("1/s", 100.0));
  EXPECT_DOUBLE_EQ(pattern.intensity.back(), 100.0);
  EXPECT_DOUBLE_EQ(pattern.std.front(), std::sqrt(50.0) / 0.5);
  EXPECT_DOUBLE_EQ(pattern.std.back(), std::sqrt(200.0) / 2.0);
}

TEST(PatternOf, WhatIsNoCountIsLeftAsItStands) {
  EXPECT_DOUBLE_EQ(pattern_of(two_times("1", 100.0)).std.back(), 10.0);
}

}  // namespace
}  // namespace nacre::diffraction
