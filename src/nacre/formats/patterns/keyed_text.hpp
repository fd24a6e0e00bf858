// Text files of diffractometers that name everything by keys:
//
//   .uxd, Siemens and Bruker
//     _WL1=1.5406 ..., per range _DRIVE=, _START=, _STEPSIZE= and _COUNTS or _CPS with intensities, or
//     _2THETACOUNTS or _2THETACPS with pairs, whose rounded angles give way to start and step where these
//     agree
//   .udf, Philips
//     SampleIdent,a sample,/ ...; DataAngleRange, 5.0, 120.0,/; ScanStepSize, 0.02,/; RawScan, then the
//     counts
//   .cpi, Sietronics
//     "SIETRONICS XRD SCAN", then start, stop, step, anode, wavelength, date, a number, title; SCANDATA, then
//     a count a line
//   .ras, Rigaku
//     *KEY "value" ...; between *RAS_INT_START and *RAS_INT_END rows of angle, intensity and attenuator,
//     which is not applied: a warning says where it is not 1
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::patterns {

Match detect_uxd(const Source& source);
Match detect_udf(const Source& source);
Match detect_cpi(const Source& source);
Match detect_ras(const Source& source);

// Ranges are scans; those along another axis than 2 theta are left out with a warning. Throws InputError with
// the line of damage; salvage: what comes before.
Table read_uxd(const Source& source, const ReadOptions& options);
Table read_udf(const Source& source, const ReadOptions& options);
Table read_cpi(const Source& source, const ReadOptions& options);
Table read_ras(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::patterns
