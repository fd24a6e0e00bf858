// What ends a whole protocol, apart from its steps.
#include <gtest/gtest.h>

#include "cell/marquis.hpp"
#include "nacre/cell/grammar.hpp"
#include "nacre/cell/simulate.hpp"

namespace nacre::cell {
namespace {

// Cycles without a discharge too: storage and charging end with their time.
TEST(Termination, ByTimeHoldsWithoutADischarge) {
  SimulationOptions options;
  options.model = ModelKind::spm;
  const auto protocol = parse_protocol("(Rest for 1 hour) * 20\ntermination = 5 hours");
  const auto result = simulate(testing::marquis(), protocol, options);
  EXPECT_EQ(result.stopped_by, "18000 s");
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.cycles.size(), 5u);
  EXPECT_DOUBLE_EQ(result.time_s.back(), 18000.0);
}

// A step that is asked to end: what there is, marked, with the step that was left.
TEST(Termination, WithinAStepWhereTheCallerHasEnough) {
  SimulationOptions options;
  options.model = ModelKind::spm;
  options.relative_tolerance = 1e-9;  // many steps of the solver
  int asked = 0;
  options.keep_going = [&] { return ++asked < 3; };
  const auto result =
      simulate(testing::marquis(), parse_protocol("(Discharge at 1C until 3.105 V) * 2"), options);
  EXPECT_EQ(asked, 3);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.stopped_by, "stopped by the user in step 1 (Discharge at 1C until 3.105 V)");
  ASSERT_EQ(result.cycles.size(), 1U);
  EXPECT_GT(result.cycles[0].discharge_Ah, 0.0);
  EXPECT_GT(result.voltage_V.back(), 3.2);
  EXPECT_GT(result.time_s.size(), 150U);
}

}  // namespace
}  // namespace nacre::cell
