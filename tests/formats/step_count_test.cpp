#include "nacre/formats/step_count.hpp"

#include <gmock/gmock.h>

namespace nacre::formats {
namespace {

using ::testing::ElementsAre;

Table with(Numbers step_index) {
  Table table;
  table.add("time_s", "s", Numbers(step_index.size(), 0.0));
  table.add("step_index", "1", std::move(step_index));
  return table;
}

TEST(StepCount, GoesOnWhereTheScheduleLoops) {
  Table table = with({4, 4, 5, 6, 4, 5, 5, 6});
  count_steps(table);
  EXPECT_THAT(table.numbers("step"), ElementsAre(1, 1, 2, 3, 4, 5, 5, 6));
  EXPECT_THAT(table.numbers("step_index"), ElementsAre(4, 4, 5, 6, 4, 5, 5, 6));
  EXPECT_EQ(table.columns()[1].name, "step");
}

TEST(StepCount, ARepeatedStepShowsInTheCycleTheHalfCycleTheTestOrTheStepTime) {
  for (const auto* name : {"cycle", "half cycle", "test_id"}) {
    Table table = with({0, 0, 0, 0, 1});
    table.add(name, "1", {0, 0, 1, 1, 1});
    count_steps(table);
    EXPECT_THAT(table.numbers("step"), ElementsAre(1, 1, 2, 2, 3)) << name;
  }
  Table table = with({2, 2, 2, 2, 3});
  table.add("step_time_s", "s", {0, 10, 0, 10, 20});
  count_steps(table);
  EXPECT_THAT(table.numbers("step"), ElementsAre(1, 1, 2, 2, 3));
}

TEST(StepCount, ARowWithoutANumberBelongsToTheStepBefore) {
  Table table = with({missing, 1, missing, 1, missing, 2});
  count_steps(table);
  EXPECT_THAT(table.numbers("step"), ElementsAre(1, 1, 1, 1, 1, 2));
}

TEST(StepCount, LeavesAStepThatIsThere) {
  Table table = with({1, 2, 1});
  table.add("step", "1", {7, 8, 9});
  count_steps(table);
  EXPECT_THAT(table.numbers("step"), ElementsAre(7, 8, 9));
  Table none;
  none.add("time_s", "s", {0, 1});
  count_steps(none);
  EXPECT_EQ(none.columns().size(), 1U);
}

}  // namespace
}  // namespace nacre::formats
