// Text with start, step and stop of the angle above the counts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/formats/patterns/pattern.hpp"
#include "pattern_checks.hpp"
#include "support/pattern_files.hpp"

namespace nacre::formats {
namespace {

using patterns::stated_number;
using ::testing::Contains;
using ::testing::Optional;
using ::testing::Pair;

TEST(SteppedText, TakesTheWordsOfThePhilipsPrograms) {
  const Table table = read(nacre::testing::stepped_text());
  EXPECT_EQ(table.reader, "pattern-steps");
  EXPECT_EQ(table.find("intensity")->unit, "counts");
  EXPECT_THAT(table.metadata, Contains(Pair("title", "A title")));
  EXPECT_THAT(table.metadata, Contains(Pair("anode", "Cu")));
  EXPECT_THAT(table.metadata, Contains(Pair("divergence_slit", "fixed")));
  EXPECT_THAT(stated_number(table, "wavelength_angstrom"), Optional(1.54056));
  EXPECT_THAT(stated_number(table, "wavelength_2_angstrom"), Optional(1.54439));
  EXPECT_THAT(stated_number(table, "wavelength_ratio"), Optional(0.5));
  EXPECT_THAT(stated_number(table, "count_time_s"), Optional(3));
}

TEST(SteppedText, WithTwiceTheNumbersHasUncertainties) {
  const Table table = read(nacre::testing::stepped_text_with_deviations());
  EXPECT_EQ(table.find("intensity")->unit, "1");
  expect_deviation(table, 2);
  EXPECT_THAT(stated_number(table, "wavelength_angstrom"), Optional(1.494));
}

TEST(SteppedText, IsNotTakenFromTablesOfThreeColumns) {
  std::string text = "0 0.1 5\n";
  for (int i = 1; i < 12; ++i) {
    text += std::to_string(i) + " 0.1 5\n";
  }
  EXPECT_NE(recognise(Source::from_memory("x.txt", text)).name, "pattern-steps");
}

}  // namespace
}  // namespace nacre::formats
