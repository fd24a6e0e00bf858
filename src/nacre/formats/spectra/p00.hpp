// Impedance exports .P00.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::spectra {

Match detect_p00(const Source& source);
Table read_p00(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::spectra
