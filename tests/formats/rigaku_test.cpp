// Rigaku: .ras and .rasx.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/patterns/rigaku.hpp"
#include "pattern_checks.hpp"
#include "support/pattern_files.hpp"

namespace nacre::formats {
namespace {

using patterns::stated_number;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Optional;

TEST(Rigaku, TimesFollowTheSpeedInItsUnit) {
  EXPECT_THAT(stated_number(read(nacre::testing::ras_text()), "count_time_s"),
              Optional(2.5));  // 0.48 deg/min
  EXPECT_THAT(stated_number(read(nacre::testing::rasx_bytes()), "count_time_s"), Optional(2.5));  // 2.5 s
  EXPECT_THAT(patterns::rigaku_count_time_s("1.20", "", "0.02", "STEP"), Optional(1.2));
  EXPECT_EQ(patterns::rigaku_count_time_s("1.20", "", "0.02", ""), std::nullopt);
  EXPECT_EQ(patterns::rigaku_count_time_s("0", "deg/min", "0.02", ""), std::nullopt);
}

TEST(Rigaku, ScansAlongAnotherAxisAreNoPatterns) {
  for (const auto& bytes :
       {nacre::testing::ras_text(2, 1, "Omega"), nacre::testing::rasx_bytes(2, "Omega")}) {
    try {
      read(bytes);
      FAIL();
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), HasSubstr("its 2 scans are along Omega"));
    }
  }
}

TEST(Rigaku, CountsThatAreNoWholeNumbersAreSaid) {
  std::string text = nacre::testing::ras_text();
  text.replace(text.find(" 50.0000 "), 9, " 50.2500 ");
  EXPECT_THAT(read(text).warnings, Contains(HasSubstr("no whole numbers")));
}

}  // namespace
}  // namespace nacre::formats
