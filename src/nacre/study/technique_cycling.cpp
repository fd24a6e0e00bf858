// Cycling as a study sees it.
#include "nacre/cycling/analysis.hpp"
#include "nacre/study/technique.hpp"

namespace nacre::study {
namespace {

Json resolve(const Json& given, const Sample& sample) {
  Json options = given;
  const auto offer = [&](const char* key, const std::optional<double>& value) {
    if (value && !options.contains(key)) {
      options[key] = *value;
    }
  };
  offer("active_mass_g", sample.mass_g());
  offer("area_cm2", sample.area_cm2);
  offer("nominal_capacity_Ah", sample.nominal_capacity_Ah);
  if (!options.contains("nominal_capacity_Ah")) {
    offer("one_C_mA_per_g", sample.one_C_mA_per_g);
  }
  return cycling::to_json(cycling::options_from_json(options));
}

Analysed run(std::span<const formats::Table> tables, const Json& options, const std::filesystem::path&) {
  const auto analysis = cycling::analyse(tables.front(), cycling::options_from_json(options));
  return {cycling::archive(analysis), cycling::to_json(analysis), cycling::quantities(analysis),
          analysis.warnings};
}

std::span<const QuantityKind> quantities() {
  static const std::vector<QuantityKind> kinds{
      {"first_cycle_capacity", "Ah", {}},
      {"first_cycle_coulombic_efficiency", "percent", {}},
      {"discharge_capacity", "Ah", {"cycle", "c_rate", "partial"}},
      {"charge_capacity", "Ah", {"cycle", "c_rate", "partial"}},
      {"coulombic_efficiency", "percent", {"cycle"}},
      {"energy_efficiency", "percent", {"cycle"}},
      {"mean_discharge_voltage", "V", {"cycle", "c_rate", "partial"}},
      {"mean_charge_voltage", "V", {"cycle", "c_rate", "partial"}},
      {"polarisation", "V", {"cycle"}},
      {"retention", "percent", {"cycle", "cycles"}},
      {"fade", "percent/cycle", {}},
      {"end_of_life_cycle", "1", {"percent", "extrapolated"}},
      {"rate_capacity", "Ah", {"c_rate"}},
      {"dqdv_peak_position", "V", {"cycle", "peak"}},
      {"dqdv_peak_area", "Ah", {"cycle", "peak"}},
  };
  return kinds;
}

}  // namespace

extern const Technique cycling_technique;
const Technique cycling_technique{"cycling", "charge and discharge: capacity, efficiency, fade, dQ/dV",
                                  &resolve, &run, &quantities};

}  // namespace nacre::study
