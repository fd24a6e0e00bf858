#include "make_seeds.hpp"

namespace nacre::fuzz {

void make_neware_seeds(const std::filesystem::path& folder) {
  write_seed(folder, "neware_fuzz", "header.nda", std::string("NEWARE") + std::string(74, '\0'));
}

}  // namespace nacre::fuzz
