// Raw data files of GSAS.
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

TEST(Gsas, CountsAreCountsAndCountersGiveTheirUncertainty) {
  const Table counts = read(nacre::testing::gsas_counts_text());
  EXPECT_EQ(counts.reader, "gsas");
  EXPECT_EQ(counts.find("intensity")->unit, "counts");
  EXPECT_FALSE(counts.has("intensity_std"));
  const Table counters = read(nacre::testing::gsas_counters_text(4));
  EXPECT_EQ(counters.find("intensity")->unit, "1");
  expect_deviation(counters, 0.5);
}

TEST(Gsas, StatedUncertaintiesAreTaken) {
  expect_deviation(read(nacre::testing::gsas_esd_text()), 2);
  const Table table = read(nacre::testing::gsas_fxye_text());
  expect_deviation(table, 2);
  EXPECT_THAT(stated_number(table, "wavelength_angstrom"), Optional(0.413909));
  EXPECT_THAT(stated_number(table, "temperature_K"), Optional(298.5));
  EXPECT_THAT(stated_number(table, "count_time_s"), Optional(0.1));
  EXPECT_EQ(stated_number(table, "wavelength_2_angstrom"), std::nullopt);
}

TEST(Gsas, BanksAreScans) {
  const Table table = read(nacre::testing::gsas_counts_text(3));
  const auto points = pattern_points().size();
  ASSERT_EQ(table.rows(), 3 * points);
  for (std::size_t bank = 0; bank < 3; ++bank) {
    expect_pattern(table, bank * points);
    EXPECT_EQ(table.numbers("scan")[bank * points], static_cast<double>(bank + 1));
  }
}

TEST(Gsas, CountsThatFillTheirFieldAreNotTakenForCounters) {
  const Table table = read("title\nBANK 1 3 1 CONST 1000 2 0 0 STD\n 1234567  123456      99\n");
  EXPECT_THAT(table.numbers("intensity"), ::testing::ElementsAre(1234567, 123456, 99));
  EXPECT_THAT(table.warnings, Contains(HasSubstr("more than six digits")));
}

TEST(Gsas, ZeroCountsOfSeveralCountersHaveTheUncertaintyOfOne) {
  const Table table = read("title\nBANK 1 2 1 CONST 1000 2 0 0\n 4     0 4   100\n");
  EXPECT_THAT(table.numbers("intensity_std"), ::testing::ElementsAre(0.5, 5));
}

TEST(Gsas, RefusesWhatHasNoAngles) {
  try {
    read("title\nBANK 1 3 1 SLOG 1000 2 0 0 FXYE\n1000 1 1\n1002 1 1\n1004 1 1\n");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.where(), "line 2");
    EXPECT_THAT(error.what(), HasSubstr("times of flight"));
  }
}

TEST(Gsas, NamesTheLineOfDamage) {
  std::string text = nacre::testing::gsas_fxye_text();
  text.replace(text.find("1020"), 4, "1O20");
  try {
    read(text);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.where(), "line 16");
  }
  ReadOptions options;
  options.salvage = true;
  EXPECT_EQ(read(text, "data", options).rows(), 10U);
}

}  // namespace
}  // namespace nacre::formats
