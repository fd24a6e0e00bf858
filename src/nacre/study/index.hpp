// The SQLite index of a store: which steps were computed when, and the values they gave. docs/store.md.
//
// The index is derived: every result lies in an object, so a lost or damaged index costs nothing but the
// times.
//
//   step        one row per computed step: key (SHA-256, hex), kind ("analysis", "report"), name, inputs
//   (JSON
//               array of SHA-256), options (JSON), version, source, digest and bytes of the object,
//               started (Unix time, s), seconds (both NULL where the index was rebuilt from the object)
//   value       the values of a step: step (key), quantity, value, std (NULL: not determined), unit, at
//   (JSON) record      the records of every study, as last run: study (path), position, record, measurement,
//   sample,
//               technique, file, sha256, reader, step (key; NULL: failed), error
//   comparison  published values beside ours, as last run: study, position, sample, quantity, at, role,
//               published, unit, uncertainty, record, ours, std, deviation, tolerance, verdict
//   run         one row per finished run: study, started, seconds, steps, reused, failed, version, source
//   result      view: study, sample, record, measurement, technique, quantity, value, std, unit, at, and the
//               most usual places as columns cycle and c_rate
#pragma once

#include <filesystem>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "nacre/base/quantity.hpp"
#include "nacre/study/outcome.hpp"
#include "nacre/study/sqlite.hpp"

namespace nacre::study {

// What a step is: together with the version of nacre it decides the result.
struct StepInput {
  std::string kind;                 // "analysis"
  std::vector<std::string> inputs;  // SHA-256 of files or of other results
  Json options = Json::object();
};

struct StepRow {
  std::string key;
  std::string name;    // for people
  std::string digest;  // of the object
  std::size_t bytes = 0;
  double started = std::numeric_limits<double>::quiet_NaN();  // Unix time, s
  double seconds = std::numeric_limits<double>::quiet_NaN();
};

struct RunRow {
  double started = 0.0;
  double seconds = 0.0;
  std::size_t steps = 0;   // analyses
  std::size_t reused = 0;  // of them, found in the store
};

// Safe to use from several threads and processes.
class Index {
 public:
  // Opens or makes the index. A damaged one is put aside and made anew.
  explicit Index(const std::filesystem::path& path);

  bool has(const std::string& key);
  // Enters a step and its values, in one transaction; replaces what was known of it.
  void enter(const StepRow& row, const StepInput& input, std::span<const Quantity> values);
  // Enters what a study gave, in place of what it gave before. keys: the step of each record, empty: failed.
  void enter(const Outcome& outcome, const std::vector<std::string>& keys, const RunRow& run);

 private:
  std::mutex mutex_;
  Database database_;
};

// The name by which the index knows a study: its path, absolute and without links.
std::string study_id(const std::filesystem::path& file);

}  // namespace nacre::study
