// A synthetic cycling record with known truth: constant-current half-cycles of a cell whose voltage is a
// stated function of its charge, with rests and constant-voltage tails where asked.
#pragma once

#include <functional>
#include <vector>

#include "nacre/formats/table.hpp"

namespace nacre::testing {

struct CellProgram {
  double step_s = 10.0;             // between rows
  double voltage_noise_V = 0.0;     // normal
  double voltage_resolution_V = 0;  // rounded to it; 0: not at all
  double rest_current_A = 0.0;      // offset of the instrument at rest
  unsigned seed = 1;
};

// Writes rows as an instrument does: one at the beginning and one at the end of each step, and every step_s.
class CellRecord {
 public:
  explicit CellRecord(CellProgram program) : program_(program), state_(program.seed) {}

  // Constant current (charge positive) for `duration_s`; voltage as a function of the charge passed in this
  // step.
  CellRecord& current(double current_A, double duration_s, const std::function<double(double)>& voltage_V);
  // Held voltage, current falling as current_A exp(-t / tau_s).
  CellRecord& hold(double voltage_V, double current_A, double tau_s, double duration_s);
  CellRecord& rest(double duration_s, const std::function<double(double)>& voltage_V);

  // time_s, voltage_V, current_A.
  formats::Table table() const;

  std::vector<double> time_s;
  std::vector<double> voltage_V;
  std::vector<double> current_A;

 private:
  void row(double time_s_in, double voltage_V_in, double current_A_in);
  double normal();

  CellProgram program_;
  unsigned long long state_;
  double now_s_ = 0.0;
};

}  // namespace nacre::testing
