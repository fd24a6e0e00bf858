// What a report says of a series of powder patterns: the map of their intensities with what the series runs
// over beside it, cells, weight fractions and widths along it, and where the sample has one phase or two.
#pragma once

#include <string>
#include <vector>

#include "nacre/diffraction/series.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

struct DiffractionSeriesRecord {
  std::string name;  // as people are shown it
  std::string id;    // before the ids of its figures and tables, or empty
  const diffraction::Series* series = nullptr;
  std::string along = "pattern";  // the coordinate: "temperature_C", "voltage_V"
};

// Over the coordinate where it rises or falls throughout, else over the number of the pattern.
Section diffraction_series_section(const DiffractionSeriesRecord& record);

Method diffraction_series_method(const DiffractionSeriesRecord& record);

// What nacre xrd series --out writes: the series, and the first pattern refined.
Document diffraction_series_document(const DiffractionSeriesRecord& record,
                                     const std::vector<InputFile>& inputs,
                                     const std::vector<std::string>& warnings, const Json& result);

}  // namespace nacre::report
