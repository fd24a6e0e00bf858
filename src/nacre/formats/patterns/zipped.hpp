// Zip archives of diffractometers:
//
//   .brml, Bruker DIFFRAC.SUITE
//     Experiment0/RawData0.xml, ...: <DataRoute> with a <Datum> of numbers apart by commas for each point, of
//     which <RawDataView> elements say which is what: the time measured, the factor of an absorber, angles,
//     the counts
//   .rasx, Rigaku SmartLab
//     Data0/Profile0.txt, ... with angle, intensity and attenuator, and Data0/MesurementConditions0.xml (so
//     spelt) with what was set
//
// Bruker's program has multiplied by the factor f of the absorber: an intensity I has the uncertainty
// f sqrt(I / f). Where a datum is a still picture of a line detector along 2 theta, its channels are the
// points. Whether Rigaku's program has applied the attenuator its files do not say: a warning says where it
// is not 1.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::patterns {

Match detect_brml(const Source& source);
Match detect_rasx(const Source& source);

// Each data route, each profile is a scan; those along another axis are left out with a warning. Throws
// InputError naming the member; salvage: the whole members.
Table read_brml(const Source& source, const ReadOptions& options);
Table read_rasx(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::patterns
