// Neware .ndax: a zip archive of .ndc files (see ndc.hpp) and XML.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::neware {

Match detect_ndax(const Source& source);
// Throws InputError naming the member: damaged, missing, of an unknown version, without records.
Table read_ndax(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::neware
