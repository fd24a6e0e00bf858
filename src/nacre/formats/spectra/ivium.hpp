// IviumSoft files (.idf, .ids) with impedance.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::spectra {

Match detect_ivium(const Source& source);
Table read_ivium(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::spectra
