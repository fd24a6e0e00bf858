// Structures from Crystallographic Information Files, by gemmi's parser.
#pragma once

#include <filesystem>
#include <vector>

#include "nacre/crystal/structure.hpp"

namespace nacre::crystal {

// Every block with a cell. Symmetry from the operations where listed, else from the name (any of the tags in
// use), else from the number; contradictions are warned of. B is turned to U; U missing: 0.005 angstrom^2,
// with a warning. Deuterium and charges are understood; a site that is only near a special position (0.333
// for 1/3) is moved onto it. Throws InputError: not CIF (with the line), no block with a cell, no sites where
// with_sites (a phase for Le Bail fits has none), an occupancy outside 0 ... 1, an unknown element, cell and
// symmetry that contradict each other, files beyond 64 MiB.
std::vector<Structure> read_structures(const std::filesystem::path& path, bool with_sites = true);

}  // namespace nacre::crystal
