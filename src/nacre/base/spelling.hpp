// Advice for a misspelt name: the known name that is nearest to it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace nacre {

// How many letters must be put in, taken out, exchanged or swapped with their neighbour to turn a into b
// (optimal string alignment distance).
std::size_t edit_distance(std::string_view a, std::string_view b);

// The known name that a misspelt one stands for; nothing where none is near.
std::optional<std::string_view> nearest_name(std::string_view word, std::span<const std::string_view> known);

// "did you mean 'sample'?" where a known name is near, otherwise "known keys: a, b, c"; kind is "keys",
// "readers" and the like.
std::string spelling_advice(std::string_view word, std::span<const std::string_view> known,
                            std::string_view kind);

}  // namespace nacre
