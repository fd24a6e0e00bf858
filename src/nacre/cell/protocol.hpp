// What is done to a cell: steps in PyBaMM's words, grouped to cycles.
//
// grammar.hpp reads them from text; simulate.hpp carries them out. Currents are positive on charge here and
// in every result, whatever the words were.
#pragma once

#include <limits>
#include <optional>
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
  enum class Quantity {
    voltage,
    current,
    c_rate,
    capacity
  };                                          // current and C-rate by magnitude; capacity of the step, Ah
  enum class Side { reached, above, below };  // reached: whichever way it is crossed
  Quantity quantity = Quantity::voltage;
  Side side = Side::reached;
  double value = 0.0;  // V, A, 1/h, Ah
};

struct Step {
  std::string text;  // as the user wrote it
  Control control = Control::rest;
  bool charging = false;         // current and power are then positive
  double value = 0.0;            // with its sign (positive charges) for current, C-rate and power
  bool current_voltage = false;  // sweep: begin at the present voltage instead of `value`
  double sweep_end_V = 0.0;
  double sweep_V_per_s = 0.0;     // > 0
  std::vector<double> profile_s;  // rising, from 0
  std::vector<double> profile_A;
  double duration_s = std::numeric_limits<double>::infinity();
  std::vector<Termination> until;  // any of them
  double period_s = 0.0;           // between the rows of the result; 0: the rows that the solver chose
  double temperature_K = 0.0;      // 0: the cell's
};

using CycleSteps = std::vector<Step>;

struct Protocol {
  std::string text;
  std::vector<CycleSteps> cycles;      // a single step is a cycle of its own, as in PyBaMM
  std::vector<Termination> end;        // of the whole experiment: voltage, capacity in Ah ...
  double end_capacity_fraction = 0.0;  // "80% capacity": of the first cycle's discharge; 0: none
  double period_s = 0.0;               // for steps that give none
};

}  // namespace nacre::cell
