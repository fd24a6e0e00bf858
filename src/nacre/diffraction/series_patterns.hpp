// The patterns of a series out of their tables: what the series runs over, and the cell in which it was
// measured.
#pragma once

#include <string>
#include <vector>

#include "nacre/diffraction/request.hpp"
#include "nacre/diffraction/series.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::diffraction {

struct SeriesAxis {
  // A key that every pattern states, such as "temperature_K"; empty: that where it changes, else the time at
  // which each was begun, else their number.
  std::string coordinate;
  // The record of the cell (time_s, voltage_V); the series then runs over its time. nullptr: none.
  const formats::Table* cycler = nullptr;
  // Seconds from one pattern to the next, 0: as the files state their times; and into that record of the
  // first.
  double every_s = 0.0, offset_s = 0.0;
};

struct SeriesPatterns {
  std::vector<SeriesPattern> patterns;
  std::string along;  // the name of the coordinate: "time_s", "temperature_K", "pattern"
  std::vector<std::string> warnings;
};

// In the order of the tables, of each all scans that are patterns of their own; each is named as its file,
// and holds the part of the pattern that is asked for. Throws InputError: no pattern, a coordinate that a
// file does not state; UsageError: a cycler without times.
SeriesPatterns series_patterns(std::vector<formats::Table> tables, const Request& request,
                               const SeriesAxis& axis);

}  // namespace nacre::diffraction
