// BioLogic EC-Lab and BT-Lab binary files (.mpr). Container: modules.hpp; records: records.hpp; what the
// columns become: standard.hpp; metadata: settings.hpp.
//
// An .mpr file holds what the instrument recorded. What EC-Lab computes only when it exports text (P/W,
// Ewe-Ece, Q charge, Efficiency, ...) is not in it. Of impedance quality indicators (THD, NSD, NSR,
// harmonics) EC-Lab exports -1 or 0 above some 100 kHz; here stand the numbers that the file holds.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::biologic {

Match detect_mpr(const Source& source);

// Throws InputError: damaged or truncated (read as far as possible with salvage), columns of unknown width,
// no data.
Table read_mpr(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::biologic
