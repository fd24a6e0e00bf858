// A rate that rises with temperature: k(T) = k_ref exp(-E/R (1/T - 1/T_ref)).
//
// T_ref is 835 C for every mechanism of this room, the paper's temperature of calcination, so that rates can
// be read as they are there.
#pragma once

#include <cmath>
#include <string>

#include "nacre/base/units.hpp"
#include "nacre/process/parameters.hpp"

namespace nacre::process {

inline constexpr double reference_K = 835.0 + constants::zero_celsius;

struct Arrhenius {
  double at_reference = 0.0;
  double activation_J_per_mol = 0.0;
  double operator()(double t_K) const {
    return at_reference * std::exp(-activation_J_per_mol / constants::gas * (1.0 / t_K - 1.0 / reference_K));
  }
};

// The parameters <path> and <path>_activation.
inline Arrhenius arrhenius(ParameterFile& file, const std::string& path, const char* unit) {
  return {file.number(path, unit, not_negative), file.number(path + "_activation", "J/mol")};
}

}  // namespace nacre::process
