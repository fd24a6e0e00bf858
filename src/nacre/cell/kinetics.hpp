// Charge transfer: from a current density to the overpotential it needs.
//
// Butler-Volmer, j / j0 = exp(a f) - exp(-(1-a) f) with f = F eta / (R T), is solved for eta and not for j:
// the logarithm tames what the exponential lets run away. For a = 1/2 that is f = 2 asinh(j / (2 j0)).
#pragma once

#include <algorithm>
#include <cmath>

#include "nacre/base/units.hpp"
#include "nacre/numerics/curve.hpp"

namespace nacre::cell {

// Overpotential in V, and its derivatives.
struct Overpotential {
  double value = 0.0;
  double by_current = 0.0;   // d eta / d j, ohm m2
  double by_exchange = 0.0;  // d eta / d j0
};

// current, exchange > 0: A/m2; transfer: anodic coefficient, 0 < a < 1; temperature in K.
inline Overpotential overpotential(double current, double exchange, double transfer, double temperature) {
  const double thermal = constants::gas * temperature / constants::faraday;
  const double q = current / exchange;
  // asinh(h) = ln(h + root): the root serves the slope too.
  const double h = 0.5 * std::abs(q);
  const double root = std::sqrt(h * h + 1.0);
  double f = std::copysign(2.0 * std::log1p(h + h * h / (1.0 + root)), q);
  double slope = 1.0 / root;
  if (transfer != 0.5) {
    // Beyond either end one of the two terms rules; Newton from there or from the symmetric answer, whichever
    // is nearer.
    if (std::abs(q) > 10.0) {
      f = q > 0.0 ? std::log(q) / transfer : -std::log(-q) / (1.0 - transfer);
    }
    for (int i = 0; i < 50; ++i) {
      const double forward = std::exp(transfer * f);
      const double backward = std::exp(-(1.0 - transfer) * f);
      slope = 1.0 / (transfer * forward + (1.0 - transfer) * backward);
      const double change = std::clamp((q - forward + backward) * slope, -2.0, 2.0);
      f += change;
      if (std::abs(change) < 1e-14 * (1.0 + std::abs(f))) {
        break;
      }
    }
  }
  return {thermal * f, thermal * slope / exchange, -thermal * slope * q / exchange};
}

// A quantity that must stay positive (a concentration, a free site), and its derivative: itself above the
// floor, and below it an exponential that joins smoothly. It keeps Newton's trial states defined; accepted
// states lie above.
inline numerics::Slope kept_positive(double value, double floor) {
  if (value >= floor) {
    return {value, 1.0};
  }
  const double factor = std::exp(std::max(value / floor - 1.0, -100.0));
  return {floor * factor, factor};
}

}  // namespace nacre::cell
