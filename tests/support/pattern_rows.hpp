// The points of the pattern of pattern_files.hpp, written one after the other.
#pragma once

#include <functional>
#include <string>

#include "support/pattern_files.hpp"

namespace nacre::testing {

double deviation(const PatternPoint& p);  // 2 sqrt(counts)

std::string each(const std::function<std::string(const PatternPoint&)>& row);

// Fields one behind the other, `per_line` of them in a line.
std::string in_lines(std::size_t per_line, const std::function<std::string(const PatternPoint&)>& field);

}  // namespace nacre::testing
