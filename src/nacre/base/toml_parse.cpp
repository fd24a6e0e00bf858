// parse_toml(): what is no TOML, however strange, becomes a problem with its line.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/base/toml_section.hpp"

namespace nacre {
namespace {

// A key a.b.c makes as many tables, each within the other, which are read and destroyed by recursion. toml++
// allows 256 values within values; with at most this many dots in each key the stack holds (tested).
constexpr std::size_t most_dots = 16;

// Where the text or comment that begins at `at` ends (just behind it); at + 1 where there is none.
std::size_t behind_token(std::string_view text, std::size_t at) {
  const char quote = text[at];
  if (quote == '#') {
    return std::min(text.find('\n', at), text.size());
  }
  if (quote != '"' && quote != '\'') {
    return at + 1;
  }
  const std::string three(3, quote);
  const bool long_text = text.substr(at).starts_with(three);
  const std::string_view closing = long_text ? std::string_view(three) : std::string_view(three).substr(2);
  for (std::size_t i = at + closing.size(); i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text.substr(i).starts_with(closing)) {
      i += closing.size();
      for (int more = 0; long_text && more < 2 && i < text.size() && text[i] == quote; ++more) {
        ++i;  // """one "word""""": the text may end with two quotes
      }
      return i;
    }
  }
  return text.size();
}

// The place of the first key with too many dots. Like the parser it reads from front to back, so that both
// see the same keys up to the first error, where the parser stops.
std::optional<std::size_t> too_deep(std::string_view text) {
  std::size_t dots = 0;
  for (std::size_t at = 0; at < text.size(); at = behind_token(text, at)) {
    if (text[at] == '.' && ++dots > most_dots) {
      return at;
    }
    if (std::string_view("\n=,{[").find(text[at]) != std::string_view::npos) {
      dots = 0;
    }
  }
  return {};
}

toml::source_position line_of(std::string_view text, std::size_t at) {
  return {static_cast<toml::source_index>(std::ranges::count(text.substr(0, at), '\n') + 1), 1};
}

toml::table parse(std::string_view text, const std::string& file) {
  toml_stepped_too_far_back = false;
  auto table = toml::parse(text, file);
  if (toml_stepped_too_far_back) {
    throw BrokenTomlAssumption();
  }
  return table;
}

// The first line that the parser cannot read without breaking an assumption. It reads from front to back: the
// text up to the end of a line breaks one where that line or one before it does.
toml::source_position broken_line(std::string_view text, const std::string& file) {
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      ends.push_back(i + 1);
    }
  }
  const auto readable = [&](std::size_t end) {
    try {
      parse(text.substr(0, end), file);
    } catch (const BrokenTomlAssumption&) {
      return false;
    } catch (const toml::parse_error&) {  // the text ends too early
    }
    return true;
  };
  const auto first = std::ranges::partition_point(ends, readable);
  return {static_cast<toml::source_index>(first - ends.begin() + 1), 1};
}

}  // namespace

std::optional<toml::table> parse_toml(std::string_view text, const std::string& file, Problems& problems) {
  if (const auto place = too_deep(text)) {
    problems.push_back({line_of(text, *place), "too many dots in one key", "use fewer tables within tables"});
    return {};
  }
  const std::string advice = "see https://toml.io for how TOML is written";
  try {
    return parse(text, file);
  } catch (const toml::parse_error& error) {
    problems.push_back({error.source().begin, "not valid TOML: " + std::string(error.description()), advice});
  } catch (const BrokenTomlAssumption&) {
    problems.push_back({broken_line(text, file), "not valid TOML", advice});
  }
  return {};
}

}  // namespace nacre
