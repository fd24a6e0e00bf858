// Text exports of BioLogic EC-Lab and BT-Lab (.mpt, .txt).
//
//   EC-Lab ASCII FILE                 or BT-Lab
//   Nb header lines : 59              the last of them holds the labels of the columns
//   ...                               technique, "key : value" lines, the table of the technique's settings
//   in cells of 20
//                                     characters, "Number of loops : 4", "Loop 0 from point number 0 to 32"
//   mode<TAB>ox/red<TAB>...           labels as in columns.hpp
//   1<TAB>0<TAB>3.283641917048226E+002<TAB>...
//
// Text is Latin-1 (or whatever it was saved as later), the decimal mark a point or a comma as the computer
// had it, and the last line may lack its end. time/s holds seconds or, if so exported, dates and times, from
// which time_s is counted from the start of the acquisition. Files without the head begin with the labels.
// What the columns become: standard.hpp.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::biologic {

Match detect_mpt(const Source& source);

// Throws InputError with the line: no labels, no data points, a row that is too short, a last row that is cut
// off.
Table read_mpt(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::biologic
