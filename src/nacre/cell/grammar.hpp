// Reads protocols: PyBaMM's step strings word for word, its Experiment literals, and a few shorthands.
//
//   step    = "Rest" clauses | ("Charge" | "Discharge") "at" VALUE clauses | "Hold" "at" VOLTAGE clauses
//           | "Sweep" ["from" VOLTAGE] "to" VOLTAGE {"to" VOLTAGE} "at" RATE clauses
//           | "Profile" FILE clauses
//   clauses = in any order "for" TIME, ["or"] "until" TERM {"or" TERM}, "at" TEMPERATURE, "(" TIME "period)"
//   VALUE   = number and A, W, Ohm or C, with m, u, k before it, or C/n; VOLTAGE = number and V
//   TERM    = ["<" | ">"] number and V, A, C or Ah, or C/n; RATE = VOLTAGE "/" unit of time
//   cycle   = "(" step {"," step} ")"; a step alone is a cycle, too
//           | "CV between" VOLTAGE "and" VOLTAGE "at" RATE clauses [[","] N "cycles"]
//           | "GITT" ("charge" | "discharge") ["at"] VALUE ["for"] TIME [","] "rest" ["for"] TIME [","]
//             "until" VOLTAGE clauses
//   block   = (cycle | "[" cycle {"," cycle} "]") [("*" | "x") N]
//   text    = blocks and settings separated by ";", ",", "+" or the end of a line
//           | ["pybamm."] "Experiment(" block {"+" block} {"," setting} ")"
//   setting = "period = " TIME | "temperature = " TEMPERATURE | "termination = 80% capacity"
//
// Quotes may stand around a step and around what a setting says; '#' begins a comment. CV and GITT become
// sweeps, and pulses and rests that are repeated until the voltage is reached.
//
// Source: PyBaMM's documentation of pybamm.Experiment and pybamm.step.string (docs.pybamm.org);
// docs/protocols.md has examples and says where nacre differs.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/base/error.hpp"
#include "nacre/cell/protocol.hpp"

namespace nacre::cell {

// A protocol that cannot be understood. what() has the problem, then the text with a caret under the word.
class ProtocolError : public UsageError {
 public:
  ProtocolError(const std::string& problem, const std::string& picture, std::size_t line, std::size_t column,
                std::string advice);

  const std::string& problem() const noexcept { return problem_; }
  const std::string& picture() const noexcept { return picture_; }  // text and caret, two lines
  std::size_t line() const noexcept { return line_; }               // both from 1, in characters
  std::size_t column() const noexcept { return column_; }

 private:
  std::string problem_;
  std::string picture_;
  std::size_t line_;
  std::size_t column_;
};

// Fills profile_s and profile_A of a step from the file that it names. Without one they stay empty.
using ProfileReader = std::function<void(Step& step)>;

// One step. Throws ProtocolError, also where the text is a shorthand of several steps.
Step parse_step(std::string_view text, const ProfileReader& read_profile = {});

// What a protocol may hold at most: the text in bytes, and the steps in all.
inline constexpr std::size_t text_limit = std::size_t{1} << 20U;
inline constexpr std::size_t steps_at_most = 1'000'000;

// Cycles without settings: a step, a tuple or a list, with its repeats. Throws ProtocolError.
std::vector<Cycle> parse_cycles(std::string_view text, const ProfileReader& read_profile = {});

// A whole protocol: at least one step. Throws ProtocolError.
Protocol parse_protocol(std::string_view text, const ProfileReader& read_profile = {});

// One setting of a protocol by name: "period", "temperature", "termination". Throws ProtocolError.
void parse_setting(std::string_view name, std::string_view value, Protocol& protocol);

// The canonical wording: parse_step(to_text(step)) is the step again, but for the data of a profile.
std::string to_text(const Step& step);

}  // namespace nacre::cell
