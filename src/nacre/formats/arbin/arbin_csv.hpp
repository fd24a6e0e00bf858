// Arbin csv exports.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::arbin {

Match detect_csv(const Source& source);
Table read_csv(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::arbin
