// Latin-1, in which EC-Lab writes its texts, as UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace nacre::formats::biologic {

inline std::string utf8_from_latin1(std::string_view text) {
  std::string utf8;
  utf8.reserve(text.size());
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (code < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xc0U | (code >> 6U));
      utf8 += static_cast<char>(0x80U | (code & 0x3fU));
    }
  }
  return utf8;
}

}  // namespace nacre::formats::biologic
