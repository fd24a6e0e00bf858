#include "nacre/cell/lexer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "nacre/base/spelling.hpp"
#include "nacre/cell/grammar.hpp"
#include "nacre/formats/text/encoding.hpp"

namespace nacre::cell {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_letter(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool same_word(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }
bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
std::size_t characters(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues_character));
}

// The line around a position, at most some eighty characters of it, and a caret under the position.
struct Place {
  std::size_t line;
  std::size_t column;  // both from 1, in characters
  std::string picture;
};

Place place_of(std::string_view text, std::size_t position) {
  constexpr std::size_t margin = 60;
  const auto before = text.substr(0, position);
  const auto begin = before.rfind('\n') + 1;  // npos + 1 = 0
  const auto end = std::min(text.find('\n', position), text.size());
  auto first = position - std::min(position - begin, margin);
  auto last = std::min(position + margin, end);
  while (first > begin && continues_character(text[first])) {
    --first;
  }
  while (last < end && continues_character(text[last])) {
    ++last;
  }
  Place place;
  place.line = 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
  place.column = 1 + characters(text.substr(begin, position - begin));
  const std::string cut = first > begin ? "..." : "";
  place.picture =
      fmt::format("  {}{}{}\n  {}^", cut, printable(text.substr(first, last - first), last - first),
                  last < end ? "..." : "",
                  std::string(cut.size() + characters(text.substr(first, position - first)), ' '));
  return place;
}

}  // namespace

std::string printable(std::string_view text, std::size_t limit) {
  while (limit < text.size() && limit > 0 && continues_character(text[limit])) {
    --limit;
  }
  std::string shown(text.substr(0, limit));
  std::ranges::replace_if(
      shown, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return shown;
}

bool Token::is(std::string_view other) const {
  return (kind == Kind::word || kind == Kind::symbol) && same_word(text, other);
}

bool Token::is_any(std::initializer_list<std::string_view> others) const {
  return std::ranges::any_of(others, [&](std::string_view other) { return is(other); });
}

Lexer::Lexer(std::string_view text) : text_(text) {
  if (text.size() > text_limit) {
    throw ProtocolError(fmt::format("a protocol of {} bytes", text.size()), "", 1, 1,
                        "a protocol has at most 1 MiB: write what is done again as ( ... ) * N");
  }
  if (!formats::text::is_utf8(text)) {
    throw ProtocolError("a protocol that is not UTF-8 text", "", 1, 1, "save it as UTF-8");
  }
  if (text.starts_with("\xEF\xBB\xBF")) {  // a byte order mark, which some editors put before UTF-8
    at_ = last_ = 3;
  }
}

void Lexer::skip_blanks() {
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size()) - 1;
    } else if (c != ' ' && c != '\t' && c != '\r' && (c != '\n' || depth_ == 0)) {
      break;
    }
  }
}

Token Lexer::read() {
  skip_blanks();
  Token token;
  const auto begin = at_;
  token.text = text_.substr(begin, 0);
  if (begin == text_.size()) {
    return token;
  }
  const char c = text_[at_];
  const char second = at_ + 1 < text_.size() ? text_[at_ + 1] : ' ';
  const char third = at_ + 2 < text_.size() ? text_[at_ + 2] : ' ';
  const bool sign = c == '-' || c == '+';
  const auto begins_number = [](char a, char b) { return is_digit(a) || (a == '.' && is_digit(b)); };
  if (c == '\n') {
    token.kind = Token::Kind::line;
    ++at_;
  } else if (begins_number(c, second) || (sign && begins_number(second, third))) {
    token.kind = Token::Kind::number;
    const char* const first = text_.data() + at_ + (c == '+' ? 1 : 0);
    const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), token.number);
    at_ = static_cast<std::size_t>(end - text_.data());
    token.text = text_.substr(begin, at_ - begin);
    if (error != std::errc{}) {
      fail(token, "a number beyond what a computer holds");
    }
  } else if (is_letter(c)) {
    token.kind = Token::Kind::word;
    while (at_ < text_.size() && is_letter(text_[at_])) {
      ++at_;
    }
  } else {
    token.kind = Token::Kind::symbol;
    ++at_;
    depth_ += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
  }
  token.text = text_.substr(begin, at_ - begin);
  return token;
}

const Token& Lexer::peek() {
  if (!peeked_) {
    next_ = read();
    peeked_ = true;
  }
  return next_;
}

Token Lexer::take() {
  const Token token = peek();
  peeked_ = false;
  last_ = at_;
  return token;
}

bool Lexer::accept(std::string_view word_or_symbol) {
  const bool here = peek().is(word_or_symbol);
  if (here) {
    take();
  }
  return here;
}

void Lexer::expect(std::string_view word_or_symbol) {
  if (!accept(word_or_symbol)) {
    fail_expected(peek(), fmt::format("'{}'", word_or_symbol), std::span(&word_or_symbol, 1), "words here");
  }
}

std::string Lexer::take_file_name() {
  skip_blanks();
  const auto from = text_.substr(at_);
  const bool quoted = from.starts_with('"') || from.starts_with('\'');
  const std::size_t begin = quoted ? 1 : 0;
  const auto end =
      from.find_first_of(quoted ? from.substr(0, 1) : std::string_view(" \t\r\n,;()[]\"'"), begin);
  const auto name = from.substr(begin, end == std::string_view::npos ? end : end - begin);
  if (name.empty() || (quoted && end == std::string_view::npos) ||
      name.find('\n') != std::string_view::npos) {
    fail_expected(peek(), quoted ? "the name of a file between quotes" : "the name of a file");
  }
  at_ = last_ = at_ + name.size() + 2 * begin;
  return std::string(name);
}

std::size_t Lexer::position() { return static_cast<std::size_t>(peek().text.data() - text_.data()); }

std::string Lexer::text_since(std::size_t begin) const {
  return std::string(text_.substr(begin, last_ - begin));
}

void Lexer::fail(const Token& at, const std::string& problem, std::string advice) const {
  const auto place = place_of(text_, static_cast<std::size_t>(at.text.data() - text_.data()));
  throw ProtocolError(problem, place.picture, place.line, place.column, std::move(advice));
}

void Lexer::fail_expected(const Token& at, const std::string& expected, std::string advice) const {
  fail(at,
       fmt::format("expected {}, found {}", expected,
                   at.kind == Token::Kind::end    ? "the end"
                   : at.kind == Token::Kind::line ? "the end of the line"
                                                  : fmt::format("'{}'", printable(at.text, 60))),
       std::move(advice));
}

void Lexer::fail_expected(const Token& at, const std::string& expected,
                          std::span<const std::string_view> known, std::string_view kind) const {
  if (at.kind != Token::Kind::word) {
    fail_expected(at, expected);
  }
  // One or two letters are near to everything: only another case of them is a slip.
  const auto slip = std::ranges::find_if(known, [&](auto name) { return same_word(name, at.text); });
  fail_expected(at, expected,
                slip != known.end()   ? fmt::format("did you mean '{}'?", *slip)
                : at.text.size() <= 2 ? fmt::format("known {}: {}", kind, fmt::join(known, ", "))
                                      : spelling_advice(at.text, known, kind));
}

}  // namespace nacre::cell
