#include "nacre/formats/patterns/xml.hpp"

#include <fmt/core.h>

#include <cstring>

#include "nacre/formats/patterns/numbers.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::patterns {

void read_xml(const Source& source, bool salvage, Xml& xml) {
  const auto bytes = source.bytes();
  if (bytes.size() > xml_limit) {
    source.fail(fmt::format("is an XML file of more than {} bytes", xml_limit), at_byte(xml_limit));
  }
  const auto result = xml.document.load_buffer(bytes.data(), bytes.size());
  xml.complete = static_cast<bool>(result);
  if (!xml.complete && !salvage) {
    source.fail(std::string("is damaged or cut off XML: ") + result.description(),
                at_byte(static_cast<std::size_t>(result.offset)),
                "copy the file again, or read what there is with --salvage");
  }
}

Numbers numbers_in(const Source& source, const pugi::xml_node& node) {
  const std::string_view text = node.child_value();  // ends with a zero: no number goes on behind it
  Numbers values;
  values.reserve(text.size() / 4 + 1);
  NumberScanner numbers(text);
  for (double value = 0; numbers.next(value, 0, true);) {
    values.push_back(value);
  }
  if (!numbers.at_end()) {
    const auto offset = static_cast<std::size_t>(numbers.position() - text.data());
    source.fail(
        fmt::format("holds something else than numbers in <{}>", node.name()),
        fmt::format("<{}> at {}, character {}", node.name(),
                    at_byte(static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0))),
                    offset));
  }
  return values;
}

double number_in(const pugi::xml_node& node) {
  double value = missing;
  return read_field(node.child_value(), value) ? value : missing;
}

std::string text_in(const pugi::xml_node& node) {
  return text::to_utf8(text::trim(std::string_view(node.child_value()).substr(0, 400)));
}

pugi::xml_node find_node(const pugi::xml_node& root, std::string_view name) {
  return root.find_node([&](const pugi::xml_node& node) { return node.name() == name; });
}

}  // namespace nacre::formats::patterns
