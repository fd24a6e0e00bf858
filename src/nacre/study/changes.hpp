// The table "set" of an entry [[simulation]]: other values for keys, by their dotted paths.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "nacre/base/toml_section.hpp"

namespace nacre::study {

// { positive.particle_radius = "3 um", step.2.hold_s = 600 }: TOML makes tables within tables of it. Values
// are texts and numbers; what is neither is a problem more, and false comes back.
bool collect_changes(TomlSection& section, const toml::table& table,
                     std::vector<std::pair<std::string, std::string>>& changes);

}  // namespace nacre::study
