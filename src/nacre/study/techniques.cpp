// The list of techniques: one line each.
#include <algorithm>
#include <array>

#include "nacre/study/technique.hpp"

namespace nacre::study {

extern const Technique cycling_technique;
extern const Technique diffraction_technique;
extern const Technique furnace_technique;
extern const Technique impedance_technique;

std::span<const Technique> techniques() {
  static const std::array list{cycling_technique, diffraction_technique, furnace_technique,
                               impedance_technique};
  return list;
}

const Technique* find_technique(std::string_view name) {
  const auto all = techniques();
  const auto found = std::ranges::find(all, name, &Technique::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace nacre::study
