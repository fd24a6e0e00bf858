#include "nacre/cell/json.hpp"

#include <cmath>

#include "nacre/base/units.hpp"
#include "nacre/cell/cycle_jump.hpp"
#include "nacre/cell/request.hpp"

namespace nacre::cell {
namespace {

void put(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) {
    json[key] = text;
  }
}

void put(Json& json, const char* key, double value) {
  if (std::isfinite(value)) {
    json[key] = value;
  }
}

Json to_json(const StepRecord& step) {
  return {{"cycle", step.cycle},      {"step", step.step},   {"text", step.text},
          {"start_s", step.start_s},  {"end_s", step.end_s}, {"charge_Ah", step.charge_Ah},
          {"ended_by", step.ended_by}};
}

Json to_json(const Model::ElectrodeState& state) {
  return {{"stoichiometry", state.stoichiometry},
          {"active_share", state.active_share()},
          {"interphase_nm", 1e9 * state.interphase_m},
          {"rock_salt_nm", 1e9 * state.rock_salt_m},
          {"solvent_consumed_mol_per_m2", state.solvent_consumed}};
}

Json to_json(const CycleRecord& cycle) {
  return {{"cycle", cycle.cycle},
          {"end_s", cycle.end_s},
          {"charge_capacity_Ah", cycle.charge_Ah},
          {"discharge_capacity_Ah", cycle.discharge_Ah},
          {"solved", cycle.solved},
          {"capacity_bound_Ah", cycle.capacity_bound_Ah},
          {"loss", to_json(cycle.loss)},
          {"negative", to_json(cycle.inventory.negative)},
          {"positive", to_json(cycle.inventory.positive)}};
}

Json to_json(const Parameter& parameter) {
  Json json{{"path", parameter.path}};
  switch (parameter.form) {
    case Form::number:
      json["value"] = parameter.value;
      break;
    case Form::expression:
      json["expression"] = parameter.expression;
      break;
    case Form::table:
      json["x"] = parameter.x;
      json["y"] = parameter.y;
      break;
  }
  if (parameter.form != Form::number) {
    json["scale"] = parameter.scale;
  }
  if (parameter.activation_energy != 0.0) {
    json["activation_energy_J_per_mol"] = parameter.activation_energy;
  }
  json["unit"] = parameter.unit;
  json["status"] = to_string(parameter.status);
  put(json, "source", parameter.source);
  put(json, "calibrated_on", parameter.calibrated_on);
  put(json, "uncertainty", parameter.uncertainty);
  put(json, "lower", parameter.lower);
  put(json, "upper", parameter.upper);
  put(json, "note", parameter.note);
  if (parameter.overridden) {
    json["overridden"] = true;
  }
  return json;
}

template <class List>
Json list(const List& values) {
  Json json = Json::array();
  for (const auto& value : values) {
    json.push_back(to_json(value));
  }
  return json;
}

}  // namespace

Json to_json(const Simulation& simulation) {
  return {{"time_s", simulation.time_s},
          {"voltage_V", simulation.voltage_V},
          {"current_A", simulation.current_A},
          {"capacity_Ah", simulation.capacity_Ah},
          {"temperature_C", simulation.temperature_C},
          {"cycle", simulation.cycle},
          {"step", simulation.step},
          {"stopped_by", simulation.stopped_by},
          {"complete", simulation.complete},
          {"solve_ms", simulation.solve_ms},
          {"steps", list(simulation.steps)},
          {"cycles", list(simulation.cycles)},
          {"solver",
           {{"steps", simulation.counts.steps},
            {"residuals", simulation.counts.residuals},
            {"linearisations", simulation.counts.linearisations},
            {"error_test_failures", simulation.counts.error_test_failures},
            {"convergence_failures", simulation.counts.convergence_failures}}}};
}

Json to_json(const std::vector<CycleProfile>& profiles) {
  Json json = Json::array();
  for (const auto& [cycle, time_s, profile] : profiles) {
    json.push_back({{"cycle", cycle},
                    {"time_s", time_s},
                    {"x_m", profile.x_m},
                    {"electrolyte_concentration_mol_per_m3", profile.electrolyte_concentration},
                    {"electrolyte_potential_V", profile.electrolyte_potential_V},
                    {"solid_potential_V", profile.solid_potential_V},
                    {"surface_stoichiometry", profile.surface_stoichiometry},
                    {"mean_stoichiometry", profile.mean_stoichiometry},
                    {"current_density_A_per_m2", profile.current_density}});
  }
  return json;
}

Json describe(const ParameterSet& set, const CellParameters& cell, const Protocol& protocol,
              const SimulationOptions& options) {
  Json json{{"parameters", set.name},
            {"protocol", protocol.text},
            {"model", to_string(options.model)},
            {"mesh", to_text(options.mesh)},
            {"initial_soc", options.initial_state_of_charge},
            {"temperature_C", cell.temperature - constants::zero_celsius},
            {"relative_tolerance", options.relative_tolerance}};
  if (options.jump_tolerance > 0.0) {
    json["jump_tolerance"] = options.jump_tolerance;
    json["jump_least_left"] = CycleJump::least_left;
  }
  return json;
}

Json to_json(const ParameterSet& set) {
  Json sources = Json::object();
  for (const auto& citation : set.sources) {
    sources[citation.key] = citation.text;
  }
  Json json{{"name", set.name},
            {"title", set.title},
            {"description", set.description},
            {"sources", sources},
            {"parameters", list(set.parameters)}};
  if (!set.warnings.empty()) {
    json["warnings"] = set.warnings;
  }
  return json;
}

}  // namespace nacre::cell
