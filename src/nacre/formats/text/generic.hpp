// Any delimited text with columns of numbers: by a column map that the user gives, or by what the headings
// say.
//
// With a map ({"voltage_V", "U [mV]"}, {"current_A", "I * -1e-3"}) just the columns in it become neutral
// ones. Without one the headings decide, and what was taken is said in the metadata.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::text {

Match detect_generic(const Source& source);
// Throws UsageError: the map names no neutral column or a factor that is no number. Throws InputError: the
// map names a column that the file lacks.
Table read_generic(const Source& source, const ReadOptions& options);

// A csv that nacre wrote: neutral names are neutral columns, and no other heading is taken for one.
Match detect_own(const Source& source);
Table read_own(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::text
