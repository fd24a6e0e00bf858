#include "nacre/formats/text/heading.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace nacre::formats::text {
namespace {

struct Case {
  const char* text;
  const char* key;
  const char* unit;
};

TEST(Heading, SeparatesTheQuantityFromItsUnit) {
  for (const auto& [text, key, unit] : {Case{"Voltage(mV)", "voltage", "mV"},
                                        Case{"Current (uA)", "current", "uA"},
                                        Case{"Current(\xc2\xb5"
                                             "A)",
                                             "current",
                                             "\xc2\xb5"
                                             "A"},
                                        Case{"I/mA", "i", "mA"},
                                        Case{"<I>/mA", "i", "mA"},
                                        Case{"Test Time / s", "test_time", "s"},
                                        Case{"voltage_volt", "voltage", "volt"},
                                        Case{"Total_Time_Seconds", "total_time", "Seconds"},
                                        Case{"charging_capacity_ah", "charging_capacity", "ah"},
                                        Case{"U [mV]", "u", "mV"},
                                        Case{"Voltage, V", "voltage", "V"},
                                        Case{"Capacity(mAs)", "capacity", "mAs"},
                                        Case{"Spec. Cap.(mAh/g)", "spec_cap", "mAh/g"},
                                        Case{"dQm/dV(mAh/V.g)", "dqm_dv", "mAh/V.g"},
                                        Case{"SOC/DOD(%)", "soc_dod", "%"},
                                        Case{"Q charge/discharge/mA.h", "q_charge_discharge", "mA.h"},
                                        Case{"Cycle Count / 1", "cycle_count", "1"},
                                        Case{"Contact resistance(mO)", "contact_resistance", "mO"},
                                        Case{"Rec#", "rec", ""},
                                        Case{"Amp-hr", "amp_hr", ""},
                                        Case{"Step Count 1", "step_count_1", ""},
                                        Case{"Cycle C", "cycle_c", ""},
                                        Case{"dQ/dV", "dq_dv", ""},
                                        Case{"T1(?)", "t1", ""},
                                        Case{"", "", ""}}) {
    const auto heading = interpret_heading(text);
    EXPECT_EQ(heading.key, key) << text;
    EXPECT_EQ(heading.unit, unit) << text;
  }
}

TEST(Heading, BrokenBytesBecomeUtf8) {
  EXPECT_EQ(interpret_heading("Current(\xb5"
                              "A)")
                .unit,
            "\xc2\xb5"
            "A");
  const auto chinese = interpret_heading("\xb5\xe7\xd1\xb9(V)");  // GB18030
  EXPECT_EQ(chinese.key, "电压");
  EXPECT_EQ(chinese.unit, "V");
}

double to_neutral(const char* unit, double value) {
  const auto scale = unit_scale(unit);
  EXPECT_TRUE(scale) << unit;
  return scale ? scale->apply(value * std::pow(10.0, scale->exponent)) : 0;
}

TEST(Unit, LeadsBackToTheNeutralUnit) {
  EXPECT_DOUBLE_EQ(to_neutral("mV", 1500), 1.5);
  EXPECT_DOUBLE_EQ(to_neutral("uA", 1500), 1.5e-3);
  EXPECT_DOUBLE_EQ(to_neutral("mAs", 3.6e6), 1);
  EXPECT_DOUBLE_EQ(to_neutral("mWs", 3.6e6), 1);
  EXPECT_DOUBLE_EQ(to_neutral("kJ", 3.6), 1);
  EXPECT_DOUBLE_EQ(to_neutral("min", 2), 120);
  EXPECT_DOUBLE_EQ(to_neutral("Hr", 2), 7200);
  EXPECT_DOUBLE_EQ(to_neutral("ms", 2), 0.002);
  EXPECT_DOUBLE_EQ(to_neutral("K", 298.15), 25);
  EXPECT_DOUBLE_EQ(to_neutral("mO", 5), 0.005);
  EXPECT_DOUBLE_EQ(to_neutral("%", 50), 0.5);
  EXPECT_EQ(unit_scale("\xe2\x84\x83")->symbol, "degC");
  EXPECT_EQ(unit_scale("k\xce\xa9")->symbol, "ohm");
  for (const char* unknown : {"", "m", "furlong", "VV", "O", "mAh/g", "?"}) {
    EXPECT_FALSE(unit_scale(unknown)) << unknown;
  }
}

}  // namespace
}  // namespace nacre::formats::text
