// Words that are written in many ways, led back to one: "2-Theta", "2THETA" and "2theta" are the same.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace nacre::formats::text {

// UTF-8 that says the same as ASCII characters.
struct Spelling {
  std::string_view utf8;
  std::string_view ascii;
};

// Each of the spellings in `text` replaced, ASCII letters in lower case, and of the other bytes those alone
// for which keep(byte) is true.
std::string simplified(std::string_view text, bool (*keep)(char c), std::span<const Spelling> spellings);

}  // namespace nacre::formats::text
