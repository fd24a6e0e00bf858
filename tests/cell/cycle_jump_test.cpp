// Cycle jumping: the stated bound holds against runs in which every cycle is solved, sodium stays, ends are
// found where they are.
#include "nacre/cell/cycle_jump.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "nacre/base/error.hpp"
#include "nacre/cell/capacity_record.hpp"
#include "nacre/cell/ensemble.hpp"
#include "nacre/cell/parameter_set.hpp"
#include "nacre/cell/skipped_cycles.hpp"
#include "variants.hpp"

namespace nacre::cell {
namespace {

// The ageing of add_ageing(), so many times as fast.
CellParameters ageing(double pace) {
  auto cell = testing::marquis();
  testing::add_ageing(cell);
  cell.negative->interphase->rate *= pace;
  cell.negative->interphase->diffusivity *= pace;
  cell.negative->cracking->rate *= pace;
  cell.positive.interphase->rate *= pace;
  cell.positive.rock_salt->rate *= pace;
  return cell;
}

Protocol cycling(const CellParameters& cell, int cycles) {
  return testing::protocol_of({testing::constant_current(-1.0, cell.lower_cutoff_V),
                               testing::constant_current(1.0, cell.upper_cutoff_V)},
                              cycles);
}

SimulationOptions options_of(ModelKind kind, double jump = 0.0, double rtol = 1e-5) {
  SimulationOptions options;
  options.relative_tolerance = rtol;
  options.absolute_tolerance = 0.01 * rtol;
  options.model = kind;
  options.mesh = {4, 3, 4, 5};
  options.keep_rows = false;
  options.jump_tolerance = jump;
  return options;
}

int solved_cycles(const Simulation& simulation) {
  return static_cast<int>(std::ranges::count_if(simulation.cycles, [](const auto& c) { return c.solved; }));
}

// Cycles before the cell is all but dead, from when on every one is solved.
std::span<const CycleRecord> alive(const Simulation& simulation) {
  const auto& cycles = simulation.cycles;
  const double least = CycleJump::least_left * cycles.front().discharge_Ah;
  return {cycles.begin(),
          std::ranges::find_if(cycles, [=](const auto& c) { return c.discharge_Ah < least; })};
}

struct Agreement {
  double error = 0.0;     // the largest, of the first discharge
  double bound = 0.0;     // the largest
  double of_bound = 0.0;  // the largest error over its bound
};

// Every cycle within its bound.
Agreement compare(const Simulation& jumped, const Simulation& reference) {
  Agreement result;
  std::vector<double> bounds;
  EXPECT_EQ(jumped.cycles.size(), reference.cycles.size());
  const double first = reference.cycles.front().discharge_Ah;
  for (std::size_t n = 0; n < std::min(jumped.cycles.size(), reference.cycles.size()); ++n) {
    const auto& cycle = jumped.cycles[n];
    EXPECT_EQ(cycle.cycle, reference.cycles[n].cycle);
    const double error = std::abs(cycle.discharge_Ah - reference.cycles[n].discharge_Ah);
    EXPECT_LE(error, cycle.capacity_bound_Ah + 1e-12) << "cycle " << cycle.cycle;
    result.error = std::max(result.error, error / first);
    bounds.push_back(cycle.capacity_bound_Ah / first);
    if (cycle.capacity_bound_Ah > 0.0) {
      result.of_bound = std::max(result.of_bound, error / cycle.capacity_bound_Ah);
    }
  }
  std::ranges::sort(bounds);
  result.bound = bounds[bounds.size() * 99 / 100];
  return result;
}

struct Case {
  const char* name;
  ModelKind kind;
  CellParameters cell;
  int cycles;
  double loosest = 3.5;  // bound, in tolerances: one that says nothing would hold as well
};

void bound_holds(const Case& which, std::initializer_list<double> tolerances) {
  const auto protocol = cycling(which.cell, which.cycles);
  Simulation reference;
  double solved_with = 0.0;
  for (const double tolerance : tolerances) {
    const double rtol = std::min(1e-5, 0.01 * tolerance);
    if (rtol != solved_with) {
      reference = simulate(which.cell, protocol, options_of(which.kind, 0.0, rtol));
      solved_with = rtol;
    }
    ASSERT_TRUE(reference.complete) << which.name << ": " << reference.stopped_by;
    SCOPED_TRACE(testing::name_of(which.kind) + std::string(", ") + which.name + ", tolerance " +
                 std::to_string(tolerance));
    const auto jumped = simulate(which.cell, protocol, options_of(which.kind, tolerance, rtol));
    ASSERT_TRUE(jumped.complete) << jumped.stopped_by;
    const auto agreement = compare(jumped, reference);
    std::printf(
        "%s %-22s %.0e: error %.1e, bound %.1e, error/bound %.2f, %d solved, %.1f times fewer steps\n",
        testing::name_of(which.kind), which.name, tolerance, agreement.error, agreement.bound,
        agreement.of_bound, solved_cycles(jumped),
        static_cast<double>(reference.counts.steps) / static_cast<double>(jumped.counts.steps));
    EXPECT_LT(agreement.bound, which.loosest * tolerance);
    // At a tighter one the solver's own scatter takes most of the tolerance, and how many jumps it leaves
    // hangs on rounding: of 1000 cycles of nfm333-hc 71 are solved as GCC compiles it and 575 as Clang does.
    if (tolerance >= 1e-3) {
      const auto cycles = alive(jumped);
      EXPECT_LT(std::ranges::count_if(cycles, [](const auto& c) { return c.solved; }),
                std::ssize(cycles) / 4);
    }
  }
}

CellParameters only_cracking() {
  auto cell = ageing(0.5);
  cell.negative->interphase.reset();
  cell.positive.interphase.reset();
  cell.positive.rock_salt.reset();
  return cell;
}

CellParameters only_rock_salt() {
  auto cell = ageing(1.0);
  cell.negative->interphase.reset();
  cell.negative->cracking.reset();
  cell.positive.rock_salt->rate *= 5.0;
  return cell;
}

// Little solvent: the interphase uses it up, and the capacity falls faster and faster.
CellParameters drying() {
  auto cell = ageing(0.1);
  cell.negative->interphase->diffusivity = 0.0;
  cell.electrolyte.solvent_concentration = 4000.0;
  return cell;
}

TEST(CycleJump, BoundHoldsForEveryMechanism) {
  for (const auto& which :
       {Case{"all, slow", ModelKind::spm, ageing(0.02), 1000}, Case{"all", ModelKind::spm, ageing(0.3), 1000},
        Case{"cracking", ModelKind::spm, only_cracking(), 1000},
        Case{"rock salt", ModelKind::spm, only_rock_salt(), 1000}}) {
    bound_holds(which, {1e-2, 1e-3, 1e-4});
  }
}

TEST(CycleJump, BoundHoldsThroughAKnee) {
  bound_holds({"drying", ModelKind::spm, drying(), 1000, 8.0}, {1e-2, 1e-3});
}

TEST(CycleJump, WhatIsAllButDeadIsSolved) {
  const auto cell = drying();
  const auto jumped = simulate(cell, cycling(cell, 600), options_of(ModelKind::spm, 1e-2));
  const auto before = std::ssize(alive(jumped));
  ASSERT_GT(before, 100);
  ASSERT_LT(before, 500);
  EXPECT_LT(solved_cycles(jumped), 600 - before / 2);
  for (std::size_t n = before; n < jumped.cycles.size(); ++n) {
    EXPECT_TRUE(jumped.cycles[n].solved) << n;
    EXPECT_GT(jumped.cycles[n].capacity_bound_Ah, 0.0);  // of the jumps before
  }
}

// The first discharge ends as it begins: what "a fifth of it" is says nothing.
TEST(CycleJump, WhatNeverWorkedIsSolved) {
  auto cell = ageing(0.02);
  cell.contact_resistance = 10.0 / 24.0;
  const auto protocol = cycling(cell, 60);
  const auto jumped = simulate(cell, protocol, options_of(ModelKind::spm, 1e-2));
  EXPECT_LT(jumped.cycles.front().discharge_Ah, 0.01 * cell.nominal_capacity_Ah);
  EXPECT_EQ(solved_cycles(jumped), 60);
}

// Each charge ends at the upper cut-off a fifth of a second before the negative particles are full: solved
// with one tolerance this cell dies early, with another it does not.
TEST(CycleJump, WhatHangsOnRoundingIsSolved) {
  const auto cell = cell_parameters(draw_set(find_parameter_set("nfm333-hc"), 2002, 82));
  auto options = options_of(ModelKind::spm, 1e-2);
  options.mesh = {8, 4, 8, 5};
  options.initial_state_of_charge = 0.0;
  const auto jumped = simulate(cell,
                               testing::protocol_of({testing::constant_current(1.0, cell.upper_cutoff_V),
                                                     testing::constant_current(-1.0, cell.lower_cutoff_V)},
                                                    60),
                               options);
  EXPECT_EQ(solved_cycles(jumped), static_cast<int>(jumped.cycles.size()));
}

// Shallow cycles are no dying ones: what counts is what the same steps gave at first.
TEST(CycleJump, ShallowCyclesAreJumpedOver) {
  const auto cell = ageing(0.02);
  auto protocol = cycling(cell, 1);
  Step discharge = testing::constant_current(-1.0, cell.lower_cutoff_V);
  Step charge = testing::constant_current(1.0, cell.upper_cutoff_V);
  discharge.duration_s = 180.0;
  const auto shallow = testing::protocol_of({discharge, charge}, 1000);
  protocol.cycles.insert(protocol.cycles.end(), shallow.cycles.begin(), shallow.cycles.end());
  const auto jumped = simulate(cell, protocol, options_of(ModelKind::spm, 1e-3));
  EXPECT_LT(jumped.cycles.back().discharge_Ah, 0.1 * jumped.cycles.front().discharge_Ah);
  EXPECT_LT(solved_cycles(jumped), 100);
}

TEST(CycleJump, BoundHoldsForTheNfmCells) {
  for (const char* name : {"nfm333-half", "nfm333-hc"}) {
    const auto cell = cell_parameters(find_parameter_set(name));
    bound_holds({name, ModelKind::spm, cell, 1000}, {1e-3, 1e-4});
  }
}

TEST(CycleJump, SolvesAnEighthOfAThousandCyclesOfTheDfn) {
  const auto cell = ageing(0.02);
  const auto protocol = cycling(cell, 1000);
  const auto reference = simulate(cell, protocol, options_of(ModelKind::dfn));
  const auto model = make_model(ModelKind::dfn, cell, {4, 3, 4, 5});
  auto y = model->rest(1.0);
  const double sodium = model->sodium(y.data()).total();
  const auto jumped = simulate(*model, y, protocol, options_of(ModelKind::dfn, 1e-3));
  const auto agreement = compare(jumped, reference);
  std::printf("DFN: error %.1e, bound %.1e, %ld steps for %ld\n", agreement.error, agreement.bound,
              jumped.counts.steps, reference.counts.steps);
  EXPECT_LT(agreement.bound, 2e-3);
  EXPECT_LT(8 * jumped.counts.steps, reference.counts.steps);
  EXPECT_NEAR(model->sodium(y.data()).total() / sodium, 1.0, 1e-9);
  // What was interpolated keeps the sum of sodium and of the losses, too, and time goes on.
  const auto& records = jumped.cycles;
  for (std::size_t n = 1; n < records.size(); ++n) {
    EXPECT_NEAR(records[n].inventory.sodium.total() / sodium, 1.0, 1e-9);
    EXPECT_GT(records[n].end_s, records[n - 1].end_s);
    EXPECT_NEAR(records[n].end_s / reference.cycles[n].end_s, 1.0, 1e-4);
    EXPECT_NEAR(records[n].loss.total, records.front().discharge_Ah - records[n].discharge_Ah, 1e-12);
    EXPECT_NEAR(records[n].loss.interphase, reference.cycles[n].loss.interphase, 3e-3 * 24.0);
    EXPECT_LE(records[n].inventory.negative.active_share(), 1.0);
  }
  EXPECT_EQ(records.back().cycle, 1000);
  EXPECT_TRUE(records.back().solved);
}

TEST(CycleJump, EndOfLifeIsSolvedWhereItIs) {
  const auto cell = ageing(0.3);
  auto protocol = cycling(cell, 3000);
  protocol.end_capacity_fraction = 0.9;
  const auto reference = simulate(cell, protocol, options_of(ModelKind::spm));
  const auto jumped = simulate(cell, protocol, options_of(ModelKind::spm, 1e-3));
  EXPECT_EQ(jumped.stopped_by, "90% capacity");
  EXPECT_TRUE(jumped.complete);
  ASSERT_GE(jumped.cycles.size(), 4U);
  EXPECT_TRUE(jumped.cycles.back().solved);
  EXPECT_TRUE(jumped.cycles[jumped.cycles.size() - 2].solved);
  EXPECT_LE(jumped.cycles.back().discharge_Ah, 0.9 * jumped.cycles.front().discharge_Ah);
  EXPECT_GT(jumped.cycles[jumped.cycles.size() - 2].discharge_Ah, 0.9 * jumped.cycles.front().discharge_Ah);
  const auto& end = jumped.cycles.back();
  const double slope = jumped.cycles[jumped.cycles.size() - 2].discharge_Ah - end.discharge_Ah;
  EXPECT_NEAR(end.cycle, reference.cycles.back().cycle, 1.0 + end.capacity_bound_Ah / slope);
  EXPECT_LT(solved_cycles(jumped), static_cast<int>(reference.cycles.size()) / 3);
}

TEST(CycleJump, CheckUpsAreSolved) {
  const auto cell = ageing(0.02);
  const auto block = cycling(cell, 99);
  const auto check_up =
      std::make_shared<const CycleSteps>(CycleSteps{testing::constant_current(-0.1, cell.lower_cutoff_V),
                                                    testing::constant_current(0.5, cell.upper_cutoff_V)});
  Protocol protocol;
  for (int k = 0; k < 5; ++k) {
    protocol.cycles.insert(protocol.cycles.end(), block.cycles.begin(), block.cycles.end());
    protocol.cycles.push_back({check_up, 1});
  }
  const auto reference = simulate(cell, protocol, options_of(ModelKind::spm));
  const auto jumped = simulate(cell, protocol, options_of(ModelKind::spm, 1e-3));
  const auto agreement = compare(jumped, reference);
  EXPECT_LT(agreement.bound, 2e-3);
  EXPECT_LT(solved_cycles(jumped), 150);
  for (std::size_t n = 99; n < jumped.cycles.size(); n += 100) {
    EXPECT_TRUE(jumped.cycles[n].solved);
    EXPECT_GT(jumped.cycles[n].discharge_Ah, jumped.cycles[n - 1].discharge_Ah);
  }
}

TEST(CycleJump, NothingToAgeIsOneLongJump) {
  const auto cell = testing::marquis();
  const auto jumped = simulate(cell, cycling(cell, 10'000), options_of(ModelKind::spm, 1e-3));
  EXPECT_EQ(jumped.cycles.size(), 10'000U);
  EXPECT_LT(solved_cycles(jumped), 30);
  EXPECT_NEAR(jumped.cycles.back().discharge_Ah / jumped.cycles[1].discharge_Ah, 1.0, 1e-4);
}

TEST(CycleJump, RestsAgeWithoutAnyDischarge) {
  auto cell = ageing(0.02);
  Step day;
  day.duration_s = seconds_per_day;
  const auto protocol = testing::protocol_of({day}, 1000);
  const auto reference = simulate(cell, protocol, options_of(ModelKind::spm));
  const auto jumped = simulate(cell, protocol, options_of(ModelKind::spm, 1e-3));
  EXPECT_LT(solved_cycles(jumped), 100);
  EXPECT_NEAR(jumped.cycles.back().inventory.negative.interphase_m /
                  reference.cycles.back().inventory.negative.interphase_m,
              1.0, 1e-3);
}

TEST(CycleJump, ToleranceMustExceedTheSolvers) {
  const auto cell = ageing(0.02);
  for (const double tolerance : {5e-4, -1.0, 1.0, std::nan("")}) {
    EXPECT_THROW(simulate(cell, cycling(cell, 2), options_of(ModelKind::spm, tolerance)), UsageError)
        << tolerance;
  }
}

std::vector<CycleRecord> record_of(const std::vector<double>& capacities_Ah) {
  std::vector<CycleRecord> cycles(capacities_Ah.size());
  for (std::size_t n = 0; n < cycles.size(); ++n) {
    cycles[n].discharge_Ah = capacities_Ah[n];
  }
  return cycles;
}

TEST(CapacityRecord, RoughnessIsThatOfCyclesSolvedInARow) {
  auto cycles = record_of({25.0, 20.0, 19.9, 19.8, 19.7, 19.8, 19.5, 19.4, 19.3, 19.2, 19.1});
  const CapacityRecord record(cycles, 0);
  EXPECT_NEAR(record.roughness_Ah(1), 0.0, 1e-12);  // the first cycle counts nowhere
  EXPECT_NEAR(record.roughness_Ah(2), 0.2, 1e-12);
  EXPECT_NEAR(record.roughness_Ah(5), 0.4, 1e-12);
  EXPECT_NEAR(record.roughness_Ah(7), 0.4, 1e-12);
  EXPECT_NEAR(record.roughness_Ah(10), 0.0, 1e-12);
  cycles[5].solved = false;
  EXPECT_NEAR(record.roughness_Ah(5), 0.0, 1e-12);
}

TEST(CapacityRecord, DriftGoesBothWaysAndBeyondTheEnd) {
  const auto cycles = record_of({25.0, 20.0, 19.0, 18.0, 17.0, 15.0});
  const CapacityRecord record(cycles, 0);
  EXPECT_EQ(record.drift_Ah(3, 0.0), 0.0);
  EXPECT_DOUBLE_EQ(record.drift_Ah(2, 0.25), 0.25);
  EXPECT_DOUBLE_EQ(record.drift_Ah(2, 2.0), 2.0);
  EXPECT_DOUBLE_EQ(record.drift_Ah(3, 2.0), 3.0);
  EXPECT_DOUBLE_EQ(record.drift_Ah(5, 1.0), 2.0);
  EXPECT_DOUBLE_EQ(record.drift_Ah(5, 10.0), 12.5);  // at -1.25 Ah a cycle
}

TEST(SkippedCycles, ParabolasAreExact) {
  std::vector<CycleRecord> cycles(41);
  const auto truth = [](std::size_t n) {
    const auto x = static_cast<double>(n);
    return 20.0 - 0.1 * x + 2e-3 * x * x;
  };
  for (std::size_t n = 0; n < cycles.size(); ++n) {
    auto& cycle = cycles[n];
    cycle.solved = n == 0 || n == 1 || n == 12 || n == 40;
    if (cycle.solved) {
      cycle.discharge_Ah = truth(n);
      cycle.inventory.sodium.lost_positive = 0.5 * truth(n);
    }
  }
  const auto errors = interpolate_skipped(cycles, 0);
  for (std::size_t n = 0; n < cycles.size(); ++n) {
    EXPECT_NEAR(cycles[n].discharge_Ah, truth(n), 1e-12);
    EXPECT_NEAR(cycles[n].inventory.sodium.lost_positive, 0.5 * truth(n), 1e-12);
    EXPECT_NEAR(errors[n], 0.0, 1e-12);
  }
}

}  // namespace
}  // namespace nacre::cell
