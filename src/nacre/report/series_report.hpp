// What a report says of a series of impedance spectra: the map of gamma over tau with the voltage beside it,
// the resistances of the bands and the processes along the series, activation energies.
#pragma once

#include <string>
#include <vector>

#include "nacre/impedance/series_analysis.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

struct SeriesRecord {
  std::string name;  // as people are shown it
  std::string id;    // before the ids of its figures and tables, or empty
  const impedance::SeriesAnalysis* analysis = nullptr;
};

Section series_section(const SeriesRecord& record);

Method series_method(const SeriesRecord& record);

// What nacre drt --series --out writes.
Document series_document(const SeriesRecord& record, const std::vector<InputFile>& inputs,
                         const std::vector<std::string>& warnings, const Json& result);

}  // namespace nacre::report
