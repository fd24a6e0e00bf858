// Structures from Crystallographic Information Files.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "nacre/crystal/structure.hpp"

namespace nacre::crystal {

// Every block with a cell. Symmetry from the operations where listed, else from the Hall symbol, the name
// (any of the tags in use) or the number, in that order; contradictions are warned of. B is turned to U; U
// missing: 0.005 angstrom^2, with a warning. Deuterium and charges are understood; a site that is only near a
// special position (0.333 for 1/3) is moved onto it, and a cell that is only near the metric of its group
// (89.99 degrees) is given it, with a warning. Throws InputError: not CIF (with the line), no block with a
// cell, no sites where with_sites (a phase for Le Bail fits has none), an occupancy outside 0 ... 1, an
// unknown element, cell and symmetry that contradict each other, files beyond 64 MiB.
std::vector<Structure> read_structures(const std::filesystem::path& path, bool with_sites = true);
// The same from text; path is for the messages.
std::vector<Structure> parse_structures(std::string_view text, const std::filesystem::path& path,
                                        bool with_sites = true);

}  // namespace nacre::crystal
