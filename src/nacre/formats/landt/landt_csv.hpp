// LANDT (LAND) cycler exports in text.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::landt {

Match detect_csv(const Source& source);
Table read_csv(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::landt
