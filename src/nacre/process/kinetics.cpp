#include "nacre/process/kinetics.hpp"

namespace nacre::process {

Kinetics kinetics(ParameterFile& file) {
  Kinetics k;
  k.oxide = {file.number("oxide.molar_mass", "kg/mol", positive),
             file.number("oxide.density", "kg/m3", positive), file.number("oxide.nickel", "1", positive),
             file.number("oxide.iron", "1", not_negative), file.number("oxide.manganese", "1", not_negative)};
  k.conversion = {arrhenius(file, "conversion.dehydration", "1/s"),
                  arrhenius(file, "conversion.sodiation", "1/s")};
  k.transfer_m_per_s = file.number("sodium.transfer", "m/s", not_negative);
  k.oxide_activity = file.number("sodium.activity", "1", not_negative);
  k.manganate = arrhenius(file, "sodium.manganate", "1/s");
  k.calcium_solubility = file.number("calcium.solubility", "1", not_negative);
  k.calcium_diffusivity = arrhenius(file, "calcium.diffusivity", "m2/s");
  k.nickel = {file.number("nickel.tolerated_deficiency", "1", not_negative),
              file.number("nickel.enthalpy", "J/mol")};
  k.nickel_diffusivity = arrhenius(file, "nickel.diffusivity", "m2/s");
  k.nucleation = {arrhenius(file, "rock_salt.nucleation", "1/s"),
                  file.number("rock_salt.exponent", "1", positive)};
  k.nio_molar_volume = file.number("rock_salt.molar_volume", "m3/mol", positive);
  k.precipitates.interface_J_per_m2 = file.number("precipitates.interface", "J/m2", positive);
  k.precipitates.sites_per_m3 = file.number("precipitates.sites", "1/m3", not_negative);
  k.precipitates.jump_m = file.number("precipitates.jump", "m", positive);
  k.precipitates.barrier_part = file.number("precipitates.barrier_part", "1", not_negative);
  k.precipitates.molar_volume = k.nio_molar_volume;
  k.precipitates.in_precipitate = k.oxide.molar_mass / k.oxide.density / k.nio_molar_volume;
  k.nio_detection = file.number("rock_salt.detection", "1", not_negative);
  k.grains = {arrhenius(file, "grains.rate", "1/s"), file.number("grains.exponent", "1", positive)};
  k.sintering = {arrhenius(file, "sintering.rate", "1/s"), file.number("sintering.exponent", "1", positive)};
  k.air = {file.number("air.rate", "mol2/m4 s", not_negative),
           file.number("air.through_coating", "1", not_negative)};
  auto& lattice = k.lattice;
  lattice.a_m = file.number("lattice.a", "m", positive);
  lattice.c_m = file.number("lattice.c", "m", positive);
  lattice.a_per_sodium_m = file.number("lattice.a_per_missing_sodium", "m");
  lattice.c_per_sodium_m = file.number("lattice.c_per_missing_sodium", "m");
  lattice.a_per_calcium_m = file.number("lattice.a_per_calcium", "m");
  lattice.c_per_calcium_m = file.number("lattice.c_per_calcium", "m");
  lattice.a_per_nickel_m = file.number("lattice.a_per_missing_nickel", "m");
  lattice.c_per_nickel_m = file.number("lattice.c_per_missing_nickel", "m");
  file.finish();
  return k;
}

}  // namespace nacre::process
