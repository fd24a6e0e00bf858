// Binary files of Siemens and Bruker diffractometers (.raw), little-endian:
//
//   "RAW "     DIFFRAC-AT 1: ranges one behind the other, 156 bytes of header each
//   "RAW2"     DIFFRAC-AT 2: 256 bytes of header, then ranges that state the size of their own
//   "RAW1.01"  DIFFRAC plus ("version 3"): 712 bytes, then ranges of 304 bytes and supplementary headers
//   "RAW4.00"  DIFFRAC.SUITE: 61 bytes, records of kind and length, then ranges of 160 bytes with records for
//              the drives, and points that begin with the intensity
//
// Intensities are 32-bit floats and counts. Layouts: the manual of DIFFRAC plus XCH 5.0 (2002), appendix A,
// for version 3, and the descriptions in xylib, geddes and GSAS-II for the others.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::patterns {

// Certain for STOE's .raw, too, so that it is refused by name.
Match detect_bruker_raw(const Source& source);
// A range is a scan; ranges that move other drives than 2 theta are left out with a warning.
Table read_bruker_raw(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::patterns
