#include "nacre/process/furnace_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "nacre/base/error.hpp"

namespace nacre::process {
namespace {

constexpr double per_gram = 1e-3;

void note(MaterialCourse& course, double time_s, double t_K, const Particle& particle) {
  const auto state = particle.state();
  course.time_s.push_back(time_s);
  course.temperature_K.push_back(t_K);
  course.o3_conversion.push_back(state.o3_conversion);
  course.sodium_per_formula.push_back(state.sodium_per_formula);
  course.nio_weight_fraction.push_back(state.nio_weight_fraction);
  course.rock_salt_nm.push_back(state.rock_salt_nm);
  course.calcium_in_bulk_per_formula.push_back(state.calcium_in_bulk_per_formula);
  course.coating_nm.push_back(state.coating_nm);
  course.coating_coverage.push_back(state.coating_coverage);
  course.gamma_fraction.push_back(state.gamma_fraction);
}

}  // namespace

ParticleOptions particle_options(const Recipe& recipe, const ParameterChanges& changes,
                                 std::vector<ParameterFile>& used) {
  ParticleOptions options;
  auto oxide = ParameterFile::find(recipe.parameters);
  std::vector<std::string> unknown;
  const auto change = [](ParameterFile& file, const std::string& path, double value) {
    const bool known = std::ranges::any_of(file.parameters(), [&](const auto& p) { return p.path == path; });
    if (known) {
      file.set(path, value);
    }
    return known;
  };
  for (const auto& [path, value] : changes) {
    if (!change(oxide, path, value)) {
      unknown.push_back(path);
    }
  }
  options.kinetics = kinetics(oxide);
  used.push_back(std::move(oxide));
  if (!recipe.coating.name.empty()) {
    auto coating = ParameterFile::find("coating-" + recipe.coating.name);
    for (const auto& [path, value] : changes) {
      if (change(coating, path, value)) {
        std::erase(unknown, path);
      }
    }
    options.coating = coating_material(coating);
    options.coating.name = recipe.coating.name;
    options.coating_per_formula = 0.01 * recipe.coating.mol_percent;
    used.push_back(std::move(coating));
  }
  if (!unknown.empty()) {
    throw UsageError(fmt::format("no file of this recipe has the parameter '{}'", unknown.front()));
  }
  options.precursor = recipe.precursor;
  options.oxygen_bar = recipe.gas.oxygen_bar;
  options.storage = recipe.storage;
  return options;
}

material::MaterialState material_along(const ParticleOptions& options, const std::vector<double>& time_s,
                                       const std::vector<double>& temperature_K, MaterialCourse* course) {
  Particle particle(options);
  particle.advance(0.0, temperature_K.front());
  if (course != nullptr) {
    note(*course, time_s.front(), temperature_K.front(), particle);
  }
  for (std::size_t i = 1; i < time_s.size(); ++i) {
    particle.advance(time_s[i] - time_s[i - 1], temperature_K[i]);
    if (course != nullptr) {
      note(*course, time_s[i], temperature_K[i], particle);
    }
  }
  particle.store();
  return particle.state();
}

FurnaceRun run_furnace(const Recipe& recipe, const ParameterChanges& changes) {
  FurnaceRun run;
  const auto options = particle_options(recipe, changes, run.parameters);
  auto heated = heat(recipe);
  if (heated.heater) {
    run.parameters.push_back(std::move(*heated.heater));
  }
  run.heat = std::move(heated.history);
  run.nio_detection = options.kinetics.nio_detection;
  const std::size_t middle = run.heat.place_K.size() / 2;
  for (std::size_t place = 0; place < run.heat.place_K.size(); ++place) {
    run.places.push_back(material_along(options, run.heat.time_s, run.heat.place_K[place],
                                        place == middle ? &run.course : nullptr));
  }
  run.material = material::mean_over_bed(run.places, run.heat.place_weight);
  run.material.name = recipe.name;
  run.energy_J_per_g = recipe.mass_kg > 0.0 ? run.heat.energy_J / recipe.mass_kg * per_gram : 0.0;
  run.warnings = run.heat.warnings;
  std::size_t assumed = 0;
  std::size_t all = 0;
  for (const auto& file : run.parameters) {
    assumed += static_cast<std::size_t>(std::ranges::count(file.parameters(), "assumed", &Parameter::status));
    all += file.parameters().size();
  }
  run.warnings.push_back(fmt::format("{} of {} parameters of the process are assumed", assumed, all));
  return run;
}

}  // namespace nacre::process
