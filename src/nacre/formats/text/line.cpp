#include "nacre/formats/text/line.hpp"

#include <algorithm>

namespace nacre::formats::text {

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f'; };
  while (!text.empty() && blank(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && blank(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

std::vector<std::string> split_line(std::string_view line, char delimiter) {
  std::vector<std::string> fields;
  if (delimiter == ' ') {
    line = trim(line);
  }
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) {
    line.remove_suffix(1);
  }
  const bool runs = delimiter == ' ';
  const auto is_delimiter = [&](char c) { return c == delimiter || (runs && c == '\t'); };
  std::size_t at = 0;
  for (;;) {
    std::string field;
    if (at < line.size() && line[at] == '"') {
      for (++at; at < line.size(); ++at) {
        if (line[at] == '"' && at + 1 < line.size() && line[at + 1] == '"') {
          ++at;
        } else if (line[at] == '"') {
          break;
        }
        field.push_back(line[at]);
      }
      while (at < line.size() && !is_delimiter(line[at])) {
        ++at;
      }
    } else {
      const std::size_t start = at;
      while (at < line.size() && !is_delimiter(line[at])) {
        ++at;
      }
      field = line.substr(start, at - start);
    }
    fields.emplace_back(trim(field));
    if (at >= line.size()) {
      return fields;
    }
    ++at;
    while (runs && at < line.size() && is_delimiter(line[at])) {
      ++at;
    }
  }
}

bool Lines::next(std::string_view& line) {
  if (position_ >= text_.size()) {
    return false;
  }
  const auto end = std::min(text_.find('\n', position_), text_.size());
  line = text_.substr(position_, end - position_);
  position_ = std::min(end + 1, text_.size());
  ++number_;
  return true;
}

}  // namespace nacre::formats::text
