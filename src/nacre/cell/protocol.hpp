// What is done to a cell: steps in PyBaMM's words, grouped to cycles.
//
// grammar.hpp reads them from text; simulate.hpp carries them out. Currents are positive on charge here and
// in every result, whatever the words were.
//
//   for (const Cycle& cycle : protocol.cycles)
//     for (int n = 0; n < cycle.at_most; ++n)
//       for (const Step& step : *cycle.steps) ...   leave the middle loop when a step ended by its `until`
//
// `at_most` is 1 but for a block that is repeated until a limit is reached, such as the pulses of GITT.
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace nacre::cell {

enum class Control {
  rest,
  current,     // value: A
  c_rate,      // value: multiples of the nominal capacity per hour
  power,       // value: W
  resistance,  // value: ohm, > 0; `charging` says which way
  voltage,     // value: V
  sweep,       // from value to sweep_end, V, at rate V/s
  profile      // profile_*: current over time, linear between the points
};

struct Termination {
  // current and C-rate by magnitude; capacity since the step began
  enum class Quantity { voltage, current, c_rate, capacity };
  enum class Side { reached, above, below };  // reached: whichever way it is crossed
  Quantity quantity = Quantity::voltage;
  Side side = Side::reached;
  double value = 0.0;  // V, A, 1/h, Ah

  bool operator==(const Termination&) const = default;
};

struct Step {
  std::string text;  // as the user wrote it
  Control control = Control::rest;
  bool charging = false;         // current and power are then positive
  double value = 0.0;            // with its sign (positive charges) for current, C-rate and power
  bool current_voltage = false;  // sweep: begin at the present voltage instead of `value`
  double sweep_end_V = 0.0;
  double sweep_V_per_s = 0.0;     // > 0
  std::string profile_file;       // as the user wrote it
  std::vector<double> profile_s;  // rising, from 0 to duration_s at least, or unlimited duration: once
  std::vector<double> profile_A;
  double duration_s = std::numeric_limits<double>::infinity();
  std::vector<Termination> until;  // any of them
  double period_s = 0.0;           // between the rows of the result; 0: the rows that the solver chose
  double temperature_K = 0.0;      // 0: the protocol's

  bool operator==(const Step&) const = default;
};

using CycleSteps = std::vector<Step>;

// Steps one after the other. Cycles that the user wrote as repeats share their steps, so that a thousand of
// them cost no more than one.
struct Cycle {
  std::shared_ptr<const CycleSteps> steps;  // never null, at least one step
  int at_most = 1;  // > 1: done again until one of its steps has ended by its `until`, at most so often
};

struct Protocol {
  std::string text;
  std::vector<Cycle> cycles;  // a single step is a cycle of its own, as in PyBaMM
  // The whole experiment ends at any of these. A voltage: at any time. A capacity: when a cycle's discharge
  // gave no more than so many Ah, or than this fraction of the first cycle's ("80% capacity"; 0: none).
  std::vector<Termination> end;
  double end_capacity_fraction = 0.0;
  double end_s = std::numeric_limits<double>::infinity();
  double period_s = 0.0;       // for steps that give none
  double temperature_K = 0.0;  // for steps that give none; 0: the cell's
};

}  // namespace nacre::cell
