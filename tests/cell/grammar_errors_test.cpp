// Mistakes in a protocol: each is refused, and the message points at the word.
#include "nacre/cell/grammar.hpp"

#include <gtest/gtest.h>

#include <string>

namespace nacre::cell {
namespace {

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

TEST(GrammarErrors, ErrorsPointAtTheWord) {
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
      {"temperatur = 25 oC\nRest for 1 hour",
       "expected period, temperature or termination, found 'temperatur' (line 1, column 1)\n"
       "  temperatur = 25 oC\n"
       "  ^\n"
       "did you mean 'temperature'?"},
      {"Rest for 1 hour; terminaton = '80% capacity'",
       "expected period, temperature or termination, found 'terminaton' (line 1, column 18)\n"
       "  Rest for 1 hour; terminaton = '80% capacity'\n"
       "                   ^\n"
       "did you mean 'termination'?"},
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

TEST(GrammarErrors, RefusesWhatMakesNoSense) {
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

}  // namespace
}  // namespace nacre::cell
