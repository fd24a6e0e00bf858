#include "support/reference.hpp"

#include <cstdlib>

namespace nacre::testing {

std::filesystem::path reference_folder() {
  if (const char* named = std::getenv("NACRE_REFERENCE"); named != nullptr && *named != '\0') {
    return named;
  }
  const std::filesystem::path beside = std::filesystem::path(NACRE_CHECKOUT) / ".." / "shared" / "reference";
  return std::filesystem::is_directory(beside) ? beside : std::filesystem::path{};
}

}  // namespace nacre::testing
