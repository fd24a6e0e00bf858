// Runs a study: every record is hashed, read and analysed, or found in the store; then published values are
// compared.
//
//   hash FILE  -->  analyse RECORD  --+
//   hash FILE  -->  analyse RECORD  --+-->  compare  -->  outcome
//            simulate and analyse   --+
//
// The key of an analysis holds the SHA-256 of the file, how it is read, the technique, its options and the
// SHA-256 of the files that these name: as long as none of them changes, it is not computed again. Where the
// technique says so, all files of a measurement are one record. Of a simulation it holds the parameters, the
// protocol, model and mesh in place of the file. A record that fails does not stop the others: the
// outcome holds its error.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "nacre/base/progress.hpp"
#include "nacre/study/outcome.hpp"
#include "nacre/study/store.hpp"
#include "nacre/study/study.hpp"

namespace nacre::study {

struct Ran {
  Outcome outcome;
  std::vector<std::string> keys;  // the step of each record; empty: failed
  std::size_t steps = 0;          // of the graph
  std::size_t ended = 0;          // fewer than steps: the run was stopped, and the outcome is not whole
  std::size_t reused = 0;         // analyses that were found in the store
  bool stopped() const { return ended < steps; }
};

// Throws Error where the store fails. Files that cannot be used are errors of their records.
Ran run_study(const Study& study, Store& store, Progress::Style progress, const std::atomic<bool>& stop);

// Makes the folder of a report by calling render, unless it lies there as it was made from the same outcome.
// Two processes do not render at once. Returns whether render was called.
bool render_if_changed(const Ran& ran, Store& store, const std::filesystem::path& folder,
                       const std::function<void()>& render);

}  // namespace nacre::study
