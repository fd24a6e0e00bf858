// File paths in a study: environment variables and wildcards.
//
//   cells/*.ndax                        every file that matches (* ? [abc], in any part of the path), sorted
//   ${NACRE_REFERENCE}/cycling/a.csv    the value of an environment variable
//   ${NAME:-../elsewhere}/a.csv         the same, or ../elsewhere where NAME is unset or empty
//
// Relative paths start from the folder of study.toml.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace nacre::study {

struct FoundFile {
  std::filesystem::path path;
  std::string shown;  // below the study folder, or with ${NAME} as in the pattern: the same on every machine
};

// The regular files that a pattern names, sorted; none where nothing matches.
// Throws UsageError: a variable that is not set and has no fallback, an unclosed ${.
std::vector<FoundFile> find_files(const std::string& pattern, const std::filesystem::path& folder);

}  // namespace nacre::study
