// Every number of the oxide's chemistry, from a file such as parameters/process/nfm333.toml.
#pragma once

#include "nacre/process/alkali.hpp"
#include "nacre/process/conversion.hpp"
#include "nacre/process/grains.hpp"
#include "nacre/process/nickel.hpp"
#include "nacre/process/precipitation.hpp"

namespace nacre::process {

struct Oxide {
  double molar_mass = 0.0;  // kg/mol
  double density = 0.0;     // kg/m3
  double nickel = 0.0;      // per formula unit, as the precursor has them
  double iron = 0.0;
  double manganese = 0.0;
};

// Lattice parameters, straight in what changes them (Vegard): l = l_0 + sum of slope * change.
struct Lattice {
  double a_m = 0.0;
  double c_m = 0.0;
  double a_per_sodium_m = 0.0;  // for each sodium missing
  double c_per_sodium_m = 0.0;
  double a_per_calcium_m = 0.0;
  double c_per_calcium_m = 0.0;
  double a_per_nickel_m = 0.0;  // for each nickel missing
  double c_per_nickel_m = 0.0;
};

struct Kinetics {
  Oxide oxide;
  ConversionRates conversion;
  double transfer_m_per_s = 0.0;    // of sodium vapour
  double oxide_activity = 0.0;      // of Na2O in the oxide, that of the source being 1
  Arrhenius manganate;              // 1/s: Na3MnO4 from free sodium at bare surface
  double calcium_solubility = 0.0;  // in the surface, per formula unit, beside a fresh coating
  Arrhenius calcium_diffusivity;    // m2/s
  NickelSolubility nickel;
  RockSaltNucleation nucleation;
  Arrhenius nickel_diffusivity;  // m2/s
  double nio_molar_volume = 0.0;
  PrecipitationConditions precipitates;  // all but what changes with time
  GrainGrowth grains;
  Sintering sintering;
  AirAttack air;
  Lattice lattice;
  double nio_detection = 0.0;  // weight fraction below which a diffractometer sees none
};

Kinetics kinetics(ParameterFile& file);

}  // namespace nacre::process
