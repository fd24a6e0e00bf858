// Carries one step of a protocol out: from a state to the state at its end, with the rows on the way.
//
// Lost active material (Model::apply_damage) is taken away at the end of the step, and within one that is
// longer than a day as often as it takes to lose no more than 0.1 % at once, but not more than once a day:
// first after a day, then after at most twice the time that passed without more than that. How a long rest or
// a slow charge is split into steps then makes no difference beyond that.
#pragma once

#include <string>
#include <vector>

#include "nacre/base/units.hpp"
#include "nacre/cell/simulate.hpp"
#include "nacre/cell/step_plan.hpp"

namespace nacre::cell {

class StepSolver {
 public:
  // The references must outlive it. y: the state, moved on by every step; rows go into `rows` where the
  // options keep them.
  StepSolver(Model& model, std::vector<double>& y, const Protocol& protocol, const SimulationOptions& options,
             Simulation& rows);

  // Where the next step stands: in the record, and in time.
  struct Place {
    int cycle = 0;
    int step = 0;
    double time_s = 0.0;
  };
  struct Outcome {
    StepRecord record;
    End end = End::time;
  };
  // Moves place.time_s to the end of the step.
  Outcome carry_out(const Step& step, Place& place);

  numerics::DaeCounts counts() const { return solver_.counts(); }

 private:
  void set_ambient(double kelvin);
  // elapsed: since it was last done, s.
  void apply_damage(double elapsed);
  // The limit that the present state lies beyond, or the number of limits.
  std::size_t beyond(const std::vector<Watched>& limits);
  // Returns why it ended, in words in `why`.
  End integrate(const Step& step, const StepPlan& plan, Place& place, std::string& why);
  void record_row(const double* y, const Place& place);

  Model& model_;
  const CellParameters& cell_;
  double area_;
  std::vector<double>& y_;
  std::vector<double> yp_;
  const Protocol& protocol_;
  const SimulationOptions& options_;
  Simulation& rows_;
  bool ages_;
  numerics::DaeSolver solver_;
  StepPlan plan_;  // of the step under way: the model's drive points into it
  std::vector<double> events_;
  std::vector<double> interpolated_;
  double damaged_s_ = 0.0;                    // when damage was last applied
  double damage_interval_ = seconds_per_day;  // s until it is applied next
  double charge_at_start_ = 0.0;              // of the step, C/m2
};

}  // namespace nacre::cell
