// Impedance spectra as delimited text: the exports of CH Instruments, Parstat, PowerSuite and NOVA, and any
// csv with frequency, real and imaginary part, or modulus and phase, in any order, with headings or without.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::spectra {

// certain: by headings (meaning.hpp); possible: rows of numbers without headings of which one is a frequency.
Match detect_delimited(const Source& source);
// With a column map as text::read_generic does.
Table read_delimited(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::spectra
