// Who may enter a refinement: what the data ask for and can tell, and why the rest stays out.
#pragma once

#include <string>

#include "nacre/diffraction/candidates.hpp"
#include "nacre/diffraction/prospects.hpp"

namespace nacre::diffraction {

// What a group has to gain (of the sum of squares), by BIC: m ln N chi2 for m variables.
double gain_asked(const Group& group, const RValues& r);

// Why a group stays out; empty where it may enter.
std::string refusal_of(const Group& group, const Prospect& prospect, const Model& model, const RValues& r);

// The axis, of eight, along which March and Dollase's model would gain most for a phase that has no texture.
Eigen::Vector3i best_march_axis(const Model& model, int phase, const Pattern& pattern,
                                const std::vector<Variable>& variables, const CalculateOptions& options);

}  // namespace nacre::diffraction
