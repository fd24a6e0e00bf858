#include "nacre/process/coating.hpp"

namespace nacre::process {

CoatingMaterial coating_material(ParameterFile& file) {
  CoatingMaterial coating;
  coating.name = file.title();
  coating.molar_mass = file.number("coating.molar_mass", "kg/mol", positive);
  coating.molar_volume = file.number("coating.molar_volume", "m3/mol", positive);
  coating.sodium = file.number("coating.sodium", "1", not_negative);
  coating.calcium = file.number("coating.calcium", "1", not_negative);
  coating.phosphorus = file.number("coating.phosphorus", "1", not_negative);
  coating.oxygen = file.number("coating.oxygen", "1", not_negative);
  coating.formation = arrhenius(file, "coating.formation", "1/s");
  coating.first_size_m = file.number("coating.first_size", "m", positive);
  coating.break_up = arrhenius(file, "coating.break_up", "m4/s");
  coating.least_coverage = file.number("coating.least_coverage", "1", not_negative);
  coating.transition_K = file.number("gamma.transition", "K", positive);
  coating.transition_per_calcium_K = file.number("gamma.lowered_by_calcium", "K", not_negative);
  coating.transformation_s = file.number("gamma.shortest_time", "s", positive);
  coating.transformation_barrier_K = file.number("gamma.undercooling", "K", positive);
  coating.transformation_activation = file.number("gamma.activation", "J/mol", not_negative);
  coating.transformation_exponent = file.number("gamma.exponent", "1", positive);
  file.finish();
  return coating;
}

}  // namespace nacre::process
