// A line of text as fields.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nacre::formats::text {

// Without the blanks, tabs and line's ends around it.
std::string_view trim(std::string_view text);

// The fields of one line (without its end), quotes taken off. delimiter ' ': any run of blanks.
std::vector<std::string> split_line(std::string_view line, char delimiter);

}  // namespace nacre::formats::text
