// What the tests of every layout ask of a table: that it holds the pattern of support/pattern_files.hpp.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "nacre/formats/reader.hpp"
#include "support/pattern_files.hpp"

namespace nacre::formats {

inline Table read(const std::string& bytes, const std::string& name = "data",
                  const ReadOptions& options = {}) {
  return read_table(Source::from_memory(name, bytes), options);
}

// The rows from `first` on are the pattern of the synthetic files.
inline void expect_pattern(const Table& table, std::size_t first = 0, double tolerance_deg = 1e-9) {
  const auto points = nacre::testing::pattern_points();
  ASSERT_GE(table.rows(), first + points.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    EXPECT_NEAR(table.numbers("two_theta_deg")[first + i], points[i].two_theta_deg, tolerance_deg) << i;
    EXPECT_NEAR(table.numbers("intensity")[first + i], points[i].counts, 1e-6) << i;
  }
}

inline void expect_deviation(const Table& table, double factor) {
  const auto intensity = table.numbers("intensity");
  const auto deviation = table.numbers("intensity_std");
  for (std::size_t i = 0; i < table.rows(); ++i) {
    EXPECT_NEAR(deviation[i], factor * std::sqrt(intensity[i]), 1e-3) << i;
  }
}

// The high points were measured behind an attenuator of this factor, which is in the intensities.
inline void expect_attenuated(const Table& table, double attenuation) {
  EXPECT_EQ(table.find("intensity")->unit, "1");
  const auto points = nacre::testing::pattern_points();
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double factor = points[i].counts > 500 ? attenuation : 1;
    EXPECT_EQ(table.numbers("intensity")[i], factor * points[i].counts);
    EXPECT_DOUBLE_EQ(table.numbers("intensity_std")[i], factor * std::sqrt(points[i].counts));
  }
}

}  // namespace nacre::formats
