// Siemens and Bruker: .raw and .brml.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/formats/members.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "pattern_checks.hpp"
#include "support/packing.hpp"
#include "support/pattern_files.hpp"

namespace nacre::formats {
namespace {

using nacre::testing::pattern_points;
using patterns::stated_number;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Optional;
using ::testing::Pair;

class BrukerRaw : public ::testing::TestWithParam<int> {};

TEST_P(BrukerRaw, RangesAreScansWithWhatTheFileStates) {
  const Table table = read(nacre::testing::bruker_raw_bytes(GetParam(), 3));
  const auto points = pattern_points().size();
  EXPECT_EQ(table.reader, "bruker-raw");
  ASSERT_EQ(table.rows(), 3 * points);
  for (std::size_t scan = 0; scan < 3; ++scan) {
    expect_pattern(table, scan * points);
  }
  EXPECT_EQ(table.find("intensity")->unit, "counts");
  EXPECT_THAT(stated_number(table, "wavelength_angstrom"), Optional(1.5406));
  EXPECT_THAT(stated_number(table, "wavelength_2_angstrom"), Optional(1.54439));
  EXPECT_THAT(stated_number(table, "count_time_s"), Optional(2.5));
  EXPECT_EQ(table.has("time_s"), GetParam() == 3);
  if (GetParam() == 3) {
    EXPECT_EQ(table.numbers("time_s").back(), 20);
  }
  if (GetParam() != 1) {
    EXPECT_THAT(table.metadata, Contains(Pair("anode", "Cu")));
    EXPECT_THAT(stated_number(table, "wavelength_ratio"), Optional(0.5));
  }
}

TEST_P(BrukerRaw, AHeaderThatClaimsMorePointsThanThereAreIsRefusedUnlessSalvaged) {
  const std::string whole = nacre::testing::bruker_raw_bytes(GetParam());
  const std::string cut = whole.substr(0, whole.size() - 42);
  EXPECT_THROW(read(cut), InputError);
  ReadOptions options;
  options.salvage = true;
  EXPECT_EQ(read(cut, "data", options).rows(), pattern_points().size() - 11);
}

INSTANTIATE_TEST_SUITE_P(Versions, BrukerRaw, ::testing::Values(1, 2, 3, 4));

TEST(BrukerRawScans, RockingCurvesAreRefusedByName) {
  for (const int version : {3, 4}) {
    try {
      read(nacre::testing::rocking_curve_bytes(version));
      FAIL() << version;
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr("its 2 scans are Rocking Curve")) << version;
    }
  }
}

TEST(BrukerRawScans, ThoseOfStoeAreRefusedByName) {
  try {
    read("RAW_1.06Powdat  22-Sep-20 17:18" + std::string(200, '\0'));
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("STOE"));
  }
}

TEST(BrukerBrml, AnAbsorberLeavesIntensitiesAloneAndWidensTheirUncertainty) {
  const Table table = read(nacre::testing::brml_bytes(1, 8));
  expect_attenuated(table, 8);
}

TEST(BrukerBrml, TheTimeIsThatOfEveryStripOfTheDetectorAndEveryScanStatesItsStart) {
  const Table table = read(nacre::testing::brml_bytes(3));
  EXPECT_EQ(table.find("intensity")->unit, "counts");
  EXPECT_THAT(stated_number(table, "count_time_s"), Optional(2.5));  // not the 0.25 s of a step
  EXPECT_THAT(table.metadata, Contains(Pair("title", "A title")));
  EXPECT_EQ(table.numbers("time_s")[2 * pattern_points().size()], 120);
}

TEST(BrukerBrml, FramesOfAMovingDetectorAreNoPattern) {
  std::string bytes = nacre::testing::brml_frame_bytes();
  const auto members = unpack_members(Source::from_memory("x", bytes), false, [](auto) { return true; });
  std::string text(members.back().source.bytes());
  const auto datum = text.find("<Datum>");
  text.insert(datum, text.substr(datum, text.find("</Datum>") + 8 - datum));
  bytes = nacre::testing::zip_bytes(
      {{"Experiment0/DataContainer.xml", "<DataContainer/>"}, {"Experiment0/RawData0.xml", text}});
  try {
    read(bytes);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("frames of 121 channels"));
  }
}

}  // namespace
}  // namespace nacre::formats
