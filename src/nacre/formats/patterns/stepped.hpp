// Text with start, step and stop of the angle and then the counts, in lines of any length: the files of LHPM,
// DBWS, RIET7 and of FullProf's free format (.dat), and of the Paul Scherrer Institute's DMC and HRPT, which
// have the standard uncertainties behind the counts:
//
//   SampleIdent CPD RR Sample 1A   DataFileName CPD-1A         lines of text, or none
//   5.000   0.020 150.000  ...                                 degrees of 2 theta
//        153     161     141 ...
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::patterns {

// certain: there are as many numbers as the steps ask for, or twice as many; possible: fewer (cut off).
Match detect_stepped(const Source& source);
Table read_stepped(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::patterns
