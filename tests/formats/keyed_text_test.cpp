// Text that names everything by keys: .uxd, .udf, .cpi and .ras.
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
using ::testing::HasSubstr;
using ::testing::Optional;
using ::testing::Pair;

TEST(KeyedText, AScanOfAnotherDriveIsNoPattern) {
  std::string text = nacre::testing::uxd_text(true);
  text.replace(text.find("COUPLED"), 7, "THETA");
  EXPECT_THROW(read(text), InputError);
}

TEST(KeyedText, TakesWhatTheFilesState) {
  for (const auto& text : {nacre::testing::uxd_text(true), nacre::testing::udf_text(),
                           nacre::testing::ras_text(), nacre::testing::cpi_text()}) {
    const Table table = read(text);
    EXPECT_EQ(table.find("intensity")->unit, "counts") << table.reader;
    EXPECT_THAT(table.metadata, Contains(Pair("title", "A title"))) << table.reader;
    EXPECT_THAT(table.metadata, Contains(Pair("anode", "Cu"))) << table.reader;
    EXPECT_THAT(stated_number(table, "wavelength_angstrom"), Optional(::testing::DoubleNear(1.5406, 1e-4)));
  }
  EXPECT_THAT(read(nacre::testing::udf_text()).metadata, Contains(Pair("divergence_slit", "automatic")));
  EXPECT_THAT(stated_number(read(nacre::testing::udf_text()), "count_time_s"), Optional(2.5));
  EXPECT_THAT(stated_number(read(nacre::testing::uxd_text(true)), "count_time_s"), Optional(2.5));
  EXPECT_THAT(stated_number(read(nacre::testing::uxd_text(true)), "goniometer_radius_mm"), Optional(200.5));
}

TEST(KeyedText, RoundedAnglesOfUxdPairsGiveWayToStartAndStep) {
  std::string text = nacre::testing::uxd_text(true);
  text.replace(text.find("_STEPSIZE=0.020000"), 18, "_STEPSIZE=0.020012");
  EXPECT_DOUBLE_EQ(read(text).numbers("two_theta_deg")[50], 10 + 50 * 0.020012);
  text.replace(text.find("_STEPSIZE=0.020012"), 18, "_STEPSIZE=0.030000");
  EXPECT_DOUBLE_EQ(read(text).numbers("two_theta_deg")[50], 11);
}

TEST(KeyedText, AnAttenuatorIsSaid) {
  const Table table = read(nacre::testing::ras_text(2, 13.5));
  EXPECT_EQ(table.rows(), 2 * pattern_points().size());
  expect_pattern(table);
  EXPECT_THAT(table.warnings, Contains(HasSubstr("242 points were measured behind an attenuator")));
}

}  // namespace
}  // namespace nacre::formats
