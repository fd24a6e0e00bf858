// Terms of the BDF ontology: label, notation, and the neutral column with the same meaning.
#pragma once

#include <span>
#include <string_view>

namespace nacre::formats::bdf {

struct Term {
  std::string_view label;     // "Voltage / V"
  std::string_view notation;  // "voltage_volt"
  std::string_view column;    // "voltage_V"; empty: no neutral column means this
  bool written = true;        // false: deprecated or doubtful, read but never written
};

std::span<const Term> terms();

}  // namespace nacre::formats::bdf
