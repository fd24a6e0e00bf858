#include "study.hpp"

#include <fmt/core.h>

namespace nacre::app {

std::filesystem::path store_folder(const study::Study& study, const std::string& given) {
  return given.empty() ? study.folder() / ".nacre" : std::filesystem::path(given);
}

void print_problems(const std::vector<InputError>& problems) {
  for (const auto& problem : problems) {
    fmt::print(stderr, "error: {}\n", problem.what());
    if (!problem.advice().empty()) {
      fmt::print(stderr, "{}\n", problem.advice());
    }
  }
}

}  // namespace nacre::app
