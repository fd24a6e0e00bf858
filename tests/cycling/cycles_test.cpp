// Cycles of synthetic records whose capacity, energy and efficiency are known exactly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/cycling/analysis.hpp"
#include "support/cell.hpp"

namespace nacre::cycling {
namespace {

using testing::CellProgram;
using testing::CellRecord;

// Charge from 2 to 4 V and back, both straight lines over the capacity, polarised by 0.1 V.
void add_cycle(CellRecord& record, double current_A, double charge_Ah, double discharge_Ah) {
  record.current(current_A, 3600.0 * charge_Ah / current_A,
                 [=](double q) { return 2.05 + 2.0 * q / charge_Ah; });
  record.rest(600.0, [](double) { return 4.0; });
  record.current(-current_A, 3600.0 * discharge_Ah / current_A,
                 [=](double q) { return 3.95 - 2.0 * q / discharge_Ah; });
  record.rest(600.0, [](double) { return 2.0; });
}

TEST(Cycles, ConstantCurrentIsExact) {
  CellRecord record(CellProgram{});
  for (int i = 0; i < 3; ++i) {
    add_cycle(record, 0.5, 1.0, 0.98);
  }
  const Analysis analysis = analyse(record.table());
  ASSERT_EQ(analysis.cycles.size(), 3u);
  EXPECT_EQ(analysis.first_direction, Direction::charge);
  for (const auto& cycle : analysis.cycles) {
    EXPECT_TRUE(cycle.complete) << cycle.reason;
    EXPECT_NEAR(cycle.charge->capacity_Ah, 1.0, 1e-12);
    EXPECT_NEAR(cycle.discharge->capacity_Ah, 0.98, 1e-12);
    EXPECT_NEAR(cycle.coulombic_efficiency, 0.98, 1e-12);
    EXPECT_NEAR(cycle.charge->energy_Wh, 3.05, 1e-12);
    EXPECT_NEAR(cycle.discharge->energy_Wh, 2.95 * 0.98, 1e-12);
    EXPECT_NEAR(cycle.charge->mean_voltage_V, 3.05, 1e-12);
    EXPECT_NEAR(cycle.polarisation_V, 0.1, 1e-12);
    EXPECT_NEAR(cycle.energy_efficiency, 2.95 * 0.98 / 3.05, 1e-12);
    EXPECT_NEAR(cycle.discharge->current_A, 0.5, 1e-12);
    EXPECT_EQ(cycle.charge->constant_voltage_share, 0.0);
  }
}

}  // namespace
}  // namespace nacre::cycling
