// Every layout of powder patterns on one pattern of our own, and how scans become patterns.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "file_checks.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/table_csv.hpp"
#include "pattern_checks.hpp"
#include "support/pattern_files.hpp"

namespace nacre::formats {
namespace {

using nacre::testing::pattern_points;
using nacre::testing::TextFile;
using patterns::stated_number;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;

class PatternFiles : public ::testing::TestWithParam<TextFile> {};

TEST_P(PatternFiles, HoldThePattern) {
  const Table table = read(GetParam().bytes, GetParam().name);
  EXPECT_EQ(table.rows(), pattern_points().size());
  expect_pattern(table);
  EXPECT_FALSE(table.has("scan"));
  EXPECT_THAT(table.warnings, IsEmpty());
}

TEST_P(PatternFiles, CutOffAnywhereGivePointsOrAnErrorWithItsPlace) {
  expect_rows_or_a_place(GetParam(), pattern_points().size(), 197);
}

// A table that nacre wrote of a pattern is a pattern again.
TEST_P(PatternFiles, ComeBackFromCsv) {
  const Table table = read(GetParam().bytes, GetParam().name);
  const Table again = read(to_csv(table), "table.csv");
  EXPECT_EQ(again.reader, "pattern-text");
  ASSERT_EQ(again.rows(), table.rows());
  EXPECT_EQ(again.columns().size(), table.columns().size());
  EXPECT_EQ(again.find("intensity")->unit, table.find("intensity")->unit);
  for (std::size_t i = 0; i < table.rows(); ++i) {
    EXPECT_EQ(again.numbers("two_theta_deg")[i], table.numbers("two_theta_deg")[i]);
  }
}

INSTANTIATE_TEST_SUITE_P(All, PatternFiles, ::testing::ValuesIn(nacre::testing::all_pattern_files()),
                         name_of);

TEST(Scans, KnowTheirAxisByItsName) {
  for (const char* axis : {"TwoThetaOmega", "2-Theta/Omega", "Omega-2Theta", "Gonio", "Locked Coupled",
                           "2Theta", "Detector Scan", "PSD Fixed Scan", "TwoThetaChi", ""}) {
    EXPECT_TRUE(patterns::is_along_two_theta(axis)) << axis;
  }
  for (const char* axis : {"Omega", "THETA", "Phi", "Rocking Curve", "KHI", "Chi", "X Scan"}) {
    EXPECT_FALSE(patterns::is_along_two_theta(axis)) << axis;
  }
}

TEST(Scans, OverTheSameAnglesArePatternsOfTheirOwn) {
  auto tables = patterns::split_patterns(read(nacre::testing::xrdml_text(3, 1, "400 402")));
  ASSERT_EQ(tables.size(), 3U);
  for (std::size_t i = 0; i < tables.size(); ++i) {
    EXPECT_EQ(tables[i].rows(), pattern_points().size());
    expect_pattern(tables[i]);
    EXPECT_THAT(stated_number(tables[i], "scan"), Optional(static_cast<double>(i + 1)));
    EXPECT_THAT(stated_number(tables[i], "time_s"), Optional(60.0 * static_cast<double>(i)));
    EXPECT_THAT(stated_number(tables[i], "count_time_s"), Optional(12.5 * (static_cast<double>(i) + 1)));
    EXPECT_THAT(stated_number(tables[i], "temperature_K"), Optional(401));
    EXPECT_THAT(patterns::start_time_s(tables[i]),
                Optional(patterns::start_time_s(tables[0]).value() + 60.0 * static_cast<double>(i)));
  }
}

TEST(Scans, ThatGoOnWhereTheLastOneEndedAreOnePattern) {
  const std::string low = "title\nBANK 1 3 1 CONST 1000 2 0 0 STD\n      10      11      12\n";
  const std::string high = "BANK 2 2 1 CONST 1006 4 0 0 STD\n      13      14\n";
  const auto tables = patterns::split_patterns(read(low + high + low.substr(6) + high));
  ASSERT_EQ(tables.size(), 2U);
  EXPECT_THAT(tables[1].numbers("intensity"), ::testing::ElementsAre(10, 11, 12, 13, 14));
  EXPECT_THAT(tables[1].numbers("scan"), ::testing::ElementsAre(3, 3, 3, 4, 4));
}

TEST(Scans, OneScanIsItself) {
  EXPECT_EQ(patterns::split_patterns(read(nacre::testing::xrdml_text())).size(), 1U);
}

TEST(ZippedPatterns, ScansComeInTheOrderOfTheirNumbers) {
  for (const auto& bytes : {nacre::testing::brml_bytes(12), nacre::testing::rasx_bytes(12)}) {
    const Table table = read(bytes);
    EXPECT_EQ(table.rows(), 12 * pattern_points().size());
    EXPECT_THAT(table.metadata, Contains(Pair("anode", "Cu")));
    expect_pattern(table, 11 * pattern_points().size());
  }
}

}  // namespace
}  // namespace nacre::formats
