// Gamry Framework files (.DTA) with impedance.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::spectra {

Match detect_gamry(const Source& source);
Table read_gamry(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::spectra
