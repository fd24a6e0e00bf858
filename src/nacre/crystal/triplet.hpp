// Coordinate triplets, as CIF lists the operations of a space group.
#pragma once

#include <string>
#include <string_view>

#include "nacre/crystal/symmetry.hpp"

namespace nacre::crystal {

// "-x,y+1/2,-z", "x-y, 0.5-y, z". Translations are rounded to 24ths, where all of those of space groups lie.
// Throws UsageError: not a triplet, a translation elsewhere.
Operation parse_triplet(std::string_view text);
std::string triplet(const Operation& operation);

}  // namespace nacre::crystal
