// What a furnace made: the material as a cell and virtual measurements need it.
//
// Amounts are per formula unit of the layered oxide, that is per mole of Ni + Fe + Mn in the precursor.
// Numbers are means over the powder bed; `over_bed` has how they spread.
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/base/quantity.hpp"

namespace nacre::material {

inline constexpr double not_determined = std::numeric_limits<double>::quiet_NaN();

struct Phase {
  std::string name;  // "O3", "NiO", "coating", "alkali", "precursor"
  double weight_fraction = 0.0;
};

// In the particle, from its centre to its surface.
struct RadialProfile {
  std::vector<double> radius_m;
  std::vector<double> calcium_per_formula;
  std::vector<double> nickel_per_formula;
};

// How a number spreads over the bed.
struct Spread {
  std::string of;  // a name that numbers_of() knows
  double std = not_determined;
  double min = not_determined;
  double max = not_determined;
};

struct MaterialState {
  std::string name;     // of the sample
  std::string coating;  // "NaCaPO4"; empty: none

  double o3_conversion = not_determined;  // 0 to 1
  double nio_weight_fraction = not_determined;
  double rock_salt_nm = not_determined;        // mean thickness of the layer where it covers the surface
  double precipitate_nm = not_determined;      // mean radius of NiO in the grains; 0: none
  double sodium_per_formula = not_determined;  // in the layered oxide
  double calcium_in_bulk_per_formula = not_determined;
  double nickel_in_layers_per_formula = not_determined;
  double a_angstrom = not_determined;
  double c_angstrom = not_determined;
  double grain_nm = not_determined;
  double particle_um = not_determined;  // diameter, D50
  double surface_m2_per_g = not_determined;
  double alkali_weight_percent = not_determined;         // as Na2CO3
  double manganate_on_support_percent = not_determined;  // of the manganese, as Na3MnO4

  double coating_mol_percent = not_determined;
  double coating_nm = not_determined;  // nominal: its volume over the whole surface
  double coating_coverage = not_determined;
  double coating_roughness_nm = not_determined;
  double coating_calcium = not_determined;  // of that which it was made with, 0 to 1
  double gamma_fraction = not_determined;

  std::vector<Phase> phases;
  RadialProfile profile;
  std::vector<Spread> over_bed;
};

// Every number of the state with its name in JSON, in the order of the structure.
std::vector<std::pair<std::string, double>> numbers_of(const MaterialState& state);

// The same with their units. The names keep theirs, as in JSON; a model gives no uncertainties.
std::vector<Quantity> quantities_of(const MaterialState& state);

// A number that is not determined is null.
Json to_json(const MaterialState& state);
// Throws InputError where the JSON is no material state; file names it in the message.
MaterialState material_state_from_json(const Json& json, const std::string& file);

// Throws InputError where parts of a state contradict one another: a profile whose lists differ in length, a
// spread of what is no number of it.
void check(const MaterialState& state, const std::string& file);

// The mean of states of the same sample at places of a bed with these weights, which need not sum to 1;
// profiles must have the same radii. Throws std::logic_error where there is no state.
MaterialState mean_over_bed(const std::vector<MaterialState>& places, const std::vector<double>& weights);

}  // namespace nacre::material
