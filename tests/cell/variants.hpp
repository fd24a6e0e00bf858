// Cells that switch on what the Marquis cell leaves out, for tests of every branch of the equations.
#pragma once

#include "marquis.hpp"
#include "nacre/cell/model.hpp"

namespace nacre::cell::testing {

// Two particle sizes, hysteresis, a diffusivity that depends on the filling, films, double layers, asymmetric
// kinetics.
inline CellParameters everything_on() {
  using numerics::Curve;
  auto cell = marquis();
  auto& n = *cell.negative;
  n.sizes = {{6e-6, 0.4}, {12e-6, 0.6}};
  n.double_layer = 0.2;
  n.transfer_coefficient = 0.4;
  n.diffusivity =
      Property(Curve::of([](double x) { return 3.9e-14 * (1.0 + 2.0 * x * x); }, 0.0, 1.0), 42770.0);
  auto& p = cell.positive;
  p.double_layer = 0.1;
  p.films = {{"coating", 8e-9, 1e-6, 0.1}};
  p.exponent_electrolyte = 0.3;
  p.open_circuit_charge_V =
      Property(Curve::of([u = p.open_circuit_V](double x) { return u.reference(x) + 0.02; }, 0.0, 1.0, 4096));
  cell.electrolyte.transference =
      Property(Curve::of([](double c) { return 0.4 - 5e-5 * (c - 1000.0); }, 0.0, 5000.0));
  cell.electrolyte.thermodynamic_factor =
      Property(Curve::of([](double c) { return 1.0 + 4e-4 * c; }, 0.0, 5000.0));
  return cell;
}

// The positive electrode of the Marquis cell against a foil.
inline CellParameters half_cell(CellParameters cell = marquis()) {
  cell.negative.reset();
  cell.metal = {.exchange_current = 5.0,
                .activation_energy = 0.0,
                .exponent_electrolyte = 0.5,
                .transfer_coefficient = 0.5,
                .film_thickness = 20e-9,
                .film_conductivity = 1e-5,
                .double_layer = 0.0};
  cell.lower_cutoff_V = 3.0;
  cell.upper_cutoff_V = 4.3;
  return cell;
}

inline void add_ageing(CellParameters& cell) {
  if (cell.negative) {
    cell.negative->interphase =
        Interphase{.rate = 1e-4, .diffusivity = 2e-19, .solvent_concentration = 4500.0};
    cell.negative->cracking = Cracking{.rate = 2e-7, .partial_molar_volume = 3.1e-6, .youngs_modulus = 15e9};
  }
  cell.positive.interphase =
      Interphase{.rate = 1e-8, .equilibrium_V = 4.0, .molar_volume = 6e-5, .sodium_per_electron = 0.0};
  cell.positive.rock_salt = RockSalt{.rate = 1e-16, .onset_V = 3.9};
}

inline constexpr ModelKind every_model[] = {ModelKind::spm, ModelKind::spme, ModelKind::dfn};

inline const char* name_of(ModelKind kind) {
  return kind == ModelKind::spm ? "SPM" : kind == ModelKind::spme ? "SPMe" : "DFN";
}

}  // namespace nacre::cell::testing
