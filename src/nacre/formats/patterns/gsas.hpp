// Raw data files of GSAS with a constant wavelength (.gsas, .gda, .fxye, .raw, .xra, .cwn): one or more banks
//
//   title
//   # Temp (K) = 298.0                                          statements, as 11-BM writes them
//   BANK number points records CONST start step 0 0 FORMAT      centidegrees of 2 theta
//
// each with its points in one of the formats
//   STD (also where none is named)  ten fields of 8 characters a line: how many counters measured the point
//   (I2,
//                                   blank for one) and the mean of their counts (F6.0), of which the standard
//                                   uncertainty is the root of counts over counters;
//   ESD                             five pairs of 8 and 8 characters: intensity, its standard uncertainty;
//   FXYE, FXY                       a point a line: 2 theta in centidegrees, intensity (uncertainty).
//
// The layout: A. C. Larson and R. B. Von Dreele, GSAS, Los Alamos report LAUR 86-748 (2004), on raw data
// files.
#pragma once

#include "nacre/formats/reader.hpp"

namespace nacre::formats::patterns {

Match detect_gsas(const Source& source);
// A bank is a scan. Throws InputError: times of flight or energies, fewer points than announced.
Table read_gsas(const Source& source, const ReadOptions& options);

}  // namespace nacre::formats::patterns
