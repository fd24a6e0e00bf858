// Malvern Panalytical: .xrdml.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/formats/patterns/pattern.hpp"
#include "pattern_checks.hpp"
#include "support/pattern_files.hpp"

namespace nacre::formats {
namespace {

using nacre::testing::pattern_points;
using patterns::stated_number;
using ::testing::Contains;
using ::testing::Optional;
using ::testing::Pair;

TEST(Xrdml, TakesWhatTheFileStates) {
  const Table table = read(nacre::testing::xrdml_text());
  EXPECT_EQ(table.reader, "xrdml");
  EXPECT_EQ(table.find("intensity")->unit, "counts");
  EXPECT_THAT(table.metadata, Contains(Pair("title", "A title")));
  EXPECT_THAT(table.metadata, Contains(Pair("radiation", "x-ray")));
  EXPECT_THAT(table.metadata, Contains(Pair("anode", "Cu")));
  EXPECT_THAT(table.metadata, Contains(Pair("divergence_slit", "fixed")));
  EXPECT_THAT(table.metadata, Contains(Pair("start_time", "2024-11-14T16:51:45-08:00")));
  EXPECT_THAT(stated_number(table, "wavelength_angstrom"), Optional(1.540598));
  EXPECT_THAT(stated_number(table, "goniometer_radius_mm"), Optional(240));
  EXPECT_THAT(stated_number(table, "count_time_s"), Optional(12.5));
}

TEST(Xrdml, CountsBehindAnAttenuatorAreMultiplied) {
  const Table table = read(nacre::testing::xrdml_text(1, 100));
  expect_attenuated(table, 100);
}

TEST(Xrdml, ScansKeepTheirOwnTimes) {
  const Table table = read(nacre::testing::xrdml_text(2));
  const auto points = pattern_points().size();
  ASSERT_EQ(table.rows(), 2 * points);
  expect_pattern(table, points);
  EXPECT_EQ(table.numbers("count_time_s")[0], 12.5);
  EXPECT_EQ(table.numbers("count_time_s")[points], 25);
  EXPECT_EQ(stated_number(table, "count_time_s"), std::nullopt);
}

TEST(Xrdml, SalvagesWholeScans) {
  const std::string whole = nacre::testing::xrdml_text(2);
  const std::string cut = whole.substr(0, whole.size() - 100);
  EXPECT_THROW(read(cut), InputError);
  ReadOptions options;
  options.salvage = true;
  EXPECT_EQ(read(cut, "data", options).rows(), pattern_points().size());
}

TEST(Xrdml, AFileWithoutKAlpha2HasOneWavelength) {
  std::string text = nacre::testing::xrdml_text();
  EXPECT_THAT(stated_number(read(text), "wavelength_2_angstrom"), Optional(1.544426));
  std::string crystal = text;
  crystal.insert(crystal.find("<divergenceSlit"), "<monochromator><crystal>Ge</crystal></monochromator>");
  EXPECT_EQ(stated_number(read(crystal), "wavelength_2_angstrom"), std::nullopt);
  text.replace(text.find("0.5000"), 6, "0.0000");
  EXPECT_EQ(stated_number(read(text), "wavelength_2_angstrom"), std::nullopt);
}

}  // namespace
}  // namespace nacre::formats
