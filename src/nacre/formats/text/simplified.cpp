#include "nacre/formats/text/simplified.hpp"

#include <algorithm>

namespace nacre::formats::text {

std::string simplified(std::string_view text, bool (*keep)(char c), std::span<const Spelling> spellings) {
  std::string word;
  while (!text.empty()) {
    const auto spelling = std::find_if(spellings.begin(), spellings.end(),
                                       [&](const Spelling& known) { return text.starts_with(known.utf8); });
    if (spelling != spellings.end()) {
      word += spelling->ascii;
      text.remove_prefix(spelling->utf8.size());
      continue;
    }
    const char c = text.front();
    text.remove_prefix(1);
    if (keep(c)) {
      word.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
  }
  return word;
}

}  // namespace nacre::formats::text
