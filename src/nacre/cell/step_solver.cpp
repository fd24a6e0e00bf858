#include "nacre/cell/step_solver.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "nacre/base/units.hpp"

namespace nacre::cell {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double change_at_once = 1e-3;  // of the active material, relative
constexpr long steps_between_questions = 64;

bool ages(const Electrode& electrode) {
  return electrode.interphase || electrode.cracking || electrode.rock_salt;
}

}  // namespace

StepSolver::StepSolver(Model& model, std::vector<double>& y, const Protocol& protocol,
                       const SimulationOptions& options, Simulation& rows)
    : model_(model),
      cell_(model.parameters()),
      area_(cell_.total_area()),
      y_(y),
      protocol_(protocol),
      options_(options),
      rows_(rows),
      ages_(ages(cell_.positive) || (cell_.negative && ages(*cell_.negative))),
      solver_(model,
              {options.relative_tolerance, model.absolute_tolerance(options.absolute_tolerance), 0.0}) {}

StepSolver::Outcome StepSolver::carry_out(const Step& step, Place& place) {
  const double kelvin = step.temperature_K > 0.0        ? step.temperature_K
                        : protocol_.temperature_K > 0.0 ? protocol_.temperature_K
                                                        : cell_.temperature;
  set_ambient(kelvin);
  plan_ = plan_step(model_, y_.data(), step, protocol_, place.time_s);
  model_.set_drive(plan_.drive);
  std::vector<Limit> plain;
  plain.reserve(plan_.limits.size());
  for (const auto& w : plan_.limits) {
    plain.push_back(w.limit);
  }
  model_.set_limits(plain);
  charge_at_start_ = model_.charge(y_.data());
  Outcome outcome;
  outcome.record = {place.cycle, place.step, step.text, place.time_s, place.time_s, 0.0, {}};
  damaged_s_ = place.time_s;
  std::string why = model_.make_consistent(0.0, y_, yp_);
  outcome.end = why.empty() ? integrate(step, plan_, place, why) : End::exhausted;
  apply_damage(place.time_s - damaged_s_);
  outcome.record.end_s = place.time_s;
  outcome.record.charge_Ah = (model_.charge(y_.data()) - charge_at_start_) * area_ / seconds_per_hour;
  outcome.record.ended_by = why;
  return outcome;
}

void StepSolver::apply_damage(double elapsed) {
  const double change = model_.apply_damage(y_.data());
  if (elapsed > 0.0) {
    const double allowed = change > 0.0 ? elapsed * change_at_once / change : infinite;
    damage_interval_ =
        std::max(seconds_per_day, std::min(allowed, std::max(damage_interval_, 2.0 * elapsed)));
  }
}

void StepSolver::set_ambient(double kelvin) {
  // The cell keeps its temperature, the surroundings change; an isothermal cell changes with them.
  const double before = model_.temperature(y_.data());
  model_.set_ambient(kelvin);
  y_.back() = cell_.heat ? y_.back() + (before - model_.temperature(y_.data())) / 10.0 : 0.0;
}

std::size_t StepSolver::beyond(const std::vector<Watched>& limits) {
  events_.resize(limits.size() + 1);
  model_.event_values(0.0, y_.data(), events_.data());
  for (std::size_t k = 0; k < limits.size(); ++k) {
    if (limits[k].limit.side != 0 && events_[k] * limits[k].limit.side >= 0.0) {
      return k;
    }
  }
  return limits.size();
}

