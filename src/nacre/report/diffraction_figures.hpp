// The figures of a powder pattern: what was observed, what was calculated, and what is left.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nacre/diffraction/analysis.hpp"
#include "nacre/report/figure.hpp"

namespace nacre::report {

// Of a phase in every figure: black is what was observed, vermilion what was calculated.
Colour phase_colour(std::size_t phase);

// The whole pattern with the reflections of every phase and the difference below; its most crowded part
// enlarged, with the share of each phase; the square root of the intensity, where weak reflections show, over
// the difference in units of its uncertainty. prefix: before their ids.
std::vector<Figure> diffraction_figures(const diffraction::Analysis& analysis, const std::string& prefix);

}  // namespace nacre::report
