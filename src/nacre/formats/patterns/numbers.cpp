#include "nacre/formats/patterns/numbers.hpp"

#include <array>
#include <cstring>

#include "nacre/formats/text/line.hpp"

namespace nacre::formats::patterns {

text::Decoded decode_lines(std::string_view bytes) {
  text::Decoded decoded = text::decode(bytes);
  if (!decoded.text.ends_with('\n')) {
    auto whole = std::make_shared<std::string>(decoded.text);
    *whole += '\n';
    decoded.text = *whole;
    decoded.owner = std::move(whole);
  }
  return decoded;
}

bool read_field(std::string_view field, double& value) {
  field = text::trim(field);
  std::array<char, 64> buffer;
  if (field.empty() || field.size() >= buffer.size()) {
    return false;
  }
  std::memcpy(buffer.data(), field.data(), field.size());
  buffer[field.size()] = '\n';
  return text::read_number(buffer.data(), '.', 0, value) == buffer.data() + field.size();
}

}  // namespace nacre::formats::patterns
