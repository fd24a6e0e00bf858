// The phases of a material, as a powder pattern would show them: from what a furnace made to what is measured
// of it.
//
// The layered oxide has the material's a and c, its sodium and nickel as occupancies of O3-NFM333 and its
// grains as crystallite size. NiO has the size of its precipitates or the thickness of its layer, whichever
// is larger. The coating stands as gamma-Na3PO4 (the only one of its family with known positions), residual
// alkali as Na2CO3. A phase without a structure here (the precursor) is left out, and said.
#pragma once

#include <string>
#include <vector>

#include "nacre/diffraction/simulate.hpp"
#include "nacre/material/material_state.hpp"

namespace nacre::diffraction {

struct VirtualSample {
  std::vector<SimulatedPhase> phases;  // with weight fractions as the material has them
  std::vector<std::string> warnings;
};

// Throws UsageError where the material has no phase that diffracts, InputError where a structure that comes
// with nacre is missing.
VirtualSample virtual_sample(const material::MaterialState& state);

}  // namespace nacre::diffraction
