#include "nacre/formats/text/heading.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/line.hpp"

namespace nacre::formats::text {
namespace {

struct Spelling {
  std::string_view text;
  UnitScale scale;
};

// Units that take a prefix (m, u, n, k, ...); upper and lower case matter.
constexpr std::array prefixed = {
    Spelling{"V", {"V"}},
    Spelling{"A", {"A"}},
    Spelling{"Ah", {"Ah"}},
    Spelling{"A.h", {"Ah"}},
    Spelling{"A*h", {"Ah"}},
    Spelling{"Ahr", {"Ah"}},
    Spelling{"As", {"Ah", 0, 1, 3600}},
    Spelling{"A.s", {"Ah", 0, 1, 3600}},
    Spelling{"Wh", {"Wh"}},
    Spelling{"W.h", {"Wh"}},
    Spelling{"W*h", {"Wh"}},
    Spelling{"Whr", {"Wh"}},
    Spelling{"Ws", {"Wh", 0, 1, 3600}},
    Spelling{"J", {"Wh", 0, 1, 3600}},
    Spelling{"W", {"W"}},
    Spelling{"ohm", {"ohm"}},
    Spelling{"Ohm", {"ohm"}},
    Spelling{"ohms", {"ohm"}},
    Spelling{"Ohms", {"ohm"}},
    Spelling{"O", {"ohm"}},
    Spelling{"Hz", {"Hz"}},
    Spelling{"Pa", {"Pa"}},
    Spelling{"s", {"s"}},
};

// Whole words, in lower case.
constexpr std::array words = {
    Spelling{"volt", {"V"}},
    Spelling{"volts", {"V"}},
    Spelling{"millivolt", {"V", -3}},
    Spelling{"millivolts", {"V", -3}},
    Spelling{"amp", {"A"}},
    Spelling{"amps", {"A"}},
    Spelling{"ampere", {"A"}},
    Spelling{"amperes", {"A"}},
    Spelling{"milliampere", {"A", -3}},
    Spelling{"milliamps", {"A", -3}},
    Spelling{"ah", {"Ah"}},
    Spelling{"mah", {"Ah", -3}},
    Spelling{"uah", {"Ah", -6}},
    Spelling{"amp-hr", {"Ah"}},
    Spelling{"amp-hour", {"Ah"}},
    Spelling{"ampere_hour", {"Ah"}},
    Spelling{"ampere-hour", {"Ah"}},
    Spelling{"coulomb", {"Ah", 0, 1, 3600}},
    Spelling{"wh", {"Wh"}},
    Spelling{"mwh", {"Wh", -3}},
    Spelling{"watt-hr", {"Wh"}},
    Spelling{"watt-hour", {"Wh"}},
    Spelling{"watt_hour", {"Wh"}},
    Spelling{"watt", {"W"}},
    Spelling{"watts", {"W"}},
    Spelling{"sec", {"s"}},
    Spelling{"secs", {"s"}},
    Spelling{"second", {"s"}},
    Spelling{"seconds", {"s"}},
    Spelling{"millisecond", {"s", -3}},
    Spelling{"milliseconds", {"s", -3}},
    Spelling{"min", {"s", 0, 60}},
    Spelling{"mins", {"s", 0, 60}},
    Spelling{"minute", {"s", 0, 60}},
    Spelling{"minutes", {"s", 0, 60}},
    Spelling{"h", {"s", 0, 3600}},
    Spelling{"hr", {"s", 0, 3600}},
    Spelling{"hrs", {"s", 0, 3600}},
    Spelling{"hour", {"s", 0, 3600}},
    Spelling{"hours", {"s", 0, 3600}},
    Spelling{"decimal hours", {"s", 0, 3600}},
    Spelling{"d", {"s", 0, 86400}},
    Spelling{"day", {"s", 0, 86400}},
    Spelling{"days", {"s", 0, 86400}},
    Spelling{"hours in hh:mm:ss.xxx", {"s"}},
    Spelling{"hh:mm:ss.xxx", {"s"}},
    Spelling{"hh:mm:ss.ms", {"s"}},
    Spelling{"h:min:s.ms", {"s"}},
    Spelling{"hh:mm:ss", {"s"}},
    Spelling{"h:m:s", {"s"}},
    Spelling{"c", {"degC"}},
    Spelling{"degc", {"degC"}},
    Spelling{"deg c", {"degC"}},
    Spelling{"deg_c", {"degC"}},
    Spelling{"deg.c", {"degC"}},
    Spelling{"\xc2\xb0"
             "c",
             {"degC"}},
    Spelling{"\xe2\x84\x83", {"degC"}},  // the single character for degrees Celsius
    Spelling{"celsius", {"degC"}},
    Spelling{"degree celsius", {"degC"}},
    Spelling{"k", {"degC", 0, 1, 1, -273.15}},
    Spelling{"kelvin", {"degC", 0, 1, 1, -273.15}},
    Spelling{"deg", {"deg"}},
    Spelling{"degrees", {"deg"}},
    Spelling{"\xc2\xb0", {"deg"}},
    Spelling{"hz", {"Hz"}},
    Spelling{"hertz", {"Hz"}},
    Spelling{"pascal", {"Pa"}},
    Spelling{"bar", {"Pa", 5}},
    Spelling{"1", {"1"}},
    Spelling{"%", {"1", -2}},
};

int prefix_exponent(char prefix) {
  switch (prefix) {
    case 'm':
      return -3;
    case 'u':
      return -6;
    case 'n':
      return -9;
    case 'p':
      return -12;
    case 'k':
      return 3;
    case 'M':
      return 6;
    default:
      return 0;
  }
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  for (;;) {
    const auto at = text.find(from);
    result += text.substr(0, at);
    if (at == std::string_view::npos) {
      return result;
    }
    result += to;
    text.remove_prefix(at + from.size());
  }
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return result;
}

// The micro sign, the Greek mu and omega, the ohm sign, the middle dot: in ASCII.
std::string in_ascii(std::string_view unit) {
  std::string text(trim(unit));
  text = replace_all(text, "\xc2\xb5", "u");
  text = replace_all(text, "\xce\xbc", "u");
  text = replace_all(text, "\xce\xa9", "ohm");
  text = replace_all(text, "\xe2\x84\xa6", "ohm");
  return replace_all(text, "\xc2\xb7", ".");
}

bool is_known(std::string_view unit) { return unit_scale(unit).has_value(); }

// "mAh/g", "V/s", "mAh/V.g": not known here, but a unit all the same.
bool looks_like_unit(std::string_view text) {
  if (text.empty() || text.size() > 16 || text.find(' ') != std::string_view::npos) {
    return false;
  }
  const auto slash = text.find('/');
  return is_known(text) || (slash != std::string_view::npos && is_known(text.substr(0, slash)));
}

// "Name (unit)" and its like.
bool split_brackets(std::string_view text, std::string_view& name, std::string_view& unit) {
  if (text.empty()) {
    return false;
  }
  const std::string_view closing = ")]}";
  const auto kind = closing.find(text.back());
  const auto open = kind == std::string_view::npos ? kind : text.rfind("([{"[kind]);
  if (open == std::string_view::npos || open == 0) {
    return false;
  }
  name = trim(text.substr(0, open));
  unit = trim(text.substr(open + 1, text.size() - open - 2));
  return !name.empty() && (is_known(unit) || looks_like_unit(unit));
}

// "Name / unit", "Name, unit".
bool split_at_mark(std::string_view text, char mark, std::string_view& name, std::string_view& unit) {
  for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
    name = trim(text.substr(0, at));
    unit = trim(text.substr(at + 1));
    if (!name.empty() && looks_like_unit(unit)) {
      return true;
    }
  }
  return false;
}

// "voltage_mV", "Total_Time_Seconds", "charging_capacity_ampere_hour"; behind a blank only a word that can be
// nothing but a unit.
bool split_last_word(std::string_view text, std::string_view& name, std::string_view& unit) {
  for (auto at = text.find_first_of("_ "); at != std::string_view::npos;
       at = text.find_first_of("_ ", at + 1)) {
    name = trim(text.substr(0, at));
    unit = trim(text.substr(at + 1));
    const bool long_enough = text[at] == '_' || unit.size() >= 3;
    if (!name.empty() && long_enough && unit != "1" && is_known(unit)) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<UnitScale> unit_scale(std::string_view unit) {
  const std::string text = in_ascii(unit);
  for (const auto& spelling : prefixed) {
    if (!text.ends_with(spelling.text)) {
      continue;
    }
    UnitScale scale = spelling.scale;
    const auto prefix = std::string_view(text).substr(0, text.size() - spelling.text.size());
    if (prefix.empty() && text != "O") {
      return scale;
    }
    if (prefix.size() == 1 && prefix_exponent(prefix[0]) != 0) {
      scale.exponent = prefix_exponent(prefix[0]);
      return scale;
    }
  }
  const std::string lower = lower_case(text);
  for (const auto& spelling : words) {
    if (lower == spelling.text) {
      return spelling.scale;
    }
  }
  return std::nullopt;
}

std::string make_key(std::string_view name) {
  std::string key;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte) != 0) {
      key.push_back(byte < 0x80 ? static_cast<char>(std::tolower(byte)) : c);
    } else if (!key.empty() && key.back() != '_') {
      key.push_back('_');
    }
  }
  while (key.ends_with('_')) {
    key.pop_back();
  }
  return key;
}

Heading interpret_heading(std::string_view text) {
  Heading heading;
  heading.text = to_utf8(trim(text));
  std::string_view name;
  std::string_view unit;
  if (split_brackets(heading.text, name, unit) || split_at_mark(heading.text, '/', name, unit) ||
      split_at_mark(heading.text, ',', name, unit) || split_last_word(heading.text, name, unit)) {
    heading.name = name;
    heading.unit = unit;
  } else {
    heading.name = heading.text;
  }
  heading.key = make_key(heading.name);
  return heading;
}

}  // namespace nacre::formats::text
