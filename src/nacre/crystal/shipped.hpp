// The structures that come with nacre: parameters/structures/*.cif, each with its source and what is assumed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/crystal/structure.hpp"

namespace nacre::crystal {

// "O3-NFM333", "P2-NNM", "NiO": structures/NAME.cif in one of the folders of parameters
// (parameter_folders()). Two have a cell and no sites (alpha-Na3PO4, beta-NaCaPO4). Anything with a slash or
// an ending is the path of a CIF, whose first structure counts. Throws UsageError with the names that there
// are, InputError.
Structure shipped_structure(std::string_view name);
// The file of the structure of that name. Throws UsageError.
std::filesystem::path shipped_structure_file(std::string_view name);
// The names that shipped_structure knows.
std::vector<std::string> shipped_structure_names();

}  // namespace nacre::crystal
