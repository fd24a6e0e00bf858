// Steps: PyBaMM's wording, and what goes beyond it.
#include "nacre/cell/grammar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace nacre::cell {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using Quantity = Termination::Quantity;
using Side = Termination::Side;

constexpr double unlimited = std::numeric_limits<double>::infinity();

struct Example {
  const char* text;
  Control control;
  double value;
  double duration_s = unlimited;
  std::vector<Termination> until = {};
  double period_s = 0.0;
  double temperature_K = 0.0;
};

Termination at(Quantity quantity, double value, Side side = Side::reached) { return {quantity, side, value}; }

void expect_step(const Example& example) {
  const Step step = parse_step(example.text);
  EXPECT_EQ(step.text, example.text);
  EXPECT_EQ(step.control, example.control) << example.text;
  EXPECT_EQ(step.value, example.value) << example.text;
  EXPECT_EQ(step.duration_s, example.duration_s) << example.text;
  EXPECT_EQ(step.until, example.until) << example.text;
  EXPECT_EQ(step.period_s, example.period_s) << example.text;
  EXPECT_EQ(step.temperature_K, example.temperature_K) << example.text;
  if (step.control == Control::current || step.control == Control::power || step.control == Control::c_rate) {
    EXPECT_EQ(step.charging, step.value > 0.0) << example.text;
  }
}

// The examples of PyBaMM's documentation and tests: pybamm.step.string, pybamm.Experiment, examples/scripts.
TEST(StepParser, ReadsWhatPybammDocuments) {
  const std::vector<Example> examples = {
      {"Discharge at 1C for 0.5 hours", Control::c_rate, -1.0, 1800.0},
      {"Discharge at C/20 for 0.5 hours", Control::c_rate, -0.05, 1800.0},
      {"Charge at 0.5 C for 45 minutes", Control::c_rate, 0.5, 2700.0},
      {"Discharge at 1 A for 0.5 hours", Control::current, -1.0, 1800.0},
      {"Discharge at 1 A for 90 seconds", Control::current, -1.0, 90.0},
      {"Charge at 200 mA for 45 minutes", Control::current, 0.2, 2700.0},
      {"Discharge at 1W for 0.5 hours", Control::power, -1.0, 1800.0},
      {"Charge at 200mW for 45 minutes", Control::power, 0.2, 2700.0},
      {"Rest for 10 minutes", Control::rest, 0.0, 600.0},
      {"Hold at 1V for 20 seconds", Control::voltage, 1.0, 20.0},
      {"Charge at 1 C until 4.1V", Control::c_rate, 1.0, unlimited, {at(Quantity::voltage, 4.1)}},
      {"Hold at 4.1 V until 50mA", Control::voltage, 4.1, unlimited, {at(Quantity::current, 0.05)}},
      {"Hold at 4.1 V until 50 mA", Control::voltage, 4.1, unlimited, {at(Quantity::current, 0.05)}},
      {"Hold at 3V until C/50", Control::voltage, 3.0, unlimited, {at(Quantity::c_rate, 0.02)}},
      {"Discharge at C/3 for 2 hours or until 2.5 V",
       Control::c_rate,
       -1.0 / 3.0,
       7200.0,
       {at(Quantity::voltage, 2.5)}},
      {"Discharge at C/10 for 10 hours or until 3.3 V",
       Control::c_rate,
       -0.1,
       36000.0,
       {at(Quantity::voltage, 3.3)}},
      {"Discharge at C/20 for 1h (2 minute period)", Control::c_rate, -0.05, 3600.0, {}, 120.0},
      {"Rest for 10 minutes (5 minute period)", Control::rest, 0.0, 600.0, {}, 300.0},
      {"Charge at 1 C for 1 hour", Control::c_rate, 1.0, 3600.0},
      {"Charge at 1 C for 1 hour or until 4.2 V", Control::c_rate, 1.0, 3600.0, {at(Quantity::voltage, 4.2)}},
      {"Discharge at 1C for 0.5 hours at 27oC", Control::c_rate, -1.0, 1800.0, {}, 0.0, 300.15},
      {"Charge at 0.5 C for 45 minutes at -5oC", Control::c_rate, 0.5, 2700.0, {}, 0.0, 268.15},
      {"Charge at 200 mA for 45 minutes at 10.2oC (1 minute period)",
       Control::current,
       0.2,
       2700.0,
       {},
       60.0,
       10.2 + 273.15},
      {"Discharge at C/3 for 2 hours or until 2.5 V at 26oC",
       Control::c_rate,
       -1.0 / 3.0,
       7200.0,
       {at(Quantity::voltage, 2.5)},
       0.0,
       26.0 + 273.15},
      {"Charge at 100 A until 4.1 V at 35oC (1 second period)",
       Control::current,
       100.0,
       unlimited,
       {at(Quantity::voltage, 4.1)},
       1.0,
       35.0 + 273.15},
      {"Hold at 4.1 V until 5 A at 35oC (1 seconds period)",
       Control::voltage,
       4.1,
       unlimited,
       {at(Quantity::current, 5.0)},
       1.0,
       35.0 + 273.15},
      {"Discharge at 4 Ohm for 10 s", Control::resistance, 4.0, 10.0},
      {"Charge at 4 Ohm until 4.1 V", Control::resistance, 4.0, unlimited, {at(Quantity::voltage, 4.1)}},
  };
  for (const auto& example : examples) {
    expect_step(example);
  }
  EXPECT_FALSE(parse_step("Discharge at 4 Ohm for 10 s").charging);
  EXPECT_TRUE(parse_step("Charge at 4 Ohm for 10 s").charging);
}

