#include "nacre/base/unit.hpp"

#include <gtest/gtest.h>

namespace nacre {
namespace {

TEST(Unit, Converts) {
  struct Case {
    const char* from;
    const char* to;
    double factor;
  };
  for (const auto& [from, to, factor] : {
           Case{"percent", "1", 0.01},
           Case{"mAh/g", "Ah/kg", 1.0},
           Case{"mAh/g", "Ah/g", 1e-3},
           Case{"Ah", "C", 3600.0},
           Case{"A s", "C", 1.0},
           Case{"W h/kg", "J/g", 3.6},
           Case{"cm2/s", "m2/s", 1e-4},
           Case{"percent/cycle", "1/cycle", 0.01},
           Case{"\xC2\xB5m", "angstrom", 1e4},
           Case{"min", "s", 60.0},
           Case{"mohm cm2", "ohm m2", 1e-7},
           Case{"mg/cm2", "g/m2", 10.0},
           Case{"degC", "degC", 1.0},
           Case{"", "1", 1.0},
       }) {
    const auto found = conversion_factor(from, to);
    ASSERT_TRUE(found.has_value()) << from << " to " << to;
    EXPECT_NEAR(*found, factor, 1e-12 * factor) << from << " to " << to;
  }
}

TEST(Unit, RefusesWhatMeasuresSomethingElse) {
  EXPECT_FALSE(conversion_factor("mAh/g", "Ah"));
  EXPECT_FALSE(conversion_factor("percent/cycle", "percent"));
  EXPECT_FALSE(conversion_factor("degC", "K"));
  EXPECT_FALSE(conversion_factor("V", "A"));
}

TEST(Unit, RefusesWhatItDoesNotKnow) {
  for (const char* text : {"furlong", "mAh/g/cm2", "kmin", "cm-2", "2", "m10"}) {
    EXPECT_FALSE(parse_unit(text)) << text;
  }
}

}  // namespace
}  // namespace nacre
