// Ageing: sodium is conserved, the losses add up, each mechanism has its analytic limit.
#include "nacre/cell/ageing.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "nacre/base/units.hpp"
#include "nacre/cell/simulate.hpp"
#include "variants.hpp"

namespace nacre::cell {
namespace {

Protocol cycling(const CellParameters& cell, int cycles, double c_rate = 1.0) {
  return testing::protocol_of({testing::constant_current(-c_rate, cell.lower_cutoff_V),
                               testing::constant_current(c_rate, cell.upper_cutoff_V)},
                              cycles);
}

double relative_change_of_sodium(ModelKind kind, CellParameters cell, int cycles) {
  testing::add_ageing(cell);
  const auto model = make_model(kind, cell, {4, 3, 4, 5});
  auto y = model->rest(1.0);
  const double before = model->sodium(y.data()).total();
  SimulationOptions options;
  options.keep_rows = false;
  options.relative_tolerance = 1e-4;
  options.absolute_tolerance = 1e-6;
  const auto result = simulate(*model, y, cycling(cell, cycles), options);
  EXPECT_TRUE(result.complete) << result.stopped_by;
  EXPECT_EQ(result.cycles.size(), static_cast<std::size_t>(cycles));
  const auto after = model->sodium(y.data());
  EXPECT_GT(after.interphase_negative + after.lost_positive, 0.0);
  return std::abs(after.total() / before - 1.0);
}

TEST(Ageing, SodiumIsConservedOverAThousandCycles) {
  for (const auto& [kind, cycles] :
       {std::pair{ModelKind::spm, 1000}, {ModelKind::spme, 100}, {ModelKind::dfn, 1000}}) {
    const double change = relative_change_of_sodium(kind, testing::marquis(), cycles);
    std::printf("%s: %.1e\n", testing::name_of(kind), change);
    EXPECT_LT(change, 1e-9) << testing::name_of(kind);
  }
}

TEST(Ageing, SodiumIsConservedInAHalfCellWithEverythingOn) {
  const double change =
      relative_change_of_sodium(ModelKind::dfn, testing::half_cell(testing::everything_on()), 20);
  EXPECT_LT(change, 1e-11);
}

TEST(Ageing, LossesAddUpAndHaveTheRightSigns) {
  auto cell = testing::marquis();
  // Less sodium than the positive electrode has room for: what the interphase binds is then missed.
  cell.negative->stoichiometry_at_100 = 0.6;
  cell.negative->stoichiometry_at_0 = 0.1;
  testing::add_ageing(cell);
  SimulationOptions options;
  options.model = ModelKind::spm;
  options.keep_rows = false;
  const auto protocol = testing::protocol_of({testing::constant_current(0.5, cell.upper_cutoff_V),
                                              testing::constant_current(-0.5, cell.lower_cutoff_V)},
                                             200);
  const auto result = simulate(cell, protocol, options);
  const auto& loss = result.cycles.back().loss;
  const double sum = loss.interphase + loss.trapped_sodium + loss.negative_material + loss.positive_cracking +
                     loss.positive_rock_salt + loss.dry + loss.resistance;
  EXPECT_NEAR(sum, loss.total, 1e-12);
  EXPECT_GT(loss.total, 0.1);
  EXPECT_GT(loss.interphase, 0.1);
  EXPECT_GT(loss.trapped_sodium, 0.0);
  EXPECT_EQ(result.cycles.front().loss.total, 0.0);
}

// Diffusion-limited interphase at rest: L^2 - L0^2 = 2 V_m D c t.
TEST(Ageing, DiffusionLimitedInterphaseIsParabolic) {
  auto cell = testing::marquis();
  cell.negative->interphase = Interphase{.rate = 0.0, .diffusivity = 1e-20, .solvent_concentration = 4500.0};
  const auto& growth = *cell.negative->interphase;
  Step rest;
  rest.duration_s = 100.0 * seconds_per_day;
  SimulationOptions options;
  options.model = ModelKind::spm;
  const auto result = simulate(cell, testing::protocol_of({rest}), options);
  const double expected = std::sqrt(growth.initial_thickness * growth.initial_thickness +
                                    2.0 * growth.molar_volume * growth.diffusivity *
                                        growth.solvent_concentration * rest.duration_s);
  EXPECT_NEAR(result.cycles.back().inventory.negative.interphase_m / expected, 1.0, 1e-4);
}

// A cell that stands for years: what the electrolyte's end takes from one rest is what it takes from many
// short ones. (Taken away at the end of the step alone, all the material counted as dry after one rest.)
TEST(Ageing, ALongRestMayBeSplit) {
  auto cell = testing::marquis();
  testing::add_ageing(cell);
  cell.positive.rock_salt->rate = 2e-14;
  cell.electrolyte.solvent_concentration = 6000.0;
  const auto after = [&](int parts) {
    Step rest;
    rest.duration_s = 20'000.0 * seconds_per_hour / parts;
    SimulationOptions options;
    options.model = ModelKind::spm;
    options.keep_rows = false;
    const auto result =
        simulate(cell, testing::protocol_of(CycleSteps(static_cast<std::size_t>(parts), rest)), options);
    EXPECT_TRUE(result.complete) << result.stopped_by;
    return result.cycles.back().inventory;
  };
  const auto one = after(1);
  EXPECT_GT(one.negative.dry, 0.2);
  EXPECT_LT(one.negative.dry, 0.3);
  EXPECT_GT(one.sodium.lost_negative, 0.0);
  for (const int parts : {20, 1000}) {
    const auto many = after(parts);
    EXPECT_NEAR(one.negative.dry / many.negative.dry, 1.0, 2e-3) << parts;
    EXPECT_NEAR(one.sodium.lost_negative / many.sodium.lost_negative, 1.0, 1e-3) << parts;
    EXPECT_NEAR(one.positive.turned / many.positive.turned, 1.0, 1e-4) << parts;
    EXPECT_NEAR(one.sodium.total() / many.sodium.total(), 1.0, 1e-9) << parts;
  }
}

// A discharge of 200 hours that cracks and dries: how full the particles are when they are lost decides how
// much sodium goes with them.
TEST(Ageing, ASlowDischargeMayBeSplit) {
  auto cell = testing::marquis();
  testing::add_ageing(cell);
  cell.negative->cracking->rate = 5e-3;
  const auto after = [&](int parts) {
    auto slow = testing::constant_current(-0.005, cell.lower_cutoff_V);
    slow.duration_s = 180.0 * seconds_per_hour / parts;
    SimulationOptions options;
    options.model = ModelKind::spm;
    options.keep_rows = false;
    return simulate(cell, testing::protocol_of(CycleSteps(static_cast<std::size_t>(parts), slow)), options)
        .cycles.back()
        .inventory;
  };
  const auto one = after(1);
  const auto many = after(180);
  const double all = many.sodium.negative + many.sodium.positive;
  EXPECT_NEAR(one.sodium.lost_negative / all, many.sodium.lost_negative / all, 2e-3);
  EXPECT_NEAR(one.sodium.lost_positive / all, many.sodium.lost_positive / all, 2e-3);
  EXPECT_NEAR(one.negative.active_share(), many.negative.active_share(), 1e-3);
}

// Capacity between the cut-offs at equilibrium: the discharge at C/1000 of a cell without losses.
TEST(Ageing, EquilibriumCapacityIsThatOfASlowDischarge) {
  const auto cell = testing::marquis();
  SimulationOptions options;
  options.model = ModelKind::spm;
  options.keep_rows = false;
  const auto result = simulate(cell,
                               testing::protocol_of({testing::constant_current(0.005, cell.upper_cutoff_V),
                                                     testing::constant_current(-0.005, cell.lower_cutoff_V)}),
                               options);
  const auto& end = result.cycles.back();
  const double sodium = end.inventory.sodium.negative + end.inventory.sodium.positive;
  EXPECT_NEAR(EquilibriumCell(cell).capacity_Ah(sodium, 1.0, 1.0) / end.discharge_Ah, 1.0, 2e-3);
}

}  // namespace
}  // namespace nacre::cell
