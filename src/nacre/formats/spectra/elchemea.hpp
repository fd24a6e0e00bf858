// Elchemea Analytical files (.i2b).
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::spectra {

Match detect_i2b(const Source& source);
Table read_i2b(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::spectra
