#include "nacre/process/json.hpp"

#include <algorithm>

#include "nacre/base/units.hpp"

namespace nacre::process {
namespace {

std::vector<double> celsius(std::vector<double> kelvin) {
  for (auto& t : kelvin) {
    t -= constants::zero_celsius;
  }
  return kelvin;
}

Json ramps_json(const std::vector<Ramp>& ramps) {
  Json list = Json::array();
  for (const auto& ramp : ramps) {
    list.push_back({{"from_C", ramp.from_K - constants::zero_celsius},
                    {"target_C", ramp.target_K - constants::zero_celsius},
                    {"begins_s", ramp.begins_s},
                    {"reached_s", ramp.reached_s},
                    {"rate_K_per_s", ramp.rate_K_per_s},
                    {"fastest_K_per_s", ramp.fastest_K_per_s}});
  }
  return list;
}

// How long after it was called for the highest target was reached; NaN: never, or there is no programme.
double target_reached_s(const std::vector<Ramp>& ramps) {
  const auto highest = std::ranges::max_element(ramps, {}, &Ramp::target_K);
  return highest == ramps.end() ? material::not_determined : highest->reached_s;
}

Json temperature_json(const ThermalHistory& heat, const Programme& programme) {
  const auto ramps = ramps_of(heat, programme);
  Json json{{"time_s", heat.time_s},
            {"target_C", celsius(heat.target_K)},
            {"mean_C", celsius(heat.mean_K)},
            {"min_C", celsius(heat.min_K)},
            {"max_C", celsius(heat.max_K)},
            {"sensor_C", celsius(heat.sensor_K)},
            {"target_reached_s", target_reached_s(ramps)},
            {"ramps", ramps_json(ramps)},
            {"power_W", heat.power_W}};
  if (!heat.current_A.empty()) {
    json["current_A"] = heat.current_A;
    json["voltage_V"] = heat.voltage_V;
  }
  json["places"] = Json::array();
  for (std::size_t i = 0; i < heat.place_K.size(); ++i) {
    json["places"].push_back(
        {{"weight", heat.place_weight[i]},
         {"highest_C", *std::ranges::max_element(heat.place_K[i]) - constants::zero_celsius}});
  }
  json["maps"] = Json::array();
  for (const auto& map : heat.maps) {
    json["maps"].push_back({{"title", map.title},
                            {"time_s", map.time_s},
                            {"x_m", map.x_m},
                            {"y_m", map.y_m},
                            {"strip_C", celsius(map.strip_K)},
                            {"bed_C", celsius(map.bed_K)}});
  }
  return json;
}

}  // namespace

Json to_json(const FurnaceRun& run, const Recipe& recipe) {
  const auto& course = run.course;
  return {{"recipe", recipe.name},
          {"temperature", temperature_json(run.heat, recipe.programme())},
          {"material", material::to_json(run.material)},
          {"course",
           {{"time_s", course.time_s},
            {"temperature_C", celsius(course.temperature_K)},
            {"o3_conversion", course.o3_conversion},
            {"sodium_per_formula", course.sodium_per_formula},
            {"nio_weight_fraction", course.nio_weight_fraction},
            {"rock_salt_nm", course.rock_salt_nm},
            {"calcium_in_bulk_per_formula", course.calcium_in_bulk_per_formula},
            {"coating_nm", course.coating_nm},
            {"coating_coverage", course.coating_coverage},
            {"gamma_fraction", course.gamma_fraction}}},
          {"energy_J", run.heat.energy_J},
          {"energy_J_per_g", run.energy_J_per_g},
          {"powder_g", 1e3 * recipe.mass_kg},
          {"nio_detection_weight_fraction", run.nio_detection},
          {"solver_steps", run.heat.steps}};
}

}  // namespace nacre::process
