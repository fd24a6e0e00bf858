// Where parameter files are looked for.
#pragma once

#include <filesystem>
#include <vector>

namespace nacre {

// parameters/ of the working directory, of $NACRE_PARAMETERS, of this repository or of the installation, in
// that order; they need not exist.
std::vector<std::filesystem::path> parameter_folders();

}  // namespace nacre
