// From a table of a file to the points that are fitted.
#include "nacre/diffraction/pattern.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nacre/formats/table.hpp"

namespace nacre::diffraction {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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

// Two scans of forty points, the second of twice the intensity; `second` is its number.
formats::Table two_scans(double second) {
  formats::Table table;
  formats::Numbers angles, intensities, scans;
  for (const double scan : {1.0, second}) {
    for (int i = 0; i < 40; ++i) {
      angles.push_back(10.0 + 0.1 * i);
      intensities.push_back(angles.size() > 40 ? 200.0 : 100.0);
      scans.push_back(scan);
    }
  }
  table.add("two_theta_deg", "deg", angles);
  table.add("intensity", "counts", intensities);
  table.add("scan", "1", scans);
  return table;
}

TEST(PatternOf, SeveralScansAreNamedAsSuchAndNotAsAnglesOutOfOrder) {
  const auto both = pattern_of(two_scans(2.0));
  EXPECT_THAT(both.warnings, ElementsAre(AllOf(HasSubstr("holds 2 scans"), HasSubstr("nacre xrd series"))));
  EXPECT_DOUBLE_EQ(both.intensity.front(), 150.0);
  const auto one = pattern_of(two_scans(2.0), 2);
  EXPECT_THAT(one.warnings, IsEmpty());
  EXPECT_DOUBLE_EQ(one.intensity.front(), 200.0);
  // One scan whose angles go back is another matter.
  EXPECT_THAT(pattern_of(two_scans(1.0)).warnings, ElementsAre(HasSubstr("do not rise")));
}

}  // namespace
}  // namespace nacre::diffraction
