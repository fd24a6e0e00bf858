#include "nacre/cell/foil.hpp"

#include <cmath>

#include "nacre/base/units.hpp"
#include "nacre/cell/kinetics.hpp"

namespace nacre::cell {

FoilDrop foil_drop(const CellParameters& cell, double current, double concentration, double temperature) {
  const auto& metal = cell.metal;
  const double warm = std::exp(metal.activation_energy / constants::gas *
                               (1.0 / cell.reference_temperature - 1.0 / temperature));
  const double ratio = cell.electrolyte.initial_concentration / cell.electrolyte.reference_concentration;
  const auto salt = kept_positive(concentration * ratio, 1e-5);
  const double exchange = metal.exchange_current * warm * std::pow(salt.value, metal.exponent_electrolyte);
  const auto eta = overpotential(current, exchange, metal.transfer_coefficient, temperature);
  const double film = metal.film_thickness / metal.film_conductivity;
  return {eta.value + current * film, eta.by_current + film,
          eta.by_exchange * exchange * metal.exponent_electrolyte * salt.slope / salt.value * ratio};
}

}  // namespace nacre::cell
