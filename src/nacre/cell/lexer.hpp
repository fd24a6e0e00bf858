// The words of a protocol, one by one, and errors that point at them.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "nacre/base/error.hpp"

namespace nacre::cell {

struct Token {
  enum class Kind { end, line, word, number, symbol };  // line: the end of one, outside brackets
  Kind kind = Kind::end;
  std::string_view text;  // of the protocol
  double number = 0.0;

  // The word, whatever the case of its letters; or the symbol.
  bool is(std::string_view other) const;
  bool is_any(std::initializer_list<std::string_view> others) const;
};

// The text on one line of a terminal, at most so many bytes of it and never a part of a character.
std::string printable(std::string_view text, std::size_t limit);

// Words are runs of letters, so that "50mA" is a number and a word. '#' begins a comment; the end of a line
// counts only outside brackets. A copy of a Lexer is a mark to come back to.
class Lexer {
 public:
  // Throws ProtocolError where the text is longer than 1 MiB or is no UTF-8.
  explicit Lexer(std::string_view text);

  const Token& peek();
  Token take();
  bool accept(std::string_view word_or_symbol);
  void expect(std::string_view word_or_symbol);
  // The name of a file, up to a blank, comma, bracket or quote; or what stands between quotes. Comes right
  // after a take().
  std::string take_file_name();

  std::size_t position();  // of the next token
  // The text from there up to the last token that was taken.
  std::string text_since(std::size_t begin) const;

  // Throws ProtocolError at this token: "expected EXPECTED, found 'TOKEN'".
  [[noreturn]] void fail_expected(const Token& at, const std::string& expected,
                                  std::string advice = {}) const;
  // The same with the nearest of the words as advice.
  [[noreturn]] void fail_expected(const Token& at, const std::string& expected,
                                  std::span<const std::string_view> known, std::string_view kind) const;
  // "PROBLEM" alone.
  [[noreturn]] void fail(const Token& at, const std::string& problem, std::string advice = {}) const;

 private:
  void skip_blanks();
  Token read();

  std::string_view text_;
  std::size_t at_ = 0;    // behind what was read
  std::size_t last_ = 0;  // behind the last token taken
  int depth_ = 0;         // of brackets
  bool peeked_ = false;
  Token next_;
};

}  // namespace nacre::cell
