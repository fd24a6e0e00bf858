// First inputs for the fuzz targets: small synthetic files, one function per family of formats.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace nacre::fuzz {

// Writes folder/target/name: a first input of the fuzz target of that name ("neware_fuzz").
void write_seed(const std::filesystem::path& folder, std::string_view target, std::string_view name,
                const std::string& bytes);

void make_neware_seeds(const std::filesystem::path& folder);
void make_biologic_seeds(const std::filesystem::path& folder);
void make_arbin_seeds(const std::filesystem::path& folder);
void make_text_seeds(const std::filesystem::path& folder);
void make_spectrum_seeds(const std::filesystem::path& folder);
void make_pattern_seeds(const std::filesystem::path& folder);
void make_protocol_seeds(const std::filesystem::path& folder);
void make_bpx_seeds(const std::filesystem::path& folder);
void make_cif_seeds(const std::filesystem::path& folder);
void make_recipe_seeds(const std::filesystem::path& folder);

}  // namespace nacre::fuzz
