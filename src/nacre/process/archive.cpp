#include "nacre/process/archive.hpp"

#include "nacre/base/archive.hpp"

namespace nacre::material {

// JSON holds every digit of a state.
static Json to_archive_json(const MaterialState& state) { return to_json(state); }
static void from_archive_json(const Json& json, MaterialState& state) {
  state = material_state_from_json(json, "archive");
}

}  // namespace nacre::material

namespace nacre::process {

NACRE_MEMBERS(TemperatureMap, self.title, self.time_s, self.x_m, self.y_m, self.strip_K, self.bed_K)
NACRE_MEMBERS(ThermalHistory, self.time_s, self.target_K, self.mean_K, self.min_K, self.max_K, self.sensor_K,
              self.current_A, self.voltage_V, self.power_W, self.place_weight, self.place_K, self.maps,
              self.energy_J, self.warnings, self.steps)
NACRE_MEMBERS(MaterialCourse, self.time_s, self.temperature_K, self.o3_conversion, self.sodium_per_formula,
              self.nio_weight_fraction, self.rock_salt_nm, self.calcium_in_bulk_per_formula, self.coating_nm,
              self.coating_coverage, self.gamma_fraction)
NACRE_MEMBERS(FurnaceRun, self.heat, self.material, self.places, self.course, self.energy_J_per_g,
              self.nio_detection, self.warnings)
NACRE_MEMBERS(ScanAxis, self.key, self.values, self.logarithmic)
NACRE_MEMBERS(ScanPoint, self.values, self.material, self.error)
NACRE_MEMBERS(Scan, self.axes, self.points, self.nio_detection)

Json archive(const FurnaceRun& run) { return to_archive(run, "furnace run"); }

FurnaceRun furnace_run_from_archive(const Json& json) {
  return from_archive<FurnaceRun>(json, "furnace run");
}

Json archive(const Scan& scan) {
  Scan kept = scan;
  for (auto& point : kept.points) {
    point.material.profile = {};
    point.material.over_bed.clear();
  }
  return to_archive(kept, "furnace scan");
}

Scan scan_from_archive(const Json& json) { return from_archive<Scan>(json, "furnace scan"); }

}  // namespace nacre::process
