// Where in a delimited text the heading and the rows are, and what separates fields and decimals.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nacre/formats/source.hpp"
#include "nacre/formats/text/columns.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/heading.hpp"

namespace nacre::formats::text {

// The first lines of a file, enough to know it by; empty where it is no text.
class Head {
 public:
  explicit Head(const Source& source);
  const std::vector<std::string_view>& lines() const noexcept { return lines_; }
  bool empty() const noexcept { return lines_.empty(); }
  bool starts_with(std::string_view text) const noexcept {
    return !empty() && lines_.front().starts_with(text);
  }

 private:
  Decoded decoded_;
  std::vector<std::string_view> lines_;
};

// Whether a line's headings are those that a reader is looking for.
using HeadingTest = std::function<bool(const std::vector<Heading>& headings)>;

// Whether a heading of that key is there.
bool has_key(const std::vector<Heading>& headings, std::string_view key);

struct HeadingLine {
  std::size_t index = 0;  // into the lines of the head
  char delimiter = ',';
  std::vector<Heading> headings;  // without the empty ones at the end
};

// The first line whose headings pass the test, or nothing.
std::optional<HeadingLine> find_heading(const Head& head, const HeadingTest& test);
// The line before the first rows of numbers, whatever it says; headings are empty where there is none.
std::optional<HeadingLine> find_any_heading(const Head& head);

struct Layout {
  Decoded decoded;  // of the whole file
  std::vector<Heading> headings;
  std::size_t heading_line = 1;  // counted from 1; 0: there is none
  Body body;
  std::vector<std::pair<std::string, std::string>> preamble;  // what the lines above the heading say
  std::vector<std::string> warnings;
};

// The layout of the whole file once its heading line is known. A line of units below the heading is joined
// with it. Throws InputError where no row follows.
Layout make_layout(const Source& source, const HeadingLine& line);

// The rest of a layout of which headings, body.text, body.line and body.delimiter are known: the line of
// units, the decimal character, and as many headings as the rows have fields. Throws InputError where no row
// follows.
void settle(const Source& source, Layout& layout);

}  // namespace nacre::formats::text
