#include "nacre/base/parameter_folders.hpp"

#include <cstdlib>
#include <system_error>

namespace nacre {

std::vector<std::filesystem::path> parameter_folders() {
  std::vector<std::filesystem::path> found{"parameters"};
  if (const char* given = std::getenv("NACRE_PARAMETERS"); given != nullptr && *given != '\0') {
    found.emplace_back(given);
  }
  // The program lies in build/ or build/tests/ of the repository, or in bin/ of an installation.
  std::error_code none;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", none).parent_path();
  if (!none) {
    found.push_back(program.parent_path() / "parameters");
    found.push_back(program.parent_path().parent_path() / "parameters");
    found.push_back(program.parent_path() / "share/nacre/parameters");
  }
  return found;
}

}  // namespace nacre
