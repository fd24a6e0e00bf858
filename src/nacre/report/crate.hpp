// The report as a research object: RO-Crate 1.1 (https://w3id.org/ro/crate/1.1), its files, what made them
// from what, and when.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/report/document.hpp"

namespace nacre::report {

struct CrateFile {
  std::string path = {};  // in the crate: "figures/voltage.svg"
  std::string name = {};  // for people
  std::uintmax_t bytes = 0;
  std::string sha256 = {};
};

// The content of ro-crate-metadata.json. datePublished is the day on which the newest input was changed, so
// that the same inputs give the same bytes.
Json crate_metadata(const Document& document, const std::vector<CrateFile>& files);

}  // namespace nacre::report
