#include "nacre/cell/parameters.hpp"

#include <cmath>

#include "nacre/base/units.hpp"

namespace nacre::cell {

numerics::Curve Property::at(double temperature, double reference_temperature, double low,
                             double high) const {
  using numerics::Curve;
  if (general) {
    return Curve::of([&](double u) { return general(u, temperature); }, low, high);
  }
  const double factor =
      std::exp(activation_energy / constants::gas * (1.0 / reference_temperature - 1.0 / temperature));
  return reference.scaled(factor);
}

}  // namespace nacre::cell