End StepSolver::integrate(const Step& step, const StepPlan& plan, Place& place, std::string& why) {
  const double duration = plan.duration_s;
  const auto& limits = plan.limits;
  const double start = place.time_s;
  const double period = step.period_s > 0.0 ? step.period_s : protocol_.period_s;
  double next_row = period;
  record_row(y_.data(), place);
  if (const auto k = beyond(limits); k < limits.size()) {
    why = limits[k].text;
    return limits[k].end;
  }
  if (duration <= 0.0) {
    why = "time";
    return End::time;
  }
  solver_.restart(0.0, y_, yp_, std::min(0.1, 1e-3 * duration));
  End end = End::time;
  std::size_t knot = 0;
  double last_failure = -1.0;
  for (long count = 0;; ++count) {
    double target = duration;
    while (step.control == Control::profile && knot < step.profile_s.size() &&
           step.profile_s[knot] <= solver_.time()) {
      ++knot;
    }
    if (step.control == Control::profile && knot < step.profile_s.size()) {
      target = std::min(target, step.profile_s[knot]);
    }
    const double damage_at = ages_ ? damaged_s_ - start + damage_interval_ : infinite;
    target = std::min(target, damage_at);
    const auto status = solver_.step(target);
    const double t = solver_.time();
    const double* now = solver_.state().data();
    while (period > 0.0 && next_row < t && status != numerics::DaeSolver::Status::failed) {
      interpolated_.resize(y_.size());
      solver_.interpolate(next_row, interpolated_);
      place.time_s = start + next_row;
      record_row(interpolated_.data(), place);
      next_row += period;
    }
    place.time_s = start + t;
    if (status == numerics::DaeSolver::Status::failed && model_.exhausted(now).empty() && t > last_failure) {
      // A corner that the step ran into with a memory of what was before it: begin again at the last good
      // state.
      last_failure = t;
      std::copy(solver_.state().begin(), solver_.state().end(), y_.begin());
      if (model_.make_consistent(t, y_, yp_).empty()) {
        solver_.restart(t, y_, yp_, 1e-9 * std::max(1.0, t));
        continue;
      }
    }
    if (status == numerics::DaeSolver::Status::failed || count >= options_.most_steps) {
      why = model_.exhausted(now);
      end = why.empty() ? End::failed : End::exhausted;
      if (why.empty()) {
        why = count >= options_.most_steps ? "too many solver steps" : solver_.failure();
      }
      break;
    }
    if (status == numerics::DaeSolver::Status::event) {
      const auto& found = solver_.stopped_by();
      if (found.back()) {
        why = model_.exhausted(now);
        end = End::exhausted;
        break;
      }
      const auto hit = std::find_if(limits.begin(), limits.end(), [&](const Watched& w) {
        return found[static_cast<std::size_t>(&w - limits.data())];
      });
      if (hit != limits.end()) {
        why = hit->text;
        end = hit->end;
        break;
      }
    }
    if (t >= duration) {
      why = "time";
      end = End::time;
      break;
    }
    if ((count + 1) % steps_between_questions == 0 && options_.keep_going && !options_.keep_going()) {
      why = "stopped by the user";
      end = End::stopped;
      break;
    }
    if (period <= 0.0) {
      record_row(now, place);
    }
    if (t >= damage_at) {
      std::copy(solver_.state().begin(), solver_.state().end(), y_.begin());
      apply_damage(place.time_s - damaged_s_);
      damaged_s_ = place.time_s;
      why = model_.make_consistent(t, y_, yp_);
      if (!why.empty()) {
        return End::exhausted;
      }
      solver_.restart(t, y_, yp_, std::min(1.0, 1e-4 * damage_interval_));
    }
  }
  std::copy(solver_.state().begin(), solver_.state().end(), y_.begin());
  record_row(y_.data(), place);
  return end;
}

void StepSolver::record_row(const double* y, const Place& place) {
  if (!options_.keep_rows) {
    return;
  }
  rows_.time_s.push_back(place.time_s);
  rows_.voltage_V.push_back(model_.voltage(y));
  rows_.current_A.push_back(model_.current(y) * area_);
  rows_.temperature_C.push_back(model_.temperature(y) - constants::zero_celsius);
  rows_.capacity_Ah.push_back(std::abs(model_.charge(y) - charge_at_start_) * area_ / seconds_per_hour);
  rows_.cycle.push_back(place.cycle);
  rows_.step.push_back(place.step);
}

}  // namespace nacre::cell
