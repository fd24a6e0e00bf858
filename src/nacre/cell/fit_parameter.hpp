// A free parameter of a fit between its bounds: its place u in [0, 1], or of its logarithm.
#pragma once

#include "nacre/cell/fit.hpp"

namespace nacre::cell {

double to_value(const FittedParameter& p, double u);
double to_place(const FittedParameter& p, double value);  // the nearest within the bounds
double rate(const FittedParameter& p);                    // d value / du

// The parameter that a path belongs to, which may go on with ".scale" or ".activation_energy"; or nullptr.
const Parameter* owner(const ParameterSet& set, std::string_view path);

// Puts a parameter that a set may have and this one lacks into it, at its lower bound.
void add_missing(ParameterSet& set, const FreeParameter& free);

// With its value and unit from the set, and its bounds where none are given. Throws UsageError.
FittedParameter resolve(const ParameterSet& set, const FreeParameter& free);

}  // namespace nacre::cell
