// All spectra of one file, or of one measurement: each judged and fitted, and resolved into relaxations
// together.
#pragma once

#include <string>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/base/quantity.hpp"
#include "nacre/formats/table.hpp"
#include "nacre/impedance/analysis.hpp"
#include "nacre/impedance/series_analysis.hpp"

namespace nacre::impedance {

// What a study file may say of a measurement, as it says it.
struct RecordOptions {
  std::string circuit;             // fitted to each spectrum; empty: none
  bool search = false;             // fit common circuits, take the one that the data choose
  std::string weighting = "unit";  // of the fit
  std::string along;               // as SeriesRequest has it
  std::vector<double> values;      // of it, one a spectrum
  std::vector<TauBand> bands = paper_bands();
  bool joint = true;  // the distributions of all spectra together

  void validate() const;  // Throws UsageError naming the option.
};

// {circuit, search, weighting, along, values, bands {NAME: [FROM, TO]}, joint}; bands may also be "paper" or
// "none". Throws UsageError naming the option that is unknown or out of range.
RecordOptions record_options_from_json(const Json& json);
Json to_json(const RecordOptions& options);

struct RecordAnalysis {
  RecordOptions options;
  std::vector<Analysis> spectra;
  SeriesAnalysis relaxations;  // of those spectra that can be resolved, and that may be one only
  std::vector<std::string> warnings;
};

// Throws InputError where the table holds no spectrum that can be resolved, UsageError for options that do
// not fit the spectra.
RecordAnalysis analyse_record(const formats::Table& table, const RecordOptions& options);

// spectra [what nacre eis gives, and drt: what nacre drt gives], series: of several spectra.
Json to_json(const RecordAnalysis& analysis);

// The whole of it, for the store.
Json archive(const RecordAnalysis& analysis);
RecordAnalysis record_analysis_from_archive(const Json& json);

// At {spectrum} (from 1): ohmic_resistance, polarization_resistance (ohm), kramers_kronig_residual (percent);
// band_resistance (ohm) at {spectrum, band} (from 1); process_time (s) and process_resistance (ohm) at
// {spectrum, process}; circuit_parameter at {spectrum, parameter}; activation_energy (eV) at {band}, 0:
// ohmic.
std::vector<Quantity> quantities(const RecordAnalysis& analysis);

}  // namespace nacre::impedance
