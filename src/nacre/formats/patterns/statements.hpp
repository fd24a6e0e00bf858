// What the lines above the points of a text file state: wavelength, temperature, sample, ...
#pragma once

#include <string_view>

#include "nacre/formats/patterns/pattern.hpp"

namespace nacre::formats::patterns {

// One statement of a file: takes what is in the vocabulary of pattern.hpp into the pattern, and keeps the
// rest under the file's own key. Wavelengths are in angstrom unless key or value name m, nm or pm;
// temperatures are taken only with a unit.
void state(Pattern& pattern, std::string_view key, std::string_view value);

// A line of the kind "# key = value", "key: value", or several apart by commas ("lambda= 1.494, T= 0.0");
// others are passed over.
void take_statements(Pattern& pattern, std::string_view line);

// A line of the kind "Anode Cu    Alpha1  1.54056    Ratio  0.50000": words of the Philips programs, each
// with what comes before the next of them. False: it has none.
bool take_words(Pattern& pattern, std::string_view line);

}  // namespace nacre::formats::patterns
