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

}  // namespace
}  // namespace nacre::cell
