// The one list of the numbers of a material state, for whatever is done with each of them.
#pragma once

#include "nacre/material/material_state.hpp"

namespace nacre::material {

// Calls action(name, unit, member) for each number of a state, in the order of the structure.
template <class State, class Action>
void for_each_number(State& state, const Action& action) {
  action("o3_conversion", "1", state.o3_conversion);
  action("nio_weight_fraction", "1", state.nio_weight_fraction);
  action("rock_salt_nm", "nm", state.rock_salt_nm);
  action("precipitate_nm", "nm", state.precipitate_nm);
  action("sodium_per_formula", "1", state.sodium_per_formula);
  action("calcium_in_bulk_per_formula", "1", state.calcium_in_bulk_per_formula);
  action("nickel_in_layers_per_formula", "1", state.nickel_in_layers_per_formula);
  action("a_angstrom", "angstrom", state.a_angstrom);
  action("c_angstrom", "angstrom", state.c_angstrom);
  action("grain_nm", "nm", state.grain_nm);
  action("particle_um", "um", state.particle_um);
  action("surface_m2_per_g", "m2/g", state.surface_m2_per_g);
  action("alkali_weight_percent", "percent", state.alkali_weight_percent);
  action("manganate_on_support_percent", "percent", state.manganate_on_support_percent);
  action("coating_mol_percent", "percent", state.coating_mol_percent);
  action("coating_nm", "nm", state.coating_nm);
  action("coating_coverage", "1", state.coating_coverage);
  action("coating_roughness_nm", "nm", state.coating_roughness_nm);
  action("coating_calcium", "1", state.coating_calcium);
  action("gamma_fraction", "1", state.gamma_fraction);
}

}  // namespace nacre::material
