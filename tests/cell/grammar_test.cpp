#include "nacre/cell/grammar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

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
TEST(Grammar, ReadsWhatPybammDocuments) {
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

TEST(Grammar, ReadsWhatGoesBeyondPybamm) {
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

TEST(Grammar, SweepsAndProfiles) {
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

// The canonical text of every step, cycle by cycle.
std::vector<std::string> canonical(const std::vector<Cycle>& cycles) {
  std::vector<std::string> texts;
  for (const auto& cycle : cycles) {
    std::string text = cycle.at_most > 1 ? "at most " + std::to_string(cycle.at_most) + ": " : "";
    for (const auto& step : *cycle.steps) {
      text += (&step == &cycle.steps->front() ? "" : " | ") + to_text(step);
    }
    texts.push_back(text);
  }
  return texts;
}

TEST(Grammar, Shorthands) {
  const std::string forth = "Sweep to 4 V at 0.0001 V/s | Sweep to 2 V at 0.0001 V/s";
  EXPECT_THAT(canonical(parse_protocol("CV between 2 V and 4 V at 0.1 mV/s, 3 cycles").cycles),
              ElementsAre(forth, forth, forth));
  EXPECT_THAT(canonical(parse_protocol("CV between 2 V and 4 V at 0.1 mV/s * 2; Rest for 1 s").cycles),
              ElementsAre(forth, forth, "Rest for 1 second"));
  EXPECT_THAT(canonical(parse_protocol("CV between 2 V and 4 V at 0.1 mV/s, Rest for 1 s").cycles),
              ElementsAre(forth, "Rest for 1 second"));
  for (const char* text : {"GITT charge at 0.1C for 10 minutes, rest for 1 hour, until 4.0 V",
                           "GITT: charge 0.1C 10 min rest 60 min until 4 V"}) {
    EXPECT_THAT(canonical(parse_protocol(text).cycles),
                ElementsAre("at most 10000: Charge at 0.1 C for 10 minutes or until 4 V | Rest for 1 hour"));
  }
  EXPECT_THAT(
      canonical(parse_protocol("GITT discharge 5 mA 10 min rest 1 h until 2 V at 25 oC (1 s period)").cycles),
      ElementsAre("at most 10000: Discharge at 0.005 A for 10 minutes or until 2 V at 298.15 K (1 second "
                  "period) | Rest for 1 hour at 298.15 K (1 second period)"));
}

TEST(Grammar, CyclesAndRepeats) {
  const std::string pair = "Discharge at 1 C until 2.5 V | Rest for 1 hour";
  const std::string charge = "Charge at 0.5 C until 4 V";
  const std::vector<std::string> thrice = {pair, pair, pair};
  for (const char* text : {
           "(\"Discharge at 1C until 2.5 V\", \"Rest for 1 hour\") * 3",
           "(Discharge at 1C until 2.5 V, Rest for 1 hour) x 3",
           "(Discharge at 1C until 2.5 V,\n Rest for 1 hour # relax\n,) x3  # three times",
           "[('Discharge at 1C until 2.5 V', \"Rest for 1 hour\")] * 3",
       }) {
    EXPECT_EQ(canonical(parse_protocol(text).cycles), thrice) << text;
  }
  const auto shared = parse_protocol("(Rest for 1 s, Rest for 2 s) * 1000").cycles;
  ASSERT_THAT(shared, SizeIs(1000));
  EXPECT_EQ(shared.front().steps, shared.back().steps);  // one set of steps, however often

  EXPECT_THAT(
      canonical(
          parse_protocol("Charge at C/2 until 4 V; Discharge at 1C until 2.5 V\nRest for 1 hour x 2").cycles),
      ElementsAre(charge, "Discharge at 1 C until 2.5 V", "Rest for 1 hour", "Rest for 1 hour"));
  EXPECT_THAT(canonical(parse_protocol("[\"Charge at C/2 until 4 V\", (\"Discharge at 1C until 2.5 V\", "
                                       "\"Rest for 1 hour\")] * 2 + [\"Charge at C/2 until 4 V\"]")
                            .cycles),
              ElementsAre(charge, pair, charge, pair, charge));
}

TEST(Grammar, ExperimentAsPastedFromPython) {
  const auto protocol = parse_protocol(R"(experiment = pybamm.Experiment(
    [
        (
            "Discharge at C/10 for 10 hours or until 3.3 V",
            "Rest for 1 hour",
            "Charge at 1 A until 4.1 V",
            "Hold at 4.1 V until 50 mA",
            "Rest for 1 hour",
        )
    ]
    * 3
    + [
        "Discharge at 1C until 3.3 V",
    ],
    period="1 minute", temperature="25oC", termination="80% capacity",
))");
  EXPECT_THAT(protocol.cycles, SizeIs(4));
  EXPECT_THAT(*protocol.cycles.front().steps, SizeIs(5));
  EXPECT_EQ(protocol.period_s, 60.0);
  EXPECT_EQ(protocol.temperature_K, 298.15);
  EXPECT_EQ(protocol.end_capacity_fraction, 0.8);
  EXPECT_THAT(protocol.end, SizeIs(0));

  const auto ends = parse_protocol(
      "pybamm.Experiment([\"Rest for 1 s\"], termination=[\"80.7 % capacity\", \"4.1 A.h capacity\", '2.5 "
      "V', '4h'])");
  EXPECT_EQ(ends.end_capacity_fraction, 0.807);
  EXPECT_THAT(ends.end,
              ElementsAre(at(Quantity::capacity, 4.1, Side::below), at(Quantity::voltage, 2.5, Side::below)));
  EXPECT_EQ(ends.end_s, 14400.0);

  const auto plain =
      parse_protocol("period: 10 s; temperature: 45 oC\ntermination = 80% capacity or > 4.5 V\nRest for 1 s");
  EXPECT_EQ(plain.period_s, 10.0);
  EXPECT_EQ(plain.temperature_K, 318.15);
  EXPECT_EQ(plain.end_capacity_fraction, 0.8);
  EXPECT_THAT(plain.end, ElementsAre(at(Quantity::voltage, 4.5, Side::above)));
}

TEST(Grammar, TextAsEditorsSaveIt) {
  EXPECT_THAT(parse_protocol("\xEF\xBB\xBFRest for 1 s\r\n\r\n# end\r\nRest for 2 s\r\n").cycles, SizeIs(2));
  // A long word is cut between its characters, and one line is shown of a long text.
  std::string word;
  for (int i = 0; i < 1000; ++i) {
    word += "°";
  }
  try {
    parse_protocol("a" + word);
    FAIL();
  } catch (const ProtocolError& error) {
    EXPECT_EQ(error.problem(), "expected a step, found 'a" + word.substr(0, 58) + "'");
    EXPECT_EQ(error.picture(), "  a" + word.substr(0, 60) + "...\n  ^");
  }
}

struct Mistake {
  const char* text;
  const char* message;
};

std::string message_of(std::string_view text) {
  try {
    parse_protocol(text);
  } catch (const ProtocolError& error) {
    return std::string(error.what()) + "\n" + error.advice();
  }
  return "no error";
}

TEST(Grammar, ErrorsPointAtTheWord) {
  const std::vector<Mistake> mistakes = {
      {"Discharge at 1C untill 2.5 V",
       "expected 'for', 'until', 'at' or the end of the step, found 'untill' (line 1, column 17)\n"
       "  Discharge at 1C untill 2.5 V\n"
       "                  ^\n"
       "did you mean 'until'?"},
      {"Rest for 1 hour\nDischrage at 1C until 2.5 V",
       "expected a step, found 'Dischrage' (line 2, column 1)\n"
       "  Dischrage at 1C until 2.5 V\n"
       "  ^\n"
       "did you mean 'Discharge'?"},
      {"(\"Rest for 2 years\") * 3",
       "expected seconds, minutes or hours, found 'years' (line 1, column 14)\n"
       "  (\"Rest for 2 years\") * 3\n"
       "               ^\n"
       "known units of time: seconds, minutes, hours, days"},
      {"Hold at 4.1 v until 50 mA",
       "expected a unit after 4.1, found 'v' (line 1, column 13)\n"
       "  Hold at 4.1 v until 50 mA\n"
       "              ^\n"
       "did you mean 'V'?"},
      {"Discharge at 1 B for 2 hours",
       "expected a unit after 1, found 'B' (line 1, column 16)\n"
       "  Discharge at 1 B for 2 hours\n"
       "                 ^\n"
       "known units: V, mV, uV, A, mA, uA, W, mW, kW, Ohm, mOhm, C, Ah, mAh"},
      {"Discharge at 1 A at 2 hours",
       "expected oC or K, found 'hours' (line 1, column 23)\n"
       "  Discharge at 1 A at 2 hours\n"
       "                        ^\n"
       "a temperature is written 2 oC or 275.15 K"},
      {"Discharge at 1C",
       "expected 'for' or 'until', found the end (line 1, column 16)\n"
       "  Discharge at 1C\n"
       "                 ^\n"
       "say how long, or until what: for 1 hour, until 2.5 V"},
      {"Charge at 4.1 V until 50 mA",
       "expected a current, C-rate, power or resistance, found '4.1' (line 1, column 11)\n"
       "  Charge at 4.1 V until 50 mA\n"
       "            ^\n"
       "a voltage is held: Hold at 4.1 V"},
      {"Hold at 1 A for 1 s",
       "expected a voltage to hold, found '1' (line 1, column 9)\n"
       "  Hold at 1 A for 1 s\n"
       "          ^\n"
       "for a current, C-rate or power write Charge or Discharge"},
      {"Charge at -1 A for 1 s",
       "expected a number that is not negative, found '-1' (line 1, column 11)\n"
       "  Charge at -1 A for 1 s\n"
       "            ^\n"
       "the direction is said by the word: Discharge"},
      {"Run US06 (A)",
       "expected a step, found 'Run' (line 1, column 1)\n"
       "  Run US06 (A)\n"
       "  ^\n"
       "a current over time is written Profile FILE, positive on charge"},
      {"GITT 0.1C for 10 min, rest 1 h, until 4 V",
       "expected 'charge' or 'discharge' after GITT, found '0.1' (line 1, column 6)\n"
       "  GITT 0.1C for 10 min, rest 1 h, until 4 V\n"
       "       ^\n"
       "such as GITT charge at 0.1C for 10 minutes, rest for 1 hour, until 4 V"},
      {"(GITT charge 1C 1 min rest 1 h until 4 V, Rest for 1 s)",
       "a shorthand for several cycles within a cycle (line 1, column 2)\n"
       "  (GITT charge 1C 1 min rest 1 h until 4 V, Rest for 1 s)\n"
       "   ^\n"
       "put it before or behind the brackets"},
      {"pybamm.Experiment([\"Rest for 1 s\"], temperature=25)",
       "expected oC or K, found ')' (line 1, column 51)\n"
       "  pybamm.Experiment([\"Rest for 1 s\"], temperature=25)\n"
       "                                                    ^\n"
       "a temperature is written 25 oC or 298.15 K"},
      {"pybamm.Experiment([\"Rest for 1 s\"], terminate=\"80% capacity\")",
       "expected period=, temperature= or termination=, found 'terminate' (line 1, column 37)\n"
       "  pybamm.Experiment([\"Rest for 1 s\"], terminate=\"80% capacity\")\n"
       "                                      ^\n"
       "did you mean 'termination'?"},
      {"Sweep from 2 V to 2 V at 1 mV/s",
       "a sweep that ends where it begins (line 1, column 19)\n"
       "  Sweep from 2 V to 2 V at 1 mV/s\n"
       "                    ^\n"},
      {"Hold at 4 V until V > 2 A",
       "expected a voltage, found '2' (line 1, column 23)\n"
       "  Hold at 4 V until V > 2 A\n"
       "                        ^\n"},
      {"Rest for 1 s * 2.5",
       "expected a number of repeats, 1 or more, found '2.5' (line 1, column 16)\n"
       "  Rest for 1 s * 2.5\n"
       "                 ^\n"},
      {"(Rest for 1 s, Rest for 2 s) * 500001",
       "more than 1000000 steps in all (line 1, column 32)\n"
       "  (Rest for 1 s, Rest for 2 s) * 500001\n"
       "                                 ^\n"
       "run the protocol in parts, each from the state in which the last one ended"},
      {"# nothing",
       "expected a step, found the end (line 1, column 10)\n"
       "  # nothing\n"
       "           ^\n"
       "a protocol has at least one step, such as Rest for 1 hour"},
      {"Rest at 25 °C for 1 ours",  // counted in characters, not bytes
       "expected seconds, minutes or hours, found 'ours' (line 1, column 21)\n"
       "  Rest at 25 °C for 1 ours\n"
       "                      ^\n"
       "did you mean 'hours'?"},
  };
  for (const auto& mistake : mistakes) {
    EXPECT_EQ(message_of(mistake.text), mistake.message);
  }
}

TEST(Grammar, RefusesWhatMakesNoSense) {
  for (const char* text : {"",
                           ";",
                           "()",
                           "[]",
                           "[",
                           "(Rest for 1 s",
                           "Rest for 1 s)",
                           "\"Rest for 1 s",
                           "Rest for 1 s\" ",
                           "Rest",
                           "Rest for -1 s",
                           "Rest for 0 s",
                           "Rest for 1e999 s",
                           "Rest for 1 s for 2 s",
                           "Rest for 1 s Rest for 1 s",
                           "Rest for 1 s or",
                           "Rest for 1 s or 2 V or",
                           "Rest for 1 s at 25 oC at 26 oC",
                           "Rest for 1 s at -300 oC",
                           "Charge at C/0 for 1 s",
                           "Charge at C/-2 for 1 s",
                           "Charge at 0 Ohm for 1 s",
                           "Charge at nan A for 1 s",
                           "Charge at inf A for 1 s",
                           "Charge at 1e306 kW for 1 s",
                           "Charge at 1 C until -1 A",
                           "Charge at 1 C until 3 W",
                           "Sweep to 4 V at 0 mV/s",
                           "Sweep to 4 V",
                           "Sweep to 4 A at 1 mV/s",
                           "CV between 2 V and 2 V at 1 mV/s",
                           "CV between 2 V and 4 V at 1 mV/s, 0 cycles",
                           "GITT charge 1C 1 min rest 1 h until 4 A",
                           "Profile",
                           "Profile 'x",
                           "Rest for 1 s * 0",
                           "Rest for 1 s * -3",
                           "Rest for 1 s * 1e300",
                           "[\"Rest for 1 s\" * 2]",
                           "[('Rest for 1 s', 'Rest for 1 s') * 2]",
                           "[[[\"Rest for 1 s\"]]]",
                           "termination = 80% capacity",
                           "Rest for 1 s; termination = 0% capacity",
                           "Rest for 1 s; termination = 3 A",
                           "x = y = Rest for 1 s",
                           "pybamm.step(1)",
                           "\x01",
                           "\xff\xfe"}) {
    EXPECT_NE(message_of(text), "no error") << text;
  }
  EXPECT_THROW(parse_step("CV between 2 V and 4 V at 1 mV/s"), ProtocolError);
  EXPECT_THROW(parse_step("Rest for 1 s; Rest for 1 s"), ProtocolError);
  EXPECT_THROW(parse_protocol(std::string(2U << 20U, ' ')), ProtocolError);
  EXPECT_THROW(parse_protocol(std::string(1U << 20U, '(')), ProtocolError);
  EXPECT_THROW(parse_protocol("[" + std::string(1U << 19U, '[')), ProtocolError);
  const auto endless_profile = [](Step& step) { step.profile_s.resize(20'000'001); };
  EXPECT_THROW(parse_protocol("Profile x.csv", endless_profile), ProtocolError);
}

// Random steps: any numbers, any clauses.
class RandomStep {
 public:
  explicit RandomStep(unsigned seed) : generator_(seed) {}

  Step operator()() {
    Step step;
    step.control = static_cast<Control>(pick(8));
    step.charging = pick(2) == 1;
    switch (step.control) {
      case Control::current:
      case Control::c_rate:
      case Control::power:
        step.value = step.charging ? positive() : -positive();
        break;
      case Control::resistance:
        step.value = positive();
        break;
      case Control::voltage:
        step.value = any();
        step.charging = false;
        break;
      default:
        step.charging = false;
    }
    if (step.control == Control::sweep) {
      step.current_voltage = pick(2) == 1;
      step.value = step.current_voltage ? 0.0 : any();
      step.sweep_end_V = any();
      step.sweep_V_per_s = positive();
    }
    if (step.control == Control::profile) {
      static const std::vector<std::string> names = {"a.csv", "b c.csv", "it's.csv", "#1.csv", "ö/2.csv"};
      step.profile_file = names[static_cast<std::size_t>(pick(5))];
    }
    const int limits = pick(4);
    for (int i = 0; i < limits; ++i) {
      const auto quantity = static_cast<Quantity>(pick(4));
      step.until.push_back(
          {quantity, static_cast<Side>(pick(3)), quantity == Quantity::voltage ? any() : positive()});
    }
    if (limits == 0 || pick(2) == 1) {
      step.duration_s = pick(2) == 1 ? positive() : 60.0 * (1 + pick(1000));
    }
    step.period_s = pick(2) == 1 ? positive() : 0.0;
    step.temperature_K = pick(2) == 1 ? positive() : 0.0;
    return step;
  }

 private:
  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(generator_); }
  double positive() {
    return std::pow(10.0, std::uniform_real_distribution<double>(-12.0, 12.0)(generator_));
  }
  double any() { return pick(2) == 1 ? positive() : -positive(); }

  std::mt19937 generator_;
};

TEST(Grammar, TextOfAStepReadsBackAsTheStep) {
  RandomStep random(20260);
  for (int i = 0; i < 20'000; ++i) {
    Step step = random();
    step.text = to_text(step);
    ASSERT_EQ(parse_step(step.text), step) << step.text;
    ASSERT_EQ(to_text(parse_step(step.text)), step.text);
  }
}

}  // namespace
}  // namespace nacre::cell
