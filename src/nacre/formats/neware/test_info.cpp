#include "nacre/formats/neware/test_info.hpp"

#include <array>
#include <charconv>

#include "nacre/formats/neware/codes.hpp"

namespace nacre::formats::neware {
namespace {

constexpr std::string_view white = " \t\r\n";

// The value of an attribute in the inside of a tag, or nothing.
std::string_view attribute(std::string_view tag, std::string_view name) {
  for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
    const auto after = tag.substr(at + name.size());
    if (at > 0 && white.find(tag[at - 1]) != std::string_view::npos && after.starts_with("=\"")) {
      const auto value = after.substr(2);
      return value.substr(0, value.find('"'));
    }
  }
  return {};
}

std::string unescaped(std::string_view value) {
  static constexpr std::array<std::pair<std::string_view, char>, 5> entities{
      {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};
  std::string result;
  while (!value.empty()) {
    char next = value.front();
    std::size_t size = 1;
    for (const auto& [entity, character] : entities) {
      if (value.starts_with(entity)) {
        next = character;
        size = entity.size();
      }
    }
    result += next;
    value.remove_prefix(size);
  }
  return text(result);
}

int number(std::string_view value) {
  int result = 0;
  std::from_chars(value.data(), value.data() + value.size(), result);
  return result;
}

}  // namespace

TestInfo read_test_info(std::string_view xml) {
  static constexpr std::array<std::pair<std::string_view, const char*>, 8> items{
      {{"StartTime", "start_time"},
       {"EndTime", "end_time"},
       {"Barcode", "barcode"},
       {"SN", "serial_number"},
       {"StepName", "schedule"},
       {"Remark", "remarks"},
       {"Creator", "creator"},
       {"CurrRange", "current_range_mA"}}};
  TestInfo info;
  for (std::size_t at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at + 1)) {
    const auto tag = xml.substr(at + 1, xml.find('>', at) - at - 1);
    const auto name = tag.substr(0, tag.find_first_of(white));
    if (name == "TestInfo") {
      for (const auto& [key, meaning] : items) {
        if (auto value = unescaped(attribute(tag, key)); !value.empty()) {
          info.metadata.emplace_back(meaning, std::move(value));
        }
      }
    } else if (name.starts_with("Aux") && name.size() > 3 && name[3] >= '0' && name[3] <= '9') {
      info.channels.push_back({number(attribute(tag, "AuxID")), number(attribute(tag, "RealChlID")),
                               number(attribute(tag, "ChlType"))});
    }
  }
  return info;
}

}  // namespace nacre::formats::neware
