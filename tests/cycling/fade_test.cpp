// Retention, fade, end of life and the rate table, on cycles with stated capacities.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/cycling/fade.hpp"
#include "nacre/cycling/rates.hpp"

namespace nacre::cycling {
namespace {

Cycle cycle(int number, double capacity_Ah, double current_A = 1.0) {
  Cycle result;
  result.cycle = number;
  result.charge.emplace();
  result.charge->capacity_Ah = capacity_Ah;
  result.charge->current_A = current_A;
  result.discharge = result.charge;
  result.discharge->direction = Direction::discharge;
  return result;
}

TEST(Fade, OfAStraightLineIsExact) {
  std::vector<Cycle> cycles;
  for (int i = 1; i <= 50; ++i) {
    cycles.push_back(cycle(i, 2.0 * (1.0 - 0.002 * (i - 1))));
  }
  cycles[20].discharge->capacity_Ah = 0.5;  // one wild cycle
  const Retention retention = find_retention(cycles, {});
  EXPECT_EQ(retention.reference_cycle, 1);
  EXPECT_NEAR(retention.fade_percent_per_cycle.value, 0.2, 1e-6);
  EXPECT_NEAR(retention.last, 1.0 - 0.002 * 49, 1e-12);
  EXPECT_NEAR(cycles[10].retention, 0.98, 1e-12);
  EXPECT_EQ(retention.end_of_life, Retention::EndOfLife::extrapolated);
  EXPECT_NEAR(retention.end_of_life_cycle.value, 101.0, 0.01);
}

TEST(Fade, ExtrapolationCarriesTheUncertaintyOfTheLine) {
  std::vector<Cycle> cycles;
  for (int i = 1; i <= 40; ++i) {
    cycles.push_back(cycle(i, 1.0 - 0.001 * (i - 1) + (i % 2 == 0 ? 0.002 : -0.002)));
  }
  const Retention retention = find_retention(cycles, {});
  EXPECT_EQ(retention.end_of_life, Retention::EndOfLife::extrapolated);
  EXPECT_GT(retention.end_of_life_cycle.std, 1.0);
  EXPECT_NEAR(retention.end_of_life_cycle.value, 200.0, 3.0 * retention.end_of_life_cycle.std);
  EXPECT_NEAR(retention.fade_percent_per_cycle.value, 0.1, 3.0 * retention.fade_percent_per_cycle.std);
}

TEST(Fade, EndOfLifeIsObservedWhereItHolds) {
  std::vector<Cycle> cycles;
  for (int i = 1; i <= 30; ++i) {
    cycles.push_back(cycle(i, 1.0 - 0.01 * (i - 1)));
  }
  cycles[9].discharge->capacity_Ah = 0.5;  // a single cycle below is no end of life
  const Retention retention = find_retention(cycles, {});
  EXPECT_EQ(retention.end_of_life, Retention::EndOfLife::observed);
  EXPECT_NEAR(retention.end_of_life_cycle.value, 22.0, 1e-12);
}

TEST(Fade, NoneWhereTheCapacityHolds) {
  std::vector<Cycle> cycles;
  for (int i = 1; i <= 30; ++i) {
    cycles.push_back(cycle(i, 1.0 + 1e-3 * std::sin(7.0 * i)));
  }
  const Retention retention = find_retention(cycles, {});
  EXPECT_EQ(retention.end_of_life, Retention::EndOfLife::none);
  EXPECT_FALSE(retention.end_of_life_reason.empty());
}

// Formation at a tenth of the current, and check-ups in between, enter neither the reference nor the line.
TEST(Fade, ComparesOnlyEqualCurrents) {
  std::vector<Cycle> cycles{cycle(1, 1.3, 0.1), cycle(2, 1.25, 0.1)};
  for (int i = 3; i <= 40; ++i) {
    cycles.push_back(i % 10 == 0 ? cycle(i, 1.2, 0.1) : cycle(i, 1.0 - 0.001 * (i - 3)));
  }
  const Retention retention = find_retention(cycles, {});
  EXPECT_EQ(retention.reference_cycle, 3);
  EXPECT_NEAR(retention.fade_percent_per_cycle.value, 0.1, 1e-9);
}

TEST(Fade, ReferenceMustBeACompleteCycle) {
  std::vector<Cycle> cycles{cycle(1, 1.0), cycle(2, 1.0)};
  cycles[0].complete = false;
  Options options;
  options.reference_cycle = 1;
  EXPECT_THROW(find_retention(cycles, options), UsageError);
  options.reference_cycle = 2;
  EXPECT_EQ(find_retention(cycles, options).reference_cycle, 2);
}

TEST(Rates, AreDetected) {
  std::vector<Cycle> cycles;
  int number = 0;
  for (const double rate : {0.1, 0.5, 1.0, 2.0, 0.1}) {
    for (int i = 0; i < 5; ++i) {
      cycles.push_back(cycle(++number, 1.5 - 0.2 * rate + 0.001 * i, rate * 2.0 * (1.0 + 1e-3 * i)));
    }
  }
  cycles[7].complete = false;
  Options options;
  options.nominal_capacity_Ah = 2.0;
  const auto rates = find_rates(cycles, options);
  ASSERT_EQ(rates.size(), 5u);
  EXPECT_DOUBLE_EQ(rates[0].c_rate, 0.1);
  EXPECT_DOUBLE_EQ(rates[3].c_rate, 2.0);
  EXPECT_EQ(rates[1].cycles, 4);
  EXPECT_EQ(rates[2].first_cycle, 11);
  EXPECT_NEAR(rates[2].discharge_capacity_Ah.value, 1.302, 1e-12);
  EXPECT_NEAR(rates[2].scatter_Ah, 0.001 * std::sqrt(2.5), 1e-12);
  EXPECT_NEAR(rates[2].discharge_capacity_Ah.std, 0.001 * std::sqrt(0.5), 1e-12);
  EXPECT_NEAR(rates[3].retention, 1.102 / 1.482, 1e-12);
  EXPECT_NEAR(rates[4].retention, 1.0, 1e-12);
}

TEST(Rates, AreTakenFromTheStudy) {
  std::vector<Cycle> cycles{cycle(1, 1.0), cycle(2, 0.9), cycle(3, 0.8)};
  Options options;
  options.rates = {{0.1, 1, 1}, {1.0, 2, 3}, {5.0, 7, 9}};
  const auto rates = find_rates(cycles, options);
  ASSERT_EQ(rates.size(), 3u);
  EXPECT_NEAR(rates[1].discharge_capacity_Ah.value, 0.85, 1e-12);
  EXPECT_DOUBLE_EQ(rates[1].c_rate, 1.0);
  EXPECT_EQ(rates[2].cycles, 0);
  EXPECT_TRUE(std::isnan(rates[2].retention));
}

}  // namespace
}  // namespace nacre::cycling
