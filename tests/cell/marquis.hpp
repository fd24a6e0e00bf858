// The cell of Marquis et al. 2019 (10.1137/18M1189579) on 1 m2, written down apart from
// parameters/marquis2019.toml, so that the models are tested without the parameter files and the file against
// this.
#pragma once

#include <cmath>

#include "nacre/cell/parameters.hpp"
#include "nacre/cell/protocol.hpp"

namespace nacre::cell::testing {

inline CellParameters marquis() {
  using numerics::Curve;
  using std::tanh;
  CellParameters cell;
  cell.name = "marquis2019";
  cell.area = 1.0;
  cell.nominal_capacity_Ah = 24.0;
  cell.lower_cutoff_V = 3.105;
  cell.upper_cutoff_V = 4.1;

  Electrode negative;
  negative.thickness = 100e-6;
  negative.porosity = 0.3;
  negative.active_fraction = 0.6;
  negative.conductivity = 126.0;
  negative.maximum_concentration = 24983.2619938437;
  negative.stoichiometry_at_0 = 0.18322252117811844;
  negative.stoichiometry_at_100 = 0.8;
  negative.particle_radius = 10e-6;
  negative.diffusivity = Property(Curve(3.9e-14), 42770.0);
  negative.open_circuit_V = Property(Curve::of(
      [](double x) {
        return 0.194 + 1.5 * std::exp(-120.0 * x) + 0.0351 * tanh((x - 0.286) / 0.083) -
               0.0045 * tanh((x - 0.849) / 0.119) - 0.035 * tanh((x - 0.9233) / 0.05) -
               0.0147 * tanh((x - 0.5) / 0.034) - 0.102 * tanh((x - 0.194) / 0.142) -
               0.022 * tanh((x - 0.9) / 0.0164) - 0.011 * tanh((x - 0.124) / 0.0226) +
               0.0155 * tanh((x - 0.105) / 0.029);
      },
      0.0, 1.0, 2048));
  negative.exchange_current =
      Property(Curve(2e-5 * std::sqrt(1000.0) * negative.maximum_concentration), 37480.0);
  cell.negative = negative;

  Electrode& positive = cell.positive;
  positive.thickness = 100e-6;
  positive.porosity = 0.3;
  positive.active_fraction = 0.5;
  positive.conductivity = 16.6;
  positive.maximum_concentration = 51217.9257309275;
  positive.stoichiometry_at_0 = 0.9610246949771689;
  positive.stoichiometry_at_100 = 0.6;
  positive.particle_radius = 10e-6;
  positive.diffusivity = Property(Curve(1e-13), 18550.0);
  positive.open_circuit_V = Property(Curve::of(
      [](double x) {
        const double s = 1.062 * x;
        return 2.16216 + 0.07645 * tanh(30.834 - 54.4806 * s) + 2.1581 * tanh(52.294 - 50.294 * s) -
               0.14169 * tanh(11.0923 - 19.8543 * s) + 0.2051 * tanh(1.4684 - 5.4888 * s) +
               0.2531 * tanh((0.56478 - s) / 0.1316) - 0.02167 * tanh((s - 0.525) / 0.006);
      },
      0.0, 1.0, 4096));
  positive.exchange_current =
      Property(Curve(6e-7 * std::sqrt(1000.0) * positive.maximum_concentration), 39570.0);

  cell.separator = {25e-6, 1.0, 1.5};
  cell.electrolyte.diffusivity = Property(
      Curve::of([](double c) { return 5.34e-10 * std::exp(-0.65 * c / 1000.0); }, 0.0, 5000.0), 37040.0);
  cell.electrolyte.conductivity =
      Property(Curve::of(
                   [](double c) {
                     const double m = c / 1000.0;
                     return 0.0911 + 1.9101 * m - 1.052 * m * m + 0.1554 * m * m * m;
                   },
                   0.0, 5000.0),
               34700.0);
  cell.electrolyte.transference = 0.4;
  cell.electrolyte.thermodynamic_factor = 1.0;
  return cell;
}

inline Step constant_current(double c_rate, double until_V) {
  Step step;
  step.text = "constant current";
  step.control = Control::c_rate;
  step.charging = c_rate > 0.0;
  step.value = c_rate;
  step.until = {{Termination::Quantity::voltage, Termination::Side::reached, until_V}};
  return step;
}

inline Protocol protocol_of(CycleSteps steps, int repeats = 1) {
  Protocol protocol;
  const auto shared = std::make_shared<const CycleSteps>(std::move(steps));
  protocol.cycles.assign(static_cast<std::size_t>(repeats), {shared, 1});
  return protocol;
}

}  // namespace nacre::cell::testing
