// A coated particle along a course of temperature: every mechanism of the room, with what they exchange.
//
// Sodium moves between pools, per formula unit of the oxide: the free source, the oxide, the coating, the
// gas, the support (as Na3MnO4) and, in the end, carbonate on the surface; calcium between coating and oxide;
// nickel between layers and rock salt; oxygen, hydrogen and carbon go with them, and with the gas
// (gas_exchange.hpp). Every move takes from one pool what it gives to another, so that each element is
// conserved to rounding.
//
// The particle is the sphere that has its surface per volume, R = 3/(density S): grain boundaries carry what
// the mechanisms move, and the path from the surface is as long as in that sphere. Sodium is taken as even in
// the oxide: it diffuses through such a sphere in seconds where calcium and nickel take hours.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "nacre/material/material_state.hpp"
#include "nacre/process/coating.hpp"
#include "nacre/process/gas_exchange.hpp"
#include "nacre/process/kinetics.hpp"
#include "nacre/process/precipitation.hpp"
#include "nacre/process/radial_diffusion.hpp"
#include "nacre/process/recipe.hpp"

namespace nacre::process {

struct ParticleOptions {
  Kinetics kinetics;
  CoatingMaterial coating;  // where the recipe has one
  double coating_per_formula = 0.0;
  Precursor precursor;
  double oxygen_bar = 0.21;
  Storage storage;
  std::size_t shells = 40;
  // Steps are at most so long that the temperature changes by this much,
  double step_K = 4.0;
  double step_s = 60.0;
};

// mol per formula unit.
struct Pools {
  double sodium_free = 0.0;
  double sodium_oxide = 0.0;
  double sodium_coating = 0.0;
  double sodium_gas = 0.0;
  double sodium_support = 0.0;
  double sodium_alkali = 0.0;
  double calcium_coating = 0.0;
  double nickel_rock_salt = 0.0;     // on the surface
  double nickel_precipitates = 0.0;  // in the grains
  double manganese_support = 0.0;
};

struct Elements {
  double sodium = 0.0;
  double calcium = 0.0;
  double nickel = 0.0;
  double iron = 0.0;
  double manganese = 0.0;
  double phosphorus = 0.0;
  double oxygen = 0.0;
  double hydrogen = 0.0;
  double carbon = 0.0;
};

class Particle {
 public:
  explicit Particle(const ParticleOptions& options);

  // A time at a temperature, in as many steps as it needs; from the last temperature straight to this one.
  void advance(double step_s, double to_K);
  // Out of the furnace: what was free becomes carbonate, and air takes its part.
  void store();

  const Pools& pools() const { return pools_; }
  const GasGiven& gas() const { return gas_; }
  Elements elements() const;  // all of them, wherever they are
  double converted() const { return conversion_.sodiated; }
  double deficiency() const;  // d of nickel.hpp
  double coverage() const { return coverage_; }
  double thickness_m() const;  // of the coating, over the whole surface
  double rock_salt_m() const;
  double gamma_fraction() const;
  double surface_m2_per_kg() const;
  material::MaterialState state() const;

 private:
  void step(double t_K, double step_s);
  void sodiate(double t_K, double step_s);
  void form_coating(double t_K, double step_s);
  void lose_sodium(double t_K, double step_s);
  void exchange_calcium(double t_K, double step_s);
  double nickel_to_leave(double t_K) const;  // mol NiO in equilibrium
  void grow_rock_salt(double t_K, double step_s);
  void precipitate(double t_K, double step_s);
  double area_per_formula() const;  // m2/mol
  double metals() const;

  ParticleOptions options_;
  double last_K_;
  Pools pools_;
  GasGiven gas_;
  Conversion conversion_;
  double formed_ = 0.0;  // part of the coating
  double coverage_ = 0.0;
  double incubation_ = 0.0;      // of rock salt
  double transformation_ = 0.0;  // of gamma
  double sintering_ = 0.0;
  double grain_nm_ = 0.0;
  RadialDiffusion calcium_;
  RadialDiffusion nickel_;
  Precipitation precipitates_;
};

}  // namespace nacre::process
