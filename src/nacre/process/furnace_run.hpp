// A recipe carried out: temperatures, and the material at each place of the bed and as a whole.
#pragma once

#include <string>
#include <vector>

#include "nacre/material/material_state.hpp"
#include "nacre/process/heat.hpp"
#include "nacre/process/kinetics.hpp"
#include "nacre/process/particle.hpp"
#include "nacre/process/recipe.hpp"

namespace nacre::process {

// How the material came about, at the place of the bed that is in the middle between coldest and hottest.
struct MaterialCourse {
  std::vector<double> time_s;
  std::vector<double> temperature_K;
  std::vector<double> o3_conversion;
  std::vector<double> sodium_per_formula;
  std::vector<double> nio_weight_fraction;
  std::vector<double> rock_salt_nm;
  std::vector<double> calcium_in_bulk_per_formula;
  std::vector<double> coating_nm;
  std::vector<double> coating_coverage;
  std::vector<double> gamma_fraction;
};

struct FurnaceRun {
  ThermalHistory heat;
  material::MaterialState material;
  std::vector<material::MaterialState> places;
  MaterialCourse course;
  double energy_J_per_g = 0.0;
  double nio_detection = 0.0;
  std::vector<ParameterFile> parameters;  // that were used
  std::vector<std::string> warnings;
};

// Other values for numbers of the oxide's parameters, or of the coating's: {"nickel.diffusivity", 1e-18}.
using ParameterChanges = std::vector<std::pair<std::string, double>>;

// What the particles of a recipe are made of. Adds the files to `used`.
ParticleOptions particle_options(const Recipe& recipe, const ParameterChanges& changes,
                                 std::vector<ParameterFile>& used);

// The material at one place, whose temperature goes straight between the points. Steps of the course are kept
// in `course` where there is one.
material::MaterialState material_along(const ParticleOptions& options, const std::vector<double>& time_s,
                                       const std::vector<double>& temperature_K,
                                       MaterialCourse* course = nullptr);

// Throws UsageError, InputError, ConvergenceError.
FurnaceRun run_furnace(const Recipe& recipe, const ParameterChanges& changes = {});

}  // namespace nacre::process
