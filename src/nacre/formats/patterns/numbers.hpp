// Numbers one after the other in a text, read without copying a field.
#pragma once

#include <cstddef>
#include <string_view>

#include "nacre/formats/source.hpp"
#include "nacre/formats/text/encoding.hpp"
#include "nacre/formats/text/number.hpp"

namespace nacre::formats::patterns {

// What text::decode gives, with a line's end behind the last line: it is what stops the reading of a number.
text::Decoded decode_lines(std::string_view bytes);

inline bool is_gap(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == ',' || c == ';'; }

// The numbers of a piece of a text that goes on behind the piece (at the least with a line's end).
class NumberScanner {
 public:
  explicit NumberScanner(std::string_view piece) : at_(piece.data()), end_(piece.data() + piece.size()) {}

  // The next number; false: the end, or something that is no number. Gaps are blanks, tabs, commas and
  // semicolons, and line's ends where `over_lines`.
  bool next(double& value, int exponent = 0, bool over_lines = false) {
    while (at_ < end_ && (is_gap(*at_) || (over_lines && *at_ == '\n'))) {
      ++at_;
    }
    if (at_ == end_) {
      return false;
    }
    const char* behind = text::read_number(at_, '.', exponent, value);
    if (behind == nullptr || behind > end_ || (behind < end_ && !is_gap(*behind) && *behind != '\n')) {
      return false;
    }
    at_ = behind;
    return true;
  }
  // Where the next number, or what is no number, begins.
  const char* position() const noexcept { return at_; }
  bool at_end() {
    while (at_ < end_ && (is_gap(*at_) || *at_ == '\n')) {
      ++at_;
    }
    return at_ == end_;
  }

 private:
  const char* at_;
  const char* end_;
};

// A whole field, blanks around it allowed, as a number; false where it holds anything else.
bool read_field(std::string_view field, double& value);

}  // namespace nacre::formats::patterns
