// ParameterSet -> parameters/*.toml.
#pragma once

#include <string>

#include "nacre/cell/parameter_set.hpp"

namespace nacre::cell {

// The set as text that parse_parameter_set reads back to the same set. A number that set() replaced is
// written as `assumed`, for its old source no longer holds.
std::string to_toml(const ParameterSet& set);

}  // namespace nacre::cell
