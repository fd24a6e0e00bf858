// Zip archives of Bruker's DIFFRAC.SUITE, .brml:
//
//   Experiment0/RawData0.xml, ...: <DataRoute> with a <Datum> of numbers apart by commas for each point, of
//   which <RawDataView> elements say which is what: the time measured, the factor of an absorber, angles, the
//   counts
//
// The program has multiplied by the factor f of the absorber: an intensity I has the uncertainty
// f sqrt(I / f). Where a datum is a still picture of a line detector along 2 theta, its channels are the
// points.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::patterns {

Match detect_brml(const Source& source);

// Each data route is a scan; those along another axis are left out with a warning. Throws InputError naming
// the member; salvage: the whole members.
Table read_brml(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::patterns
