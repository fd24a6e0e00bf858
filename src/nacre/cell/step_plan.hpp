// What a step of a protocol means for the model at hand: what drives it, how long, and what may end it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "nacre/cell/model.hpp"
#include "nacre/cell/protocol.hpp"

namespace nacre::cell {

// Why a step ended: its time, its own limit, a limit of the whole protocol, a cut-off of the cell that the
// step did not foresee, a limit of the model, the solver, the user.
enum class End { time, limit, protocol, cut_off, exhausted, failed, stopped };

// One limit as the solver watches it, and what it means.
struct Watched {
  Limit limit;
  std::string text;
  End end = End::limit;
};

struct StepPlan {
  Drive drive;
  std::shared_ptr<const numerics::Curve> profile;  // what drive.profile points to
  double duration_s = 0.0;                         // at most
  std::vector<Watched> limits;
};

// y: the state that the step begins at; time_s: since the start of the protocol.
StepPlan plan_step(const Model& model, const double* y, const Step& step, const Protocol& protocol,
                   double time_s);

}  // namespace nacre::cell
