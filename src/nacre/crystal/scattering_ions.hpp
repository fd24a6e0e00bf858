// Scattering factors of ions.
#pragma once

#include <string_view>

namespace nacre::crystal {

struct IonFactors {
  std::string_view symbol;  // "Ni2+"
  double a[4], b[4], c;
};

// nullptr: not tabulated.
const IonFactors* ion_factors(std::string_view symbol);

}  // namespace nacre::crystal
