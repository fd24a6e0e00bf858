// Protocols: cycles, repeats, shorthands and settings.
#include "nacre/cell/grammar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nacre::cell {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using Quantity = Termination::Quantity;
using Side = Termination::Side;

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
  EXPECT_THAT(ends.end, ElementsAre(Termination{Quantity::capacity, Side::below, 4.1},
                                    Termination{Quantity::voltage, Side::below, 2.5}));
  EXPECT_EQ(ends.end_s, 14400.0);

  const auto plain =
      parse_protocol("period: 10 s; temperature: 45 oC\ntermination = 80% capacity or > 4.5 V\nRest for 1 s");
  EXPECT_EQ(plain.period_s, 10.0);
  EXPECT_EQ(plain.temperature_K, 318.15);
  EXPECT_EQ(plain.end_capacity_fraction, 0.8);
  EXPECT_THAT(plain.end, ElementsAre(Termination{Quantity::voltage, Side::above, 4.5}));
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

}  // namespace
}  // namespace nacre::cell
