#include "nacre/base/problems.hpp"

#include <fmt/core.h>

namespace nacre {

std::string advice_of_first(std::string advice, std::size_t problems) {
  if (problems > 1) {
    const std::string lead = !advice.empty() ? "; " : problems == 2 ? "there is " : "there are ";
    advice += fmt::format("{}{} more", lead, problems - 1);
  }
  return advice;
}

void throw_first(std::span<const InputError> problems) {
  if (problems.empty()) {
    return;
  }
  const auto& first = problems.front();
  throw InputError(first.file(), first.problem(), first.where(),
                   advice_of_first(first.advice(), problems.size()));
}

}  // namespace nacre
