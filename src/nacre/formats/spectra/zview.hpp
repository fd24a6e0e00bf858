// ZPlot and ZView files (.z, .txt), which Autolab's programs write as well.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::spectra {

Match detect_zview(const Source& source);
Table read_zview(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::spectra
