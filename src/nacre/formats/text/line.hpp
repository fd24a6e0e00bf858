// The lines of a text, and a line as fields.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nacre::formats::text {

// Without the blanks, tabs and line's ends around it.
std::string_view trim(std::string_view text);

// The fields of one line (without its end), quotes taken off. delimiter ' ': any run of blanks.
std::vector<std::string> split_line(std::string_view line, char delimiter);

// The lines of a text, one after the other.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {}

  // The next line without its end; false: there is none.
  bool next(std::string_view& line);
  std::size_t number() const noexcept { return number_; }      // of the line that next() gave, from 1
  std::size_t position() const noexcept { return position_; }  // behind it
  std::string_view rest() const noexcept { return text_.substr(position_); }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
  std::size_t number_ = 0;
};

}  // namespace nacre::formats::text
