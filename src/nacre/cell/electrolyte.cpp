#include "nacre/cell/electrolyte.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/base/units.hpp"
#include "nacre/cell/kinetics.hpp"

namespace nacre::cell {

using constants::faraday;
using numerics::Slope;

namespace {

constexpr double salt_floor = 1e-5;  // of c / c_0, for its logarithm

// A transport coefficient that a fit lets fall through zero at the end of its range is held just above it.
Slope held_positive(const Slope& slope, double floor) {
  return slope.value > floor ? slope : Slope{floor, 0.0};
}

}  // namespace

ElectrolyteTransport::ElectrolyteTransport(const CellParameters& cell)
    : initial_(cell.electrolyte.initial_concentration) {
  const auto& e = cell.electrolyte;
  const double low = 1e-4 * initial_;
  const double high = 5.0 * initial_;
  const bool moving = cell.heat.has_value();
  const double t_ref = cell.reference_temperature;
  diffusivity_ = {e.diffusivity, t_ref, low, high, moving};
  conductivity_ = {e.conductivity, t_ref, low, high, moving};
  transference_ = {e.transference, t_ref, low, high, moving};
  factor_ = {e.thermodynamic_factor, t_ref, low, high, moving};
  set_temperature(cell.temperature);
}

void ElectrolyteTransport::set_temperature(double temperature) {
  temperature_ = temperature;
  for (auto* property : {&diffusivity_, &conductivity_, &transference_, &factor_}) {
    property->set_temperature(temperature);
  }
}

ElectrolyteTransport::Local ElectrolyteTransport::local(double concentration,
                                                        double tortuosity_factor) const {
  const double c = concentration * initial_;
  const auto scaled = [&](const Slope& s, double factor) {
    return Slope{factor * s.value, factor * s.slope * initial_};
  };
  const Slope transference = scaled(transference_.at(c), 1.0);
  const Slope factor = scaled(factor_.at(c), 1.0);
  const Slope kept = kept_positive(concentration, salt_floor);
  return {held_positive(scaled(diffusivity_.at(c), tortuosity_factor), 1e-15),
          held_positive(scaled(conductivity_.at(c), tortuosity_factor), 1e-6),
          transference,
          {(1.0 - transference.value) * factor.value,
           (1.0 - transference.value) * factor.slope - transference.slope * factor.value},
          {std::log(kept.value), kept.slope / kept.value}};
}

ElectrolyteTransport::Drop ElectrolyteTransport::drop(const Local& left, const Local& right, double current,
                                                      double hl, double hr) const {
  const double d = hl + hr;
  const double thermal = 2.0 * constants::gas * temperature_ / faraday;
  const Mean kappa = in_series(left.conductivity, right.conductivity, hl, hr);
  const Mean driving = between(left.driving, right.driving, hl, hr);
  const double logs = right.logarithm.value - left.logarithm.value;
  const double ohmic = current * d / (kappa.value * kappa.value);
  return {thermal * driving.value * logs - current * d / kappa.value,
          {ohmic * kappa.by_left - thermal * driving.value * left.logarithm.slope +
               thermal * driving.by_left * logs,
           ohmic * kappa.by_right + thermal * driving.value * right.logarithm.slope +
               thermal * driving.by_right * logs,
           -d / kappa.value}};
}

ElectrolyteTransport::Drop ElectrolyteTransport::salt(const Local& left, const Local& right, double c_left,
                                                      double c_right, double current, double hl,
                                                      double hr) const {
  const double d = hl + hr;
  const Mean diffusion = in_series(left.diffusivity, right.diffusivity, hl, hr);
  const Mean transference = between(left.transference, right.transference, hl, hr);
  const double gradient = faraday * initial_ * (c_right - c_left) / d;
  const double by_c = diffusion.value * faraday * initial_ / d;
  return {-diffusion.value * gradient + transference.value * current,
          {by_c - diffusion.by_left * gradient + transference.by_left * current,
           -by_c - diffusion.by_right * gradient + transference.by_right * current, transference.value}};
}

}  // namespace nacre::cell
