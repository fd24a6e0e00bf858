#include "nacre/base/spelling.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace nacre {
namespace {

TEST(Spelling, DistanceCountsLettersAndSwaps) {
  EXPECT_EQ(edit_distance("sample", "sample"), 0U);
  EXPECT_EQ(edit_distance("sampel", "sample"), 1U);  // swapped neighbours
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
}

TEST(Spelling, AdviceNamesTheNearestOrAll) {
  constexpr std::array<std::string_view, 3> known{"sample", "technique", "active_mass_g"};
  EXPECT_EQ(spelling_advice("sampel", known, "keys"), "did you mean 'sample'?");
  EXPECT_EQ(spelling_advice("mass", known, "keys"), "did you mean 'active_mass_g'?");
  EXPECT_EQ(spelling_advice("xyz", known, "keys"), "known keys: sample, technique, active_mass_g");
  EXPECT_EQ(spelling_advice(std::string(1'000'000, 'a'), known, "keys"),
            "known keys: sample, technique, active_mass_g");
}

}  // namespace
}  // namespace nacre
