// Zip archives of diffractometers:
//
//   .brml, Bruker DIFFRAC.SUITE   Experiment0/RawData0.xml, ...: <DataRoute> with a <Datum> of numbers apart
//   by commas
//                                 per point, of which <RawDataView> elements say which is what
//   .rasx, Rigaku SmartLab        Data0/Profile0.txt, ... with angle, intensity and attenuator, and
//                                 Data0/MesurementConditions0.xml (so spelt) with what was set
//
// Layouts as the open readers geddes, GSAS-II and FAIRmat readers-xrd describe them. Absorbers of Bruker are
// applied by its program; the attenuator of Rigaku is not applied here: a warning says where it is not 1.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::patterns {

Match detect_brml(const Source& source);
Match detect_rasx(const Source& source);

// Each data route, each profile is a scan. Throws InputError naming the member; salvage: the whole members.
Table read_brml(const Source& source, const ReadOptions& options);
Table read_rasx(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::patterns
