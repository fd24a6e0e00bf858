// XRDML files (.xrdml) of Malvern Panalytical, schemas 1.0 to 2.x: measurements with scans, of which each has
//
//   <positions axis="2Theta"> <startPosition/> <endPosition/> | <listPositions/>
//   <commonCountingTime/> | <countingTimes/>            seconds
//   <counts/>                                           as detected, without <beamAttenuationFactors/>
//   <intensities unit="counts"|"cps"/>                  with them
//   <nonAmbientPoints type="Temperature"/>              of which the mean is taken
//
// Where an attenuator (factor f) was in the beam, the counts n are returned as f n, with the standard
// uncertainty f sqrt(n), which is no longer that of counts.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::patterns {

Match detect_xrdml(const Source& source);
// Scans at a fixed 2 theta (rocking curves, ...) are left out with a warning. Throws InputError with the
// byte.
Table read_xrdml(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::patterns
