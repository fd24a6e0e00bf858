// Names for the figures and tables of the records in one report.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace nacre::report {

// Slugs that differ from one another, whatever the records are called.
std::vector<std::string> distinct_ids(const std::vector<std::string>& names);

// The records {name, id, analysis} of one command; a single one needs no id. They point to the analyses.
template <class Record, class Analysis>
std::vector<Record> records_of(const std::vector<std::string>& names, const std::vector<Analysis>& analyses) {
  const auto ids = names.size() > 1 ? distinct_ids(names) : std::vector<std::string>{""};
  std::vector<Record> records;
  for (std::size_t i = 0; i < analyses.size(); ++i) {
    records.push_back({names[i], ids[i], &analyses[i]});
  }
  return records;
}

}  // namespace nacre::report
