// The documented summary of an analysis: what `nacre cycling --json` and result.json hold.
#include "nacre/cycling/analysis.hpp"

namespace nacre::cycling {
namespace {

Json write(const Estimate& estimate) { return {{"value", estimate.value}, {"std", estimate.std}}; }

Json write(const Relaxation& rest) {
  Json json{{"duration_s", rest.duration_s}, {"change_V", rest.change_V}, {"instant_V", rest.instant_V}};
  if (rest.reason.empty() && rest.duration_s > 0.0) {
    json["relaxed_V"] = write(rest.relaxed_V);
    json["amplitude_V"] = write(rest.amplitude_V);
    json["tau_s"] = write(rest.tau_s);
    json["beta"] = write(rest.beta);
    json["residual_V"] = rest.residual_V;
  } else {
    json["reason"] = rest.reason;
  }
  return json;
}

Json write(const std::optional<HalfCycle>& half) {
  if (!half) {
    return nullptr;
  }
  return {{"first_row", half->first_row},
          {"last_row", half->last_row},
          {"start_s", half->start_s},
          {"duration_s", half->duration_s},
          {"integral_Ah", half->integral_Ah},
          {"counter_Ah", half->counter_Ah},
          {"from_counter", half->from_counter},
          {"unseen_Ah", half->unseen_Ah},
          {"start_voltage_V", half->start_voltage_V},
          {"end_voltage_V", half->end_voltage_V},
          {"current_A", half->current_A},
          {"c_rate", half->c_rate},
          {"constant_voltage_share", half->constant_voltage_share},
          {"resistance_ohm", half->resistance_ohm},
          {"resistance_after_s", half->resistance_after_s},
          {"rest", write(half->rest)}};
}

Json write(const Cycle& cycle, const Options& options) {
  const auto of = [](const std::optional<HalfCycle>& half, double HalfCycle::*member, double otherwise) {
    return half ? (*half).*member : otherwise;
  };
  const double charge = cycle.capacity_Ah(Direction::charge);
  const double discharge = cycle.capacity_Ah(Direction::discharge);
  Json json{{"cycle", cycle.cycle},
            {"complete", cycle.complete},
            {"reason", cycle.reason},
            {"charge_capacity_Ah", charge},
            {"discharge_capacity_Ah", discharge}};
  if (options.active_mass_g > 0.0) {
    json["charge_capacity_mAh_per_g"] = mAh_per_g(charge, options);
    json["discharge_capacity_mAh_per_g"] = mAh_per_g(discharge, options);
  }
  if (options.area_cm2 > 0.0) {
    json["charge_capacity_mAh_per_cm2"] = mAh_per_cm2(charge, options);
    json["discharge_capacity_mAh_per_cm2"] = mAh_per_cm2(discharge, options);
  }
  json["coulombic_efficiency"] = cycle.coulombic_efficiency;
  json["charge_energy_Wh"] = of(cycle.charge, &HalfCycle::energy_Wh, 0.0);
  json["discharge_energy_Wh"] = of(cycle.discharge, &HalfCycle::energy_Wh, 0.0);
  json["energy_efficiency"] = cycle.energy_efficiency;
  json["mean_charge_voltage_V"] = of(cycle.charge, &HalfCycle::mean_voltage_V, unknown);
  json["mean_discharge_voltage_V"] = of(cycle.discharge, &HalfCycle::mean_voltage_V, unknown);
  json["polarisation_V"] = cycle.polarisation_V;
  json["retention"] = cycle.retention;
  json["charge"] = write(cycle.charge);
  json["discharge"] = write(cycle.discharge);
  return json;
}

Json write(const Retention& retention) {
  static constexpr const char* kinds[] = {"none", "observed", "extrapolated"};
  return {{"of", name_of(retention.of)},
          {"reference_cycle", retention.reference_cycle},
          {"reference_Ah", retention.reference_Ah},
          {"last_cycle", retention.last_cycle},
          {"last", retention.last},
          {"fade_percent_per_cycle", write(retention.fade_percent_per_cycle)},
          {"cycles_fitted", retention.cycles_fitted},
          {"fade_reason", retention.fade_reason},
          {"end_of_life_percent", retention.end_of_life_percent},
          {"end_of_life", kinds[static_cast<int>(retention.end_of_life)]},
          {"end_of_life_cycle", write(retention.end_of_life_cycle)},
          {"end_of_life_reason", retention.end_of_life_reason}};
}

Json write(const Rate& rate, const Options& options) {
  Json json{{"first_cycle", rate.first_cycle}, {"last_cycle", rate.last_cycle},
            {"cycles", rate.cycles},           {"current_A", rate.current_A},
            {"c_rate", rate.c_rate},           {"discharge_capacity_Ah", write(rate.discharge_capacity_Ah)},
            {"scatter_Ah", rate.scatter_Ah},   {"charge_capacity_Ah", rate.charge_capacity_Ah},
            {"retention", rate.retention}};
  if (options.active_mass_g > 0.0) {
    json["discharge_capacity_mAh_per_g"] =
        Json{{"value", mAh_per_g(rate.discharge_capacity_Ah.value, options)},
             {"std", mAh_per_g(rate.discharge_capacity_Ah.std, options)}};
  }
  return json;
}

Json write(const Peak& peak, int cycle, Direction direction) {
  return {{"cycle", cycle},
          {"direction", name_of(direction)},
          {"track", peak.track},
          {"position_V", {{"value", peak.position_V}, {"std", peak.position_std_V}}},
          {"area_Ah", {{"value", peak.area_Ah}, {"std", peak.area_std_Ah}}},
          {"width_V", {{"value", peak.width_V}, {"std", peak.width_std_V}}},
          {"height_Ah_per_V", peak.height_Ah_per_V},
          {"reason", peak.reason}};
}

Json write(const PeakTrack& track) {
  return {{"direction", name_of(track.direction)},
          {"cycles", track.cycles},
          {"position_V", track.position_V},
          {"position_std_V", track.position_std_V},
          {"area_Ah", track.area_Ah},
          {"area_std_Ah", track.area_std_Ah},
          {"position_drift_V_per_cycle", write(track.position_drift_V_per_cycle)},
          {"area_drift_Ah_per_cycle", write(track.area_drift_Ah_per_cycle)},
          {"reason", track.reason}};
}

}  // namespace

Json to_json(const Analysis& analysis) {
  Json json{{"file", analysis.file},
            {"rows", analysis.rows},
            {"rows_unused", analysis.rows_unused},
            {"duration_s", analysis.duration_s},
            {"zero_current_A", analysis.zero_current_A},
            {"cycle_begins_with", name_of(analysis.first_direction)},
            {"coulombic_efficiency_is", analysis.efficiency == Efficiency::charge_over_discharge
                                            ? "charge_over_discharge"
                                            : "discharge_over_charge"},
            {"options", to_json(analysis.options)},
            {"cycles", Json::array()},
            {"retention", write(analysis.retention)},
            {"rates", Json::array()},
            {"peaks", Json::array()},
            {"peak_tracks", Json::array()}};
  for (const auto& cycle : analysis.cycles) {
    json["cycles"].push_back(write(cycle, analysis.options));
  }
  for (const auto& rate : analysis.rates) {
    json["rates"].push_back(write(rate, analysis.options));
  }
  for (const auto& curve : analysis.curves) {
    for (const auto& peak : curve.peaks) {
      json["peaks"].push_back(write(peak, curve.cycle, curve.direction));
    }
  }
  for (const auto& track : analysis.tracks) {
    json["peak_tracks"].push_back(write(track));
  }
  json["warnings"] = analysis.warnings;
  return json;
}

}  // namespace nacre::cycling
