#include "nacre/cell/cycle_profiles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nacre/cell/grammar.hpp"
#include "nacre/cell/json.hpp"
#include "variants.hpp"

namespace nacre::cell {
namespace {

using ::testing::ElementsAre;

SimulationOptions small() {
  SimulationOptions options;
  options.mesh = {6, 4, 6, 5};
  return options;
}

std::vector<int> cycles_of(const std::vector<CycleProfile>& profiles) {
  std::vector<int> cycles;
  for (const auto& profile : profiles) {
    cycles.push_back(profile.cycle);
  }
  return cycles;
}

TEST(CycleProfiles, AreThoseOfTheStateAtTheEnd) {
  const auto cell = testing::marquis();
  const auto protocol = parse_protocol("Discharge at 1C for 10 minutes; Rest for 5 minutes");
  const auto [simulation, profiles] = simulate_with_profiles(cell, protocol, small());
  EXPECT_THAT(cycles_of(profiles), ElementsAre(1, 2));
  EXPECT_NEAR(profiles[0].time_s, 600.0, 1e-9);
  EXPECT_NEAR(profiles[1].time_s, 900.0, 1e-9);
  const auto model = make_model(ModelKind::dfn, cell, small().mesh);
  const auto last = model->profile(simulation.state.data());
  EXPECT_EQ(profiles[1].profile.electrolyte_concentration, last.electrolyte_concentration);
  EXPECT_EQ(profiles[1].profile.surface_stoichiometry.front(), last.surface_stoichiometry.front());
  // Sodium goes from left to right, and evens out at rest.
  const auto& salt = profiles[0].profile.electrolyte_concentration;
  ASSERT_EQ(salt.size(), 16U);
  EXPECT_GT(salt.front(), salt.back() + 100.0);
  EXPECT_LT(std::abs(last.electrolyte_concentration.front() - last.electrolyte_concentration.back()), 30.0);
  EXPECT_GT(profiles[0].profile.current_density.front(), 0.0);  // leaves the negative particles
  EXPECT_LT(profiles[0].profile.current_density.back(), 0.0);
}

TEST(CycleProfiles, AreSpreadOverTheCyclesAndCountThoseOfTheUser) {
  const auto protocol = parse_protocol("(Discharge at 1C for 1 minute, Charge at 1C for 1 minute) * 100");
  auto options = small();
  options.model = ModelKind::spm;
  int seen = 0;
  options.progress = [&](int cycle) {
    seen = cycle;
    return true;
  };
  const auto [simulation, profiles] = simulate_with_profiles(testing::marquis(), protocol, options, 5);
  EXPECT_EQ(seen, 100);
  ASSERT_EQ(profiles.size(), 5U);
  EXPECT_EQ(profiles.front().cycle, 1);
  EXPECT_EQ(profiles.back().cycle, 100);
  for (std::size_t i = 1; i < profiles.size(); ++i) {
    EXPECT_NEAR(profiles[i].cycle - profiles[i - 1].cycle, 25, 4);
    EXPECT_NEAR(profiles[i].time_s, 120.0 * profiles[i].cycle, 1e-6);
  }
}

TEST(CycleProfiles, ShowWhereARunStopped) {
  auto cell = testing::marquis();
  cell.electrolyte.initial_concentration = 200.0;
  const auto protocol = parse_protocol("Rest for 1 minute; Discharge at 3C for 1 hour; Rest for 1 minute");
  const auto [simulation, profiles] = simulate_with_profiles(cell, protocol, small());
  EXPECT_FALSE(simulation.complete);
  EXPECT_THAT(simulation.stopped_by, ::testing::HasSubstr("electrolyte depleted"));
  EXPECT_THAT(cycles_of(profiles), ElementsAre(1, 2));
  EXPECT_LT(profiles[1].profile.electrolyte_concentration.back(), 2.0);
}

TEST(CycleProfiles, AsJsonHaveNoValueInTheSeparator) {
  const auto [simulation, profiles] =
      simulate_with_profiles(testing::marquis(), parse_protocol("Rest for 1 minute"), small());
  const auto json = Json::parse(to_json(profiles).dump());
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0].at("x_m").size(), 16U);
  EXPECT_TRUE(json[0].at("surface_stoichiometry")[8].is_null());
  EXPECT_TRUE(json[0].at("surface_stoichiometry")[0].is_number());
}

}  // namespace
}  // namespace nacre::cell
