// The parts of the report on a series of powder patterns, one file for each: the map, the courses along the
// series, the tables.
#pragma once

#include <string>
#include <vector>

#include "nacre/diffraction/series.hpp"
#include "nacre/report/diffraction_series_report.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

// One value for each pattern. voltages: empty where none was stated.
std::vector<double> numbers_of_patterns(std::size_t count);  // from 1
std::vector<double> coordinates(const diffraction::Series& series);
std::vector<double> voltages(const diffraction::Series& series);

// What the series runs over, as figures show it: hours where seconds would be many.
struct Along {
  Axis axis;
  std::vector<double> values;
};
Along along_of(const DiffractionSeriesRecord& record);

const char* name_of(diffraction::Region region);

// The patterns side by side, whole and where they differ most, beside the voltage of the cell or what the
// series runs over. Empty of one pattern.
Figure series_map_figure(const DiffractionSeriesRecord& record, const std::string& prefix);

// Cells, weight fractions, strain and size, R values: over the coordinate where it rises or falls throughout,
// else over the number of the pattern. Those that would be empty are left out.
std::vector<Figure> series_course_figures(const DiffractionSeriesRecord& record, const std::string& prefix);

// Of the patterns, of the regions where there are any, and of each phase.
std::vector<DataTable> series_tables(const DiffractionSeriesRecord& record, const std::string& prefix);

}  // namespace nacre::report
