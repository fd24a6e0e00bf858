// Material states as files: JSON, and HDF5 for programs that read arrays with their units (h5py).
//
// The tree of the HDF5 file is that of the JSON, with lists of records as columns:
//
//   /                    attributes format = "nacre material state", version = "1", name, coating
//   /c_angstrom, ...     one number each, attribute unit; NaN: not determined
//   /phases              name, weight_fraction
//   /profile             radius_m, calcium_per_formula, nickel_per_formula: centre to surface
//   /over_bed            of, std, min, max (each in the unit of the number that `of` names)
#pragma once

#include <filesystem>
#include <string>

#include "nacre/material/material_state.hpp"

namespace nacre::material {

// The HDF5 file; the same bytes for the same state.
std::string to_hdf5(const MaterialState& state);
// Throws InputError that names the dataset which is missing, of the wrong kind, unit or length; file names
// the file in the message.
MaterialState material_state_from_hdf5(std::string bytes, const std::string& file);

// Reads a state from HDF5, from JSON, or from what `nacre furnace --json` wrote, which holds one; the content
// decides. Throws InputError.
MaterialState read_material_state(const std::filesystem::path& file);
// Writes HDF5 where the name ends in .h5 or .hdf5, JSON where in .json. Throws UsageError for other names.
void write_material_state(const MaterialState& state, const std::filesystem::path& file);

}  // namespace nacre::material
