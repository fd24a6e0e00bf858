// Packs bytes as gzip and zip, for tests, benchmarks and fuzz seeds.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nacre::testing {

std::string gzip_bytes(std::string_view bytes);

// A zip archive of the members {name, bytes}, each deflated.
std::string zip_bytes(const std::vector<std::pair<std::string, std::string>>& members);

}  // namespace nacre::testing
