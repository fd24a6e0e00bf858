// The impedance of a whole cell over frequency, from its model (Model::impedance).
#pragma once

#include <string_view>
#include <vector>

#include "nacre/cell/model.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::cell {

struct Spectrum {
  double state_of_charge = 0.0;  // of the rest before; a protocol may have followed
  double voltage_V = 0.0;
  std::vector<double> frequency_Hz;
  std::vector<double> z_real_ohm;  // of the cell, all pairs in parallel
  std::vector<double> z_imag_ohm;  // negative where capacitive

  formats::Table table() const;
};

// "0.01:1e5" or "0.01:1e5:10", from, to, so many in each decade (10): evenly spaced by their logarithm, the
// highest first, as instruments measure them. Throws UsageError.
std::vector<double> parse_frequencies(std::string_view text);

// At a state of rest or of slow change.
Spectrum spectrum(Model& model, const std::vector<double>& y, const std::vector<double>& frequencies_Hz);

}  // namespace nacre::cell
