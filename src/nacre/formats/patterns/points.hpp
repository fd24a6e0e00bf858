// Where the points of a pattern stand in a text, and which of its columns is which.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "nacre/formats/patterns/axis.hpp"
#include "nacre/formats/source.hpp"

namespace nacre::formats::patterns {

struct Mark {
  char delimiter;
  char decimal;
};

struct FoundPoints {
  std::size_t first = 0;  // line of the first row, from 0
  Mark mark{' ', '.'};
  std::size_t width = 0;
  std::vector<std::string> headings;
  Columns columns;
  bool named = false;                    // false: by the numbers alone
  std::optional<std::size_t> announced;  // points
};

// Longer ones neither say nor hold anything.
constexpr std::size_t longest_line = 4096;

// The first of three lines of equally many numbers; its columns by headings, by the labels of a .chi, by
// XYDATA, or, where there are two or three, by what the numbers look like. Nothing: not a pattern.
std::optional<FoundPoints> find_points(const Source& source);

// .xy, .xye
bool has_custom_name(const Source& source);

}  // namespace nacre::formats::patterns
