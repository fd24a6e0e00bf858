#include "nacre/process/heater_material.hpp"

namespace nacre::process {

HeaterMaterial heater_material(ParameterFile& file) {
  return {file.number("strip.density", "kg/m3", positive), file.number("strip.melting_point", "K", positive),
          file.curve("strip.heat_capacity", "J/kg K"),     file.curve("strip.resistivity", "ohm m"),
          file.curve("strip.conductivity", "W/m K"),       file.curve("strip.emissivity", "1")};
}

PowderBed powder_bed(ParameterFile& file, double kg_per_m2) {
  const double contact = file.number("powder.contact", "W/m2 K", positive);
  const double conductivity = file.number("powder.conductivity", "W/m K", positive);
  const double thickness = kg_per_m2 / file.number("powder.packed_density", "kg/m3", positive);
  return {kg_per_m2, 1.0 / (1.0 / contact + 0.5 * thickness / conductivity),
          file.number("powder.heat_capacity", "J/kg K", positive),
          file.number("powder.emissivity", "1", not_negative)};
}

}  // namespace nacre::process
