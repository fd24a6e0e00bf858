// Whether a pattern of two lines, K alpha 1 and 2 of a tube, was refined with one.
#pragma once

#include <optional>
#include <string>

#include "nacre/diffraction/refine.hpp"
#include "nacre/diffraction/strategy.hpp"

namespace nacre::diffraction {

// Where the only line of the radiation lies at a tube's K alpha, the same variables are refined with both
// lines. A sentence where these explain the pattern far better; what truly has one line is then described
// worse. Not asked where a phase has Pawley's intensities.
std::optional<std::string> missing_line(const Refined& refined, const Pattern& pattern,
                                        const StrategyOptions& strategy);

}  // namespace nacre::diffraction
