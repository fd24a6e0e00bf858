// VersaStudio files (.par) of Princeton Applied Research (VersaSTAT, PARSTAT).
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::spectra {

Match detect_versastudio(const Source& source);
Table read_versastudio(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::spectra
