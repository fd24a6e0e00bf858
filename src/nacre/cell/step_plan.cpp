#include "nacre/cell/step_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "nacre/base/units.hpp"

namespace nacre::cell {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double rest_of_no_length_s = 24.0 * seconds_per_hour;  // as PyBaMM takes it
constexpr double longest_step_s = 1000.0 * seconds_per_hour;     // of a step that only a limit ends

std::string number(double value) { return fmt::format("{:.6g}", value); }

void set_drive(StepPlan& plan, const Model& model, const double* y, const Step& step) {
  const double area = model.parameters().total_area();
  Drive& drive = plan.drive;
  switch (step.control) {
    case Control::rest:
      break;
    case Control::current:
      drive.value = step.value / area;
      break;
    case Control::c_rate:
      drive.value = step.value * model.one_C();
      break;
    case Control::power:
      drive = {Drive::Kind::power, step.value / area};
      break;
    case Control::resistance:
      drive = {Drive::Kind::resistance, (step.charging ? 1.0 : -1.0) * std::abs(step.value) * area};
      break;
    case Control::voltage:
      drive = {Drive::Kind::voltage, step.value};
      break;
    case Control::sweep: {
      const double from = step.current_voltage ? model.voltage(y) : step.value;
      drive = {Drive::Kind::voltage, from,
               step.sweep_end_V >= from ? step.sweep_V_per_s : -step.sweep_V_per_s};
      break;
    }
    case Control::profile: {
      std::vector<double> density(step.profile_A.size());
      std::transform(step.profile_A.begin(), step.profile_A.end(), density.begin(),
                     [&](double a) { return a / area; });
      plan.profile =
          std::make_shared<const numerics::Curve>(numerics::Curve::linear(step.profile_s, density));
      drive.profile = plan.profile.get();
      break;
    }
  }
}

double duration_of(const Step& step, const Drive& drive) {
  double duration = step.duration_s;
  if (step.control == Control::sweep) {
    duration = std::min(duration, std::abs(step.sweep_end_V - drive.value) / step.sweep_V_per_s);
  }
  if (step.control == Control::profile && duration == infinite) {
    duration = step.profile_s.back();
  }
  if (duration == infinite) {
    const bool endless =
        step.until.empty() && (step.control == Control::rest || step.control == Control::voltage);
    duration = endless ? rest_of_no_length_s : longest_step_s;
  }
  return duration;
}

Watched watched(const Model& model, const double* y, const Step& step, const Termination& until, End end) {
  const double area = model.parameters().total_area();
  Watched watched;
  watched.end = end;
  switch (until.quantity) {
    case Termination::Quantity::voltage:
      watched.limit = {Limit::Quantity::voltage, until.value};
      watched.text = number(until.value) + " V";
      break;
    case Termination::Quantity::current:
      watched.limit = {Limit::Quantity::current, until.value / area};
      watched.text = number(until.value) + " A";
      watched.limit.side = -1;  // a hold ends where the current has fallen
      break;
    case Termination::Quantity::c_rate:
      watched.limit = {Limit::Quantity::current, until.value * model.one_C()};
      watched.text = number(until.value) + " C";
      watched.limit.side = -1;
      break;
    case Termination::Quantity::capacity:
      watched.limit = {Limit::Quantity::charge, until.value * seconds_per_hour / area, model.charge(y)};
      watched.text = number(until.value) + " Ah";
      watched.limit.side = 1;
      break;
  }
  if (until.side != Termination::Side::reached) {
    watched.limit.side = until.side == Termination::Side::above ? 1 : -1;
  } else if (until.quantity == Termination::Quantity::voltage && step.control != Control::rest) {
    const bool either = step.control == Control::profile || step.control == Control::voltage ||
                        step.control == Control::sweep;
    watched.limit.side = either ? 0 : (step.charging ? 1 : -1);
  }
  return watched;
}

void set_limits(StepPlan& plan, const Model& model, const double* y, const Step& step,
                const Protocol& protocol) {
  auto& limits = plan.limits;
  bool own_voltage = false;
  for (const auto& until : step.until) {
    limits.push_back(watched(model, y, step, until, End::limit));
    own_voltage = own_voltage || until.quantity == Termination::Quantity::voltage;
  }
  for (const auto& end : protocol.end) {
    if (end.quantity == Termination::Quantity::voltage) {
      limits.push_back(watched(model, y, step, end, End::protocol));
      own_voltage = true;
    }
  }
  if (own_voltage || step.control == Control::rest || plan.drive.kind == Drive::Kind::voltage) {
    return;
  }
  const auto& cell = model.parameters();
  const bool both = step.control == Control::profile;
  if (both || !step.charging) {
    limits.push_back({{Limit::Quantity::voltage, cell.lower_cutoff_V, 0.0, -1},
                      "lower cut-off " + number(cell.lower_cutoff_V) + " V",
                      End::cut_off});
  }
  if (both || step.charging) {
    limits.push_back({{Limit::Quantity::voltage, cell.upper_cutoff_V, 0.0, 1},
                      "upper cut-off " + number(cell.upper_cutoff_V) + " V",
                      End::cut_off});
  }
}

}  // namespace

StepPlan plan_step(const Model& model, const double* y, const Step& step, const Protocol& protocol,
                   double time_s) {
  StepPlan plan;
  set_drive(plan, model, y, step);
  plan.duration_s = std::min(duration_of(step, plan.drive), protocol.end_s - time_s);
  set_limits(plan, model, y, step, protocol);
  return plan;
}

}  // namespace nacre::cell
