#include "nacre/material/material_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/base/error.hpp"

namespace nacre::material {
namespace {

MaterialState sample(double nio, double coverage) {
  MaterialState state;
  state.name = "Tu-NCP@333";
  state.coating = "NaCaPO4";
  state.nio_weight_fraction = nio;
  state.coating_coverage = coverage;
  state.phases = {{"O3", 1.0 - nio}, {"NiO", nio}};
  state.profile = {{0.0, 1e-6}, {0.01, 0.02}, {1.0 / 3.0, 0.3}};
  return state;
}

TEST(MaterialState, ComesBackFromJsonAsItWas) {
  auto state = sample(0.0123456789012345, 0.1 + 0.2);
  state.over_bed = {{"nio_weight_fraction", 0.001, 0.01, 0.015}};
  const auto json = Json::parse(to_json(state).dump());
  const auto back = material_state_from_json(json, "state.json");
  EXPECT_EQ(to_json(back).dump(), to_json(state).dump());
  EXPECT_EQ(back.nio_weight_fraction, state.nio_weight_fraction);
  EXPECT_EQ(back.profile.nickel_per_formula, state.profile.nickel_per_formula);
  EXPECT_TRUE(std::isnan(back.gamma_fraction));
}

TEST(MaterialState, WhatIsNoStateIsRefused) {
  auto json = to_json(sample(0.0, 1.0));
  json.erase("grain_nm");
  EXPECT_THROW(material_state_from_json(json, "state.json"), InputError);
  json = to_json(sample(0.0, 1.0));
  json["profile"]["radius_m"] = {1.0};
  EXPECT_THROW(material_state_from_json(json, "state.json"), InputError);
  EXPECT_THROW(material_state_from_json(Json::array(), "state.json"), InputError);
}

TEST(MaterialState, TheMeanOverABedHasItsSpread) {
  const auto mean = mean_over_bed({sample(0.01, 0.2), sample(0.04, 0.8)}, {2.0, 1.0});
  EXPECT_DOUBLE_EQ(mean.nio_weight_fraction, 0.02);
  EXPECT_DOUBLE_EQ(mean.coating_coverage, 0.4);
  EXPECT_DOUBLE_EQ(mean.phases[1].weight_fraction, 0.02);
  ASSERT_EQ(mean.over_bed.size(), 2U);
  EXPECT_EQ(mean.over_bed[0].of, "nio_weight_fraction");
  EXPECT_DOUBLE_EQ(mean.over_bed[0].min, 0.01);
  EXPECT_DOUBLE_EQ(mean.over_bed[0].max, 0.04);
  EXPECT_NEAR(mean.over_bed[0].std, std::sqrt(2.0 / 3.0 * 1e-4 + 1.0 / 3.0 * 4e-4), 1e-15);
  EXPECT_TRUE(std::isnan(mean.c_angstrom));
}

}  // namespace
}  // namespace nacre::material
