// The patterns of one measurement of a study: one pattern refined, or a series of them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/base/quantity.hpp"
#include "nacre/diffraction/request.hpp"
#include "nacre/diffraction/series.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::diffraction {

// What a study file may say of a measurement. Keys: the options of nacre xrd refine and nacre xrd series by
// their long names, phases, constraints, restraints and humps for the repeated ones, and series. What is
// NAME=VALUE on the command line may be a table, a range an array of two numbers.
struct RecordOptions {
  Request request;
  std::optional<int> scan;
  bool series = false;  // the patterns of all files together, in their order
  std::string coordinate;
  std::string cycler;  // file
  double every_s = 0.0, offset_s = 0.0;
  bool backwards = false, parallel = false;

  // Throws UsageError naming the option: what can be said without any file.
  void validate() const;
};

// Throws UsageError naming the option that is unknown or not of its kind.
RecordOptions record_options_from_json(const Json& json);
Json to_json(const RecordOptions& options);

// Of both, one is there.
struct RecordAnalysis {
  std::optional<Analysis> pattern;
  std::optional<Series> series;
  std::string along;  // what the series runs over: "temperature_K"
  std::vector<std::string> warnings;
};

// Several tables: a series. Files that the options name are read from where they name them. Throws
// UsageError, InputError.
RecordAnalysis analyse_record(std::span<const formats::Table> tables, const RecordOptions& options);

// What nacre xrd refine or nacre xrd series gives, without the time that it took.
Json to_json(const RecordAnalysis& analysis);

// The whole of it, for the store: record_analysis_from_archive(archive(a)) equals a, but for what is fast to
// calculate anew from the model.
Json archive(const RecordAnalysis& analysis);
RecordAnalysis record_analysis_from_archive(const Json& json);

// At {pattern} (from 1): Rwp (percent), goodness_of_fit, amorphous_fraction (percent); at {pattern, phase}
// (from 1, in their order): weight_fraction (percent), cell_a, cell_b, cell_c (angstrom), cell_alpha,
// cell_beta, cell_gamma (deg), cell_volume (angstrom3), crystallite_size (um), microstrain (ppm), R_bragg
// (percent).
std::vector<nacre::Quantity> quantities(const RecordAnalysis& analysis);

}  // namespace nacre::diffraction
