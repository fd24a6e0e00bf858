// Several problems of one file, told as one error.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "nacre/base/error.hpp"

namespace nacre {

// The advice of the first of so many problems, with how many more there are: "spell it so; 2 more".
std::string advice_of_first(std::string advice, std::size_t problems);

// Throws the first, with that advice. No problems: nothing.
void throw_first(std::span<const InputError> problems);

}  // namespace nacre
