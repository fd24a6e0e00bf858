// The first study.toml of a new study, commented, for a person to fill in.
#pragma once

#include <filesystem>

namespace nacre::study {

// Writes study.toml into a folder, which is made where it is not there. Never overwrites.
// Returns the path. Throws UsageError where there is a study already, Error where it cannot be written.
std::filesystem::path write_starter(const std::filesystem::path& folder);

}  // namespace nacre::study
