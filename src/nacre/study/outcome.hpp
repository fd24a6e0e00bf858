// What running a study produced: all that a report needs, and nothing that changes from run to run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/base/quantity.hpp"
#include "nacre/study/study.hpp"

namespace nacre::study {

// A file that decides a record, beside the record's own.
struct UsedFile {
  std::filesystem::path path;  // where it lay in this run
  std::string file;            // for people and reports: the same on every machine
  std::string sha256;
  std::uintmax_t bytes = 0;
};

// An instrument's file, read and analysed; or a simulation, and the parameter set as its file; or the files
// of a series together, the first of them as its file.
struct Record {
  std::string name;         // the measurement's, with ": FILE" behind it where each of several is a record
  std::string measurement;  // the name of the study's [[measurement]]
  std::string sample;
  std::string technique;

  std::filesystem::path path;  // where the file lay in this run
  std::string file;            // the path for people and reports: the same on every machine
  std::string sha256;          // of the file
  std::uintmax_t bytes = 0;
  std::string reader;            // "neware-ndax"
  std::vector<UsedFile> others;  // the rest of a series, and what the options name: structures of phases
  std::size_t rows = 0;
  std::vector<std::pair<std::string, std::string>> metadata;  // what the file says of itself

  Json options;                      // of the technique, every one, as used
  Json archive;                      // the whole analysis: cycling::analysis_from_archive(archive)
  Json summary;                      // the documented summary: what "nacre cycling --json" gives
  Json simulation;                   // Simulated::summary or Furnaced::simulation; null: measured
  std::vector<Quantity> quantities;  // the values with units and uncertainties
  std::vector<std::string> warnings;

  std::string error;   // why there is no analysis; empty: there is one
  std::string advice;  // what to do about it
  bool done() const { return error.empty(); }
  bool simulated() const { return !simulation.is_null(); }
  // Parameters are assumed, and none is calibrated.
  bool uncalibrated() const {
    return simulated() && !simulation.at("assumed").empty() &&
           (!simulation.contains("calibrated") || simulation.at("calibrated").empty());
  }
};

enum class Verdict {
  agrees,      // within the tolerance
  differs,     // not within it
  missing,     // the analysis did not give this quantity
  not_judged,  // an input, a calibration value or a qualitative one: shown, not counted
};
std::string_view to_string(Verdict verdict);

// A published value beside ours. Numbers are in the published unit.
struct Comparison {
  Published published;
  std::string record;  // the name of the record that gave ours; empty: none did
  double ours = std::numeric_limits<double>::quiet_NaN();
  double std = std::numeric_limits<double>::quiet_NaN();
  double deviation = std::numeric_limits<double>::quiet_NaN();  // ours - published
  double tolerance = std::numeric_limits<double>::quiet_NaN();  // |deviation| that still agrees
  Verdict verdict = Verdict::missing;
};

struct Outcome {
  Study study;
  std::string nacre;                    // version
  std::string source;                   // digest of the sources that computed it
  std::vector<Record> records;          // in the order of the study
  std::vector<Comparison> comparisons;  // the misses first: differs, missing, agrees, not judged
  std::vector<std::string> warnings;    // of the study as a whole

  const Record* find_record(std::string_view name) const;
  std::size_t failed() const;                // records without an analysis
  std::size_t count(Verdict verdict) const;  // comparisons with that verdict
};

// result.json: everything but the archives.
Json to_json(const Outcome& outcome);
Json to_json(const Comparison& comparison);

}  // namespace nacre::study
