#include "nacre/process/heat.hpp"

#include <fmt/core.h>

#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/base/units.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/process/strip_run.hpp"
#include "nacre/process/tube.hpp"

namespace nacre::process {
namespace {

Heated heat_strip(const Recipe& recipe) {
  const auto& heater = recipe.strip;
  auto file = ParameterFile::find(heater.material);
  StripOptions options;
  options.material = heater_material(file);
  options.bed = powder_bed(file, heater.bed_kg_per_m2);
  file.finish();
  for (const auto& step : recipe.steps) {
    if (step.target_K >= options.material.melting_K) {
      throw InputError(recipe.file.string(),
                       fmt::format("a target of {:g} C is above the melting point of {}, {:g} C",
                                   step.target_K - constants::zero_celsius, heater.material,
                                   options.material.melting_K - constants::zero_celsius),
                       step.line > 0 ? fmt::format("line {}", step.line) : "--set",
                       "lower target_C, or take another material");
    }
  }
  options.length_m = heater.length_m;
  options.width_m = heater.width_m;
  options.thickness_m = heater.thickness_m;
  options.cells_along = heater.cells_along;
  options.cells_across = heater.cells_across;
  options.clamp_W_per_m2_K = heater.clamp_W_per_m2_K;
  options.lead_ohm = heater.lead_ohm;
  options.ambient_K = recipe.gas.ambient_K;
  options.convection = recipe.gas.convection_W_per_m2_K;
  options.bed_length_m = heater.bed_length_m;
  options.bed_width_m = heater.bed_width_m;
  Strip strip(options);
  StripRunOptions run;
  run.controller.current_limit_A = heater.current_limit_A;
  run.controller.voltage_limit_V = heater.voltage_limit_V;
  run.controller.sensor_lag_s = heater.sensor_lag_s;
  run.quench = recipe.gas.quench_W_per_m2_K;
  run.after_s = recipe.after_s;
  run.places = recipe.places;
  return {run_strip(strip, recipe.programme(), run), std::move(file)};
}

}  // namespace

ThermalHistory measured_history(const formats::Table& table, const std::string& file) {
  const auto* time = table.find("time_s");
  const auto* temperature = table.find("temperature_C");
  if (time == nullptr || temperature == nullptr || table.rows() < 2) {
    throw InputError(file, "no columns time_s and temperature_C of two rows at least", "the whole file",
                     "name them in the first line");
  }
  ThermalHistory history;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double at = time->values[row];
    const double kelvin = temperature->values[row] + constants::zero_celsius;
    const bool sound = std::isfinite(at) && (row == 0 || at > history.time_s.back()) && kelvin > 0.0 &&
                       kelvin <= hottest_programme_K;
    if (!sound) {
      throw InputError(file,
                       fmt::format("times must rise, and temperatures lie between absolute zero and {:g} C",
                                   hottest_programme_K - constants::zero_celsius),
                       fmt::format("row {}: {:g} s, {:g} C", row + 1, at, kelvin - constants::zero_celsius));
    }
    history.time_s.push_back(at);
    history.mean_K.push_back(kelvin);
  }
  if (history.time_s.back() - history.time_s.front() > longest_programme_s) {
    throw InputError(file, "the temperature is longer than 30 days", fmt::format("row {}", table.rows()));
  }
  history.target_K = history.min_K = history.max_K = history.sensor_K = history.mean_K;
  history.power_W.assign(history.size(), 0.0);
  history.place_weight = {1.0};
  history.place_K = {history.mean_K};
  return history;
}

Heated heat(const Recipe& recipe) {
  switch (recipe.furnace) {
    case FurnaceKind::strip:
      return heat_strip(recipe);
    case FurnaceKind::tube:
      return {run_tube(recipe.tube, recipe.programme(), recipe.gas.ambient_K, recipe.after_s), {}};
    case FurnaceKind::measured:
      break;
  }
  return {measured_history(formats::read_table(recipe.measured_file), recipe.measured_file.string()), {}};
}

}  // namespace nacre::process
