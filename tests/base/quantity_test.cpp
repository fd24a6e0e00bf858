#include "nacre/base/quantity.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace nacre {
namespace {

TEST(Quantity, SurvivesJsonWithAnUncertaintyThatCouldNotBeDetermined) {
  Quantity quantity;
  quantity.name = "discharge_capacity";
  quantity.value = 132.1;
  quantity.unit = "mAh/g";
  quantity.at = {{"cycle", 3}, {"c_rate", 0.5}};
  const auto back = quantity_from_json(Json::parse(to_json(quantity).dump()));
  EXPECT_EQ(back.name, quantity.name);
  EXPECT_EQ(back.value, quantity.value);
  EXPECT_TRUE(std::isnan(back.std));
  EXPECT_EQ(back.unit, "mAh/g");
  EXPECT_EQ(back.at, quantity.at);
}

}  // namespace
}  // namespace nacre
