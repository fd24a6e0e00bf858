// SHA-256 of bytes and files: provenance and the keys of the store.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace nacre {

// 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);

// Throws InputError where the file cannot be read.
std::string sha256_file(const std::filesystem::path& path);

}  // namespace nacre
