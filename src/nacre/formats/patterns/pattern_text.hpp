// Patterns as columns of text: .xy, .xye, .chi of Fit2D and pyFAI, FullProf's XYDATA, csv and any other
// delimited text with an angle (or q, or d, where the file states a wavelength) and an intensity.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::patterns {

// certain: by headings, or the labels of a .chi, or XYDATA; possible: two or three columns without headings,
// of which the first rises in nearly even steps of at most 0.25 within 0 to 180 and the second is never
// negative and, unless the file is called .xy or .xye, looks counted.
Match detect_text(const Source& source);
// With a column map as text::read_generic does. Throws InputError: q or d without a wavelength.
Table read_text(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::patterns
