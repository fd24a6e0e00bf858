// Zip archives of Rigaku's SmartLab, .rasx:
//
//   Data0/Profile0.txt, ... with angle, intensity and attenuator, and Data0/MesurementConditions0.xml (so
//   spelt) with what was set
//
// Whether the program has applied the attenuator the files do not say: a warning says where it is not 1.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::patterns {

Match detect_rasx(const Source& source);

// Each profile is a scan; those along another axis are left out with a warning. Throws InputError naming the
// member; salvage: the whole members.
Table read_rasx(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::patterns
