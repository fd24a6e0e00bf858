// Where a refinement begins: background, widths, scales and, where peaks lie far from the cells given, those
// cells.
#pragma once

#include "nacre/diffraction/model.hpp"
#include "nacre/diffraction/pattern.hpp"

namespace nacre::diffraction {

// Background from the lower envelope (terms of Chebyshev's), then the width (0.02 degrees to 1 degree, at
// least two steps) and the scales that explain the rest best. Profiles that the instrument already has are
// kept where known_profile. Phases must be listed.
void estimate_start(Model& model, const Pattern& pattern, int background_terms, bool known_profile);

// Looks for a uniform stretch of each cell in turn (within +-most, a fraction) that explains more of the
// pattern, with peaks made wide so that they see each other. Returns the largest stretch that it took.
double search_cells(Model& model, const Pattern& pattern, double most);

}  // namespace nacre::diffraction
