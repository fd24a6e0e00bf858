#include "nacre/report/diffraction_record.hpp"

#include "nacre/report/diffraction_report.hpp"
#include "nacre/report/diffraction_series_report.hpp"

namespace nacre::report {
namespace {

DiffractionRecord pattern_of(const DiffractionMeasurement& measurement) {
  if (measurement.analysis.pattern) {
    return {measurement.name, measurement.id, &*measurement.analysis.pattern};
  }
  return {measurement.name + ": the pattern refined first", measurement.id + "-first",
          &measurement.analysis.series->first};
}

DiffractionSeriesRecord series_of(const DiffractionMeasurement& measurement) {
  return {measurement.name, measurement.id, &*measurement.analysis.series, measurement.analysis.along};
}

}  // namespace

std::vector<Section> diffraction_sections(const DiffractionMeasurement& measurement) {
  std::vector<Section> sections;
  if (measurement.analysis.series) {
    sections.push_back(diffraction_series_section(series_of(measurement)));
  }
  sections.push_back(diffraction_section(pattern_of(measurement)));
  return sections;
}

std::vector<Method> diffraction_methods(const DiffractionMeasurement& measurement) {
  std::vector<Method> methods;
  if (measurement.analysis.series) {
    methods.push_back(diffraction_series_method(series_of(measurement)));
  }
  methods.push_back(diffraction_method(pattern_of(measurement)));
  return methods;
}

}  // namespace nacre::report
