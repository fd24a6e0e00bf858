#include "nacre/study/study.hpp"

#include <algorithm>

namespace nacre::study {

std::optional<double> Sample::mass_g() const {
  if (active_mass_g || !area_cm2 || !loading_mg_per_cm2) {
    return active_mass_g;
  }
  return *area_cm2 * *loading_mg_per_cm2 / 1000.0;
}

std::optional<double> Sample::capacity_Ah() const {
  if (nominal_capacity_Ah || !one_C_mA_per_g || !mass_g()) {
    return nominal_capacity_Ah;
  }
  return *one_C_mA_per_g * *mass_g() / 1000.0;
}

std::string_view to_string(Role role) {
  switch (role) {
    case Role::input:
      return "input";
    case Role::calibrate:
      return "calibrate";
    case Role::predict:
      return "predict";
    case Role::qualitative:
      return "qualitative";
  }
  return "";
}

std::filesystem::path Study::folder() const {
  return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

const Sample* Study::find_sample(std::string_view name) const {
  const auto found = std::ranges::find(samples, name, &Sample::name);
  return found == samples.end() ? nullptr : &*found;
}

}  // namespace nacre::study
