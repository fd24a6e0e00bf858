// The numbers of one cell as the models use them, SI throughout. parameter_set.hpp holds the same numbers
// with their unit, status and source, and makes a CellParameters of them.
//
// Symbols: x = c_s / c_max stoichiometry of a particle, c_e salt concentration (mol/m3), T temperature (K).
// Region order: negative electrode (or the metal foil) at the left, separator, positive electrode at the
// right. A half cell has a metal foil in place of the negative electrode; its working electrode is
// `positive`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "nacre/numerics/curve.hpp"

namespace nacre::cell {

// A property that depends on one local variable u (x or c_e) and on temperature:
//   p(u, T) = p_ref(u) exp(E_a / R (1/T_ref - 1/T)),
// or any function of both where that form does not do (value2, then p_ref and E_a are unused).
struct Property {
  numerics::Curve reference;                                    // p_ref(u), at the reference temperature
  double activation_energy = 0.0;                               // E_a, J/mol
  std::function<double(double u, double temperature)> general;  // empty: the Arrhenius form

  Property() = default;
  Property(double constant)
      : reference(constant) {}  // NOLINT(google-explicit-constructor): a number is a property
  Property(numerics::Curve curve, double energy = 0.0)
      : reference(std::move(curve)), activation_energy(energy) {}

  // The property over [low, high] at one temperature (K).
  numerics::Curve at(double temperature, double reference_temperature, double low, double high) const;
};

// A layer on a particle that ions must cross. The current goes through the part that is not blocked.
struct Film {
  std::string name;               // "coating", "rock salt"
  double thickness = 0.0;         // m
  double conductivity = 1.0;      // ionic, S/m
  double blocked_fraction = 0.0;  // of the particle surface, 0..1
};

// Sizes of the particles of one electrode: volume fractions (sum 1) of radii.
struct SizeClass {
  double radius = 0.0;  // m
  double volume_fraction = 1.0;
};

// The same as three quantiles of the volume by diameter (m); size_distribution.hpp makes classes of them.
struct SizeDistribution {
  double d10 = 0.0;
  double d50 = 0.0;
  double d90 = 0.0;
  double classes = 5.0;  // how many, a whole number
};

// Growth of an interphase on the particles (at the negative electrode a reduction, at the positive an
// oxidation). With eta the overpotential of the side reaction, eta = +-(phi_s - phi_e - j R_film -
// equilibrium_V),
//   1/i = 1/i_r + 1/i_d,  i_r = rate exp(alpha F eta / (R T)),  i_d = F diffusivity solvent_concentration /
//   L:
// reaction- and diffusion-limited growth in series (Safari et al. 2009, 10.1149/1.3043429; Yang et al. 2017,
// 10.1016/j.jpowsour.2017.05.110). Either limit alone: leave the other unset.
struct Interphase {
  double rate = 0.0;  // A/m2 at eta = 0; 0 with diffusivity > 0: diffusion-limited alone
  double transfer_coefficient = 0.5;
  double equilibrium_V = 0.4;          // against the potential scale of the electrode
  double diffusivity = 0.0;            // m2/s; 0: reaction-limited alone
  double solvent_concentration = 0.0;  // mol/m3 at the outer face
  double activation_energy = 0.0;      // J/mol, of rate and diffusivity
  double molar_volume = 9.6e-5;        // m3 per mol of sodium bound
  double conductivity = 5e-6;          // S/m
  double initial_thickness = 5e-9;     // m
  double sodium_per_electron =
      1.0;  // mol of cyclable sodium bound per mol of electrons; 0: only electrolyte is lost
  double solvent_per_electron = 1.0;  // mol of solvent consumed per mol of electrons
};

// Loss of active material by stress: d eps / dt = -rate (|sigma_h| / critical_stress)^exponent, with the
// hydrostatic stress at the particle surface sigma_h = 2 Omega E / (9 (1 - nu)) c_max (x_mean - x_surface)
// (Zhang et al. 2007, 10.1149/1.2759840; Reniers et al. 2019, 10.1149/2.0281914jes). Only tension counts.
struct Cracking {
  double rate = 0.0;  // 1/s, of the active volume fraction relative to its fresh value
  double exponent = 2.0;
  double critical_stress = 6e7;       // Pa
  double partial_molar_volume = 0.0;  // Omega, m3/mol
  double youngs_modulus = 0.0;        // E, Pa
  double poisson_ratio = 0.3;
};

// Rock-salt layer that grows inward from the surface of a layered oxide and no longer takes up sodium:
//   d delta / dt = rate exp(alpha F (phi_s - phi_e - onset_V) / (R T)) / (1 + delta / transition_thickness):
// reaction-limited while thin, parabolic when thick (Jung et al. 2014, 10.1002/aenm.201300787, for the layer;
// Zhuang and Bazant 2022, 10.1149/1945-7111/ac9a09, for growth and its feedback).
struct RockSalt {
  double rate = 0.0;  // m/s at the onset voltage
  double transfer_coefficient = 0.2;
  double onset_V = 4.0;
  double transition_thickness = 5e-9;  // m
  double conductivity = 1e-7;          // ionic, S/m
  double initial_thickness = 0.0;      // m
  double activation_energy = 0.0;      // J/mol
};

struct Electrode {
  double thickness = 0.0;        // m
  double porosity = 0.0;         // of electrolyte, 0..1
  double active_fraction = 0.0;  // volume of active material, 0..1
  double conductivity = 0.0;     // of the solid, S/m
  double bruggeman_electrolyte = 1.5;
  double bruggeman_solid = 1.5;        // effective conductivity = conductivity * active_fraction^this
  double maximum_concentration = 0.0;  // mol/m3
  double stoichiometry_at_0 = 0.0;     // x where the cell's state of charge is 0
  double stoichiometry_at_100 = 0.0;   // and 1
  double particle_radius = 0.0;        // m; used where sizes is empty
  std::vector<SizeClass> sizes;        // empty: one size
  std::optional<SizeDistribution> size_distribution;  // as given: cell_parameters makes sizes of it

