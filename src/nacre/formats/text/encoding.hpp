// Bytes of a text file to UTF-8: byte order marks, UTF-16, and the single and double bytes of older programs.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace nacre::formats::text {

struct Decoded {
  std::shared_ptr<const std::string> owner;  // holds the text where it had to be rewritten
  std::string_view
      text;  // without byte order mark; ASCII stays ASCII, other bytes may be of any 8-bit encoding
  std::string encoding;  // "UTF-8", "UTF-8 with byte order mark", "UTF-16LE", "UTF-16BE", "8-bit, ..."
};

// Recognises UTF-16 by its mark or by its zero bytes and rewrites it; other text is left in place.
Decoded decode(std::string_view bytes);

// Whether these first bytes of a decoded text read as text at all: no NUL, hardly any control characters.
bool looks_like_text(std::string_view head);

bool is_utf8(std::string_view bytes);

// A piece of text (a heading, a label) as valid UTF-8: as it is, or from GB18030 where its high bytes come in
// pairs, or from Latin-1.
std::string to_utf8(std::string_view bytes);

}  // namespace nacre::formats::text
