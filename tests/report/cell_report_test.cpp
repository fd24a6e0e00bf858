#include "nacre/report/cell_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace nacre::report {
namespace {

using ::testing::ElementsAre;

Json profile(int cycle, const Json& filling, const Json& potential) {
  return {{"cycle", cycle},
          {"time_s", 3600.0 * cycle},
          {"x_m", {1e-6, 2e-6, 3e-6, 4e-6, 5e-6}},
          {"electrolyte_concentration_mol_per_m3", {1002, 1001, 1000, 999, 998}},
          {"electrolyte_potential_V", potential},
          {"solid_potential_V", filling},
          {"surface_stoichiometry", filling},
          {"mean_stoichiometry", filling},
          {"current_density_A_per_m2", filling}};
}

TEST(CellReport, ProfilesGoFromTheFirstValueToTheLast) {
  const Json potential{-0.1, -0.2, -0.3, -0.4, -0.5};
  const auto full =
      profile_section(Json::array({profile(1, {0.5, nullptr, nullptr, 0.7, 0.8}, potential)}), "");
  const auto& panels = full.figures.at(0).panels;
  ASSERT_EQ(panels.size(), 4U);
  EXPECT_EQ(panels[0].series[0].name, "Cycle 1, 1 h");
  EXPECT_NEAR(panels[1].series[0].y[4], -500.0, 1e-9);
  const auto& filling = panels[2].series[0];
  ASSERT_EQ(filling.y.size(), 5U);
  EXPECT_TRUE(std::isnan(filling.y[1]));
  EXPECT_FALSE(filling.in_legend) << "the first panel has the legend";
  EXPECT_NO_THROW(full.figures[0].check());
  EXPECT_NO_THROW(full.tables.at(0).check());

  const auto half =
      profile_section(Json::array({profile(1, {nullptr, nullptr, nullptr, 0.7, 0.8}, potential)}), "cell")
          .figures.at(0);
  EXPECT_EQ(half.id, "cell-profiles");
  ASSERT_EQ(half.panels[2].series[0].x.size(), 2U);
  EXPECT_NEAR(half.panels[2].series[0].x[0], 4.0, 1e-12);
}

TEST(CellReport, ProfilesWithoutAPotentialHaveNoPanelOfIt) {
  const Json read{nullptr, nullptr, nullptr, nullptr, nullptr};
  const Json made(std::vector<double>(5, std::nan("")));
  const Json cycles{profile(1, {0.5, 0.5, 0.6, 0.7, 0.8}, read), profile(7, {0.4, 0.5, 0.6, 0.7, 0.8}, made)};
  const auto section = profile_section(cycles, "");
  ASSERT_EQ(section.figures.at(0).panels.size(), 3U);
  EXPECT_EQ(section.figures[0].panels[1].y.label, "Stoichiometry at the surface");
  EXPECT_EQ(section.tables.at(0).rows(), 10U);
  EXPECT_THAT(section.tables[0].columns[0].values, ElementsAre(1, 1, 1, 1, 1, 7, 7, 7, 7, 7));
}

}  // namespace
}  // namespace nacre::report