  Property diffusivity;     // of x, m2/s
  Property open_circuit_V;  // of x, V; where the branches differ, the discharge branch (x rises)
  std::optional<Property> open_circuit_charge_V;  // of x: the branch while x falls
  double hysteresis_decay = 50.0;                 // how quickly a branch is reached, per unit of x
  Property entropic_V_per_K = 0.0;                // of x, dU/dT

  // j0 = reference(x, T) x^n_x (1-x)^n_v (c_e / c_ref)^n_e, A/m2; j = j0 (exp(a F eta/RT) - exp(-(1-a) F
  // eta/RT))
  Property exchange_current;
  double exponent_filled = 0.5;       // n_x
  double exponent_vacant = 0.5;       // n_v
  double exponent_electrolyte = 0.5;  // n_e
  double transfer_coefficient = 0.5;  // a, anodic
  double double_layer = 0.0;          // F per m2 of particle surface

  std::vector<Film> films;
  std::optional<Interphase> interphase;
  std::optional<Cracking> cracking;
  std::optional<RockSalt> rock_salt;
};

// A metal foil as counter electrode: kinetics, and the film that covers it.
struct Metal {
  double exchange_current = 0.0;   // A/m2 at c_ref and T_ref
  double activation_energy = 0.0;  // J/mol
  double exponent_electrolyte = 0.5;
  double transfer_coefficient = 0.5;
  double film_thickness = 0.0;     // m
  double film_conductivity = 1.0;  // S/m
  double double_layer = 0.0;       // F/m2
};

struct Separator {
  double thickness = 0.0;  // m
  double porosity = 0.0;
  double bruggeman = 1.5;
};

struct Electrolyte {
  double initial_concentration = 1000.0;    // mol/m3
  double reference_concentration = 1000.0;  // c_ref of the kinetics
  Property diffusivity;                     // of c_e, m2/s
  Property conductivity;                    // of c_e, S/m
  Property transference = 0.4;              // of c_e
  Property thermodynamic_factor = 1.0;      // of c_e, 1 + dln f / dln c
  double solvent_concentration = 1e4;       // mol/m3, what there is to consume
};

// Lumped heat: heat_capacity dT/dt = Q - cooling (T - T_ambient), all per m2 of electrode.
struct Heat {
  double heat_capacity = 0.0;  // J/(K m2)
  double cooling = 0.0;        // W/(K m2)
};

struct CellParameters {
  std::string name;
  std::optional<Electrode> negative;  // empty: a half cell
  Electrode positive;
  Separator separator;
  Electrolyte electrolyte;
  Metal metal;        // used in a half cell
  double area = 1.0;  // m2, of one electrode pair
  double pairs_in_parallel = 1.0;
  double nominal_capacity_Ah = 1.0;  // of the cell: what 1C refers to
  double lower_cutoff_V = 0.0;
  double upper_cutoff_V = 10.0;
  double contact_resistance = 0.0;  // ohm m2
  double temperature = 298.15;      // K, ambient and at the start
  double reference_temperature = 298.15;
  std::optional<Heat> heat;  // empty: isothermal

  bool half_cell() const { return !negative.has_value(); }
  double total_area() const { return area * pairs_in_parallel; }
};

}  // namespace nacre::cell
