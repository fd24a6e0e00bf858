// Impedance files of Eco Chemie's (Autolab's) FRA program (.dfr).
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::spectra {

Match detect_dfr(const Source& source);
Table read_dfr(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::spectra
