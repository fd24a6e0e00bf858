// What a study's report says of powder patterns: of each measurement what nacre xrd refine or nacre xrd
// series shows, and of all that are known the weight fractions beside those found.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nacre/diffraction/record.hpp"
#include "nacre/report/document.hpp"
#include "nacre/study/outcome.hpp"

namespace nacre::report {

struct DiffractionMeasurement {
  std::string name;    // as people are shown it
  std::string id;      // before the ids of its figures and tables
  std::string record;  // its name in the outcome
  diffraction::RecordAnalysis analysis;
};

// Of a series two: the series, and the pattern that was refined first.
std::vector<Section> diffraction_sections(const DiffractionMeasurement& measurement);
std::vector<Method> diffraction_methods(const DiffractionMeasurement& measurement);

// The phases of all single patterns in one table; weight fractions that the study states, whatever their
// role, beside those found, as a figure and a table.
Section diffraction_comparison(std::span<const DiffractionMeasurement> measurements,
                               const study::Outcome& outcome);

}  // namespace nacre::report
