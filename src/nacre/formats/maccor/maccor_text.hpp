// Maccor text exports.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::maccor {

Match detect_text(const Source& source);
Table read_text(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::maccor
