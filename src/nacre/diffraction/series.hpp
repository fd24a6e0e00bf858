// A series of patterns of one sample while it changes: in a cell, in a furnace.
//
// The first pattern goes through the default strategy (strategy.hpp). Each next one refines the same
// variables from where the one before it ended, or from the cells carried on along their last two changes
// where these explain more. Where the misfit grows, other starts are tried side by side, two axes of a cell
// that have come close exchanged among them; where it grows much, the default strategy is asked again. A
// phase is never dropped: its scale may fall to zero, and its cell is then held until it comes back.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "nacre/diffraction/analysis.hpp"
#include "nacre/diffraction/series_map.hpp"

namespace nacre::diffraction {

struct SeriesPattern {
  std::string name;
  Pattern pattern;
  double coordinate = 0.0;          // what the series runs over: temperature, time, voltage, or its number
  std::optional<double> voltage_V;  // of the cell in which it was measured
};

struct SeriesPoint {
  std::string name;
  double coordinate;
  std::optional<double> voltage_V;
  RValues r{};
  bool converged = false;
  std::string start;  // from which start it came: "before", "carried on", "axes exchanged", "anew"
  std::vector<PhaseResult> phases;  // a phase that is not seen has a weight of zero and no cell of its own
  std::vector<bool> seen;           // whether its scale stands above three standard uncertainties
  std::vector<std::string> warnings;
  bool trusted = true;  // as Analysis has it; cells against the patterns before, the first against the CIF's
  double seconds = 0.0;
};

// Where one phase turns into another (both seen) and where a single phase changes its cell.
enum class Region { none, solid_solution, two_phase };
struct RegionSpan {
  Region region;
  std::size_t first, last;  // patterns
};

struct Series {
  std::vector<std::string> phases;
  std::vector<SeriesPoint> points;
  std::vector<RegionSpan> regions;
  Analysis first;  // of the first pattern, with its steps
  // The patterns that were reached, side by side: whole, and where they differ most. Of one alone: empty.
  IntensityMap map, changing;
  std::vector<std::string> warnings;
  double seconds = 0.0;
};

struct SeriesOptions {
  AnalysisOptions analysis;
  bool backwards = false;  // begin at the last pattern
  // Every few patterns one after the other; those between start from a straight line between two of them, all
  // at once.
  bool parallel = false;
  // Called after each pattern with how many are done; returning false ends the series there.
  std::function<bool(std::size_t done)> progress;
};

// Throws UsageError: no pattern; what analyse() throws.
Series analyse_series(const std::vector<SeriesPattern>& patterns,
                      const std::vector<crystal::Structure>& structures, const SeriesOptions& options);

Json to_json(const Series& series);

}  // namespace nacre::diffraction