TEST(StepParser, ReadsWhatGoesBeyondPybamm) {
  const std::vector<Example> examples = {
      {"rest FOR 2 hr", Control::rest, 0.0, 7200.0},
      {"Discharge at 10 uA until < 2.5 V",
       Control::current,
       -1e-5,
       unlimited,
       {at(Quantity::voltage, 2.5, Side::below)}},
      {"Hold at -0.01 V until I > 2 A",
       Control::voltage,
       -0.01,
       unlimited,
       {at(Quantity::current, 2.0, Side::above)}},
      {"Hold at 4 V until < 50 mA or C/100 or 10 mAh or for 3 days",
       Control::voltage,
       4.0,
       259200.0,
       {at(Quantity::current, 0.05, Side::below), at(Quantity::c_rate, 0.01), at(Quantity::capacity, 0.01)}},
      {"Charge at 1 C at 298.15 K until 1.5 A.h (0.5 s period)",
       Control::c_rate,
       1.0,
       unlimited,
       {at(Quantity::capacity, 1.5)},
       0.5,
       298.15},
      {"Discharge at 0 A for 1 min at 25 °C", Control::current, 0.0, 60.0, {}, 0.0, 298.15},
  };
  for (const auto& example : examples) {
    expect_step(example);
  }
}

TEST(StepParser, SweepsAndProfiles) {
  Step step = parse_step("Sweep from 2 V to 4 V at 0.1 mV/s");
  EXPECT_EQ(step.control, Control::sweep);
  EXPECT_FALSE(step.current_voltage);
  EXPECT_EQ(step.value, 2.0);
  EXPECT_EQ(step.sweep_end_V, 4.0);
  EXPECT_EQ(step.sweep_V_per_s, 1e-4);
  step = parse_step("Sweep to 4 V at 6 mV/min until 1 A");
  EXPECT_TRUE(step.current_voltage);
  EXPECT_EQ(step.sweep_V_per_s, 1e-4);
  EXPECT_THAT(step.until, ElementsAre(at(Quantity::current, 1.0)));

  const auto legs = parse_protocol("Sweep from 3 V to 4 V to 2 V to 3 V at 1 mV/s at 45 oC").cycles;
  ASSERT_THAT(legs, SizeIs(1));
  std::vector<std::string> texts;
  for (const auto& leg : *legs.front().steps) {
    texts.push_back(leg.text);
  }
  EXPECT_THAT(texts, ElementsAre("Sweep from 3 V to 4 V at 0.001 V/s at 318.15 K",
                                 "Sweep from 4 V to 2 V at 0.001 V/s at 318.15 K",
                                 "Sweep from 2 V to 3 V at 0.001 V/s at 318.15 K"));

  const auto read = [](Step& profile) {
    profile.profile_s = {0.0, 1.0};
    profile.profile_A = {0.5, -0.5};
  };
  step = parse_step("Profile drive/us06-2.csv for 1 hour or until 2.5 V", read);
  EXPECT_EQ(step.control, Control::profile);
  EXPECT_EQ(step.profile_file, "drive/us06-2.csv");
  EXPECT_EQ(step.duration_s, 3600.0);
  EXPECT_THAT(step.profile_s, SizeIs(3601));  // 1800 rounds of two points, and the end
  step = parse_step("Profile x.csv for 4.5 s", read);
  EXPECT_THAT(step.profile_s, ElementsAre(0.0, 1.0, 2.0, 3.0, 4.0, 5.0));
  EXPECT_THAT(step.profile_A, ElementsAre(0.5, -0.5, 0.5, -0.5, 0.5, -0.5));
  EXPECT_THAT(parse_step("Profile x.csv for 3.5 s", read).profile_s, ElementsAre(0.0, 1.0, 2.0, 3.0, 4.0));
  EXPECT_THAT(parse_step("Profile x.csv for 0.5 s", read).profile_s, ElementsAre(0.0, 1.0));
  EXPECT_THAT(parse_step("Profile x.csv until 4 V", read).profile_s, ElementsAre(0.0, 1.0));
  EXPECT_THROW(parse_step("Profile x.csv for 300 days", read), ProtocolError);
  EXPECT_EQ(parse_step("\"Profile 'my (2) drive.csv'\"").profile_file, "my (2) drive.csv");
}

}  // namespace
}  // namespace nacre::cell
