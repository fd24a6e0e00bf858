#include "nacre/crystal/cif_block.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "nacre/base/error.hpp"

namespace nacre::crystal {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  return result;
}

bool blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

struct Token {
  enum class Kind { data, loop, frame, stop, tag, value, end } kind = Kind::end;
  std::string_view text;  // of a tag or value; of data_: the name of the block; of save_: that of the frame
  bool open = false;      // an unquoted ? or .
  int line = 0;
};

class Lexer {
 public:
  Lexer(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

  [[noreturn]] void refuse(const std::string& problem, int line) const {
    throw InputError(file_, "this is no CIF: " + problem, fmt::format("line {}", line),
                     "a structure as a Crystallographic Information File is expected");
  }

  Token next() {
    skip_blanks();
    if (at_ == text_.size()) {
      return {Token::Kind::end, {}, false, line_};
    }
    const int line = line_;
    const char c = text_[at_];
    if (c == ';' && at_line_start()) {
      return {Token::Kind::value, text_field(), false, line};
    }
    if (c == '\'' || c == '"') {
      return {Token::Kind::value, quoted(c), false, line};
    }
    const std::size_t first = at_;
    while (at_ < text_.size() && !blank(text_[at_])) {
      check(text_[at_]);
      ++at_;
    }
    const std::string_view word = text_.substr(first, at_ - first);
    if (c == '_') {
      return {Token::Kind::tag, word, false, line};
    }
    const std::string key = lower(word.substr(0, 7));
    if (key.starts_with("data_")) {
      return {Token::Kind::data, word.substr(5), false, line};
    }
    if (key.starts_with("save_")) {
      return {Token::Kind::frame, word.substr(5), false, line};
    }
    if (key == "loop_") {
      return {Token::Kind::loop, {}, false, line};
    }
    if (key == "stop_") {
      return {Token::Kind::stop, {}, false, line};
    }
    if (key == "global_") {
      return {Token::Kind::data, {}, false, line};
    }
    return {Token::Kind::value, word, word == "?" || word == ".", line};
  }

 private:
  void check(char c) const {
    if (static_cast<unsigned char>(c) < ' ' && !blank(c)) {
      refuse(fmt::format("a byte {:#04x}, which no text has", static_cast<unsigned char>(c)), line_);
    }
  }

  bool at_line_start() const { return at_ == 0 || text_[at_ - 1] == '\n' || text_[at_ - 1] == '\r'; }

  void count(char c) {
    // "\r\n" is one end of a line, counted at its second half.
    line_ += c == '\n' || (c == '\r' && !(at_ + 1 < text_.size() && text_[at_ + 1] == '\n')) ? 1 : 0;
  }

  void skip_blanks() {
    bool comment = false;
    if (at_ == 0 && text_.starts_with("\xef\xbb\xbf")) {  // byte order mark
      at_ = 3;
    }
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n' || c == '\r') {
        count(c);
        comment = false;
      } else if (!comment && c == '#') {
        comment = true;
      } else if (!comment && !blank(c)) {
        return;
      } else {
        check(c);
      }
    }
  }

  std::string_view text_field() {
    const int line = line_;
    const std::size_t first = ++at_;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == ';' && at_line_start()) {
        return text_.substr(first, at_++ - first);
      }
      check(text_[at_]);
      count(text_[at_]);
    }
    refuse("a text field is not closed", line);
  }

  std::string_view quoted(char quote) {
    const std::size_t first = ++at_;
    for (; at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r'; ++at_) {
      check(text_[at_]);
      if (text_[at_] == quote && (at_ + 1 == text_.size() || blank(text_[at_ + 1]))) {
        return text_.substr(first, at_++ - first);
      }
    }
    refuse("a quoted text is not closed", line_);
  }

  std::string_view text_;
  std::string file_;
  std::size_t at_ = 0;
  int line_ = 1;
};

class Parser {
 public:
  Parser(std::string_view text, std::string file) : lexer_(text, std::move(file)), token_(lexer_.next()) {}

  std::vector<CifBlock> read() {
    while (token_.kind != Token::Kind::end) {
      switch (token_.kind) {
        case Token::Kind::data:
          blocks_.emplace_back().name = std::string(token_.text);
          in_frame_ = false;
          advance();
          break;
        case Token::Kind::frame:
          in_frame_ = !token_.text.empty();
          advance();
          break;
        case Token::Kind::tag:
          item();
          break;
        case Token::Kind::loop:
          loop();
          break;
        case Token::Kind::stop:
          advance();
          break;
        default:
          lexer_.refuse(fmt::format("'{}' where a tag is expected", token_.text.substr(0, 40)), token_.line);
      }
    }
    if (blocks_.empty()) {
      lexer_.refuse("it is empty", token_.line);
    }
    return std::move(blocks_);
  }

 private:
  void advance() { token_ = lexer_.next(); }

  std::string value() const { return token_.open ? std::string() : std::string(token_.text); }

  void keep(const Token& tag, CifBlock::Column column) {
    if (blocks_.empty()) {
      lexer_.refuse("it does not begin with data_", tag.line);
    }
    if (in_frame_) {
      return;
    }
    std::string name = lower(tag.text);
    std::ranges::replace(name, '.', '_');
    column.line = tag.line;
    blocks_.back().columns.try_emplace(std::move(name), std::move(column));
  }

  void item() {
    const Token tag = token_;
    advance();
    if (token_.kind == Token::Kind::end) {
      lexer_.refuse(fmt::format("it ends after {}", tag.text.substr(0, 60)), tag.line);
    }
    if (token_.kind != Token::Kind::value) {
      keep(tag, {{std::string()}, 0});
      return;
    }
    keep(tag, {{value()}, 0});
    advance();
  }

  void loop() {
    const int line = token_.line;
    advance();
    std::vector<Token> tags;
    for (; token_.kind == Token::Kind::tag; advance()) {
      tags.push_back(token_);
    }
    if (tags.empty()) {
      lexer_.refuse("a loop without tags", line);
    }
    std::vector<CifBlock::Column> columns(tags.size());
    std::size_t count = 0;
    for (; token_.kind == Token::Kind::value; advance(), ++count) {
      columns[count % tags.size()].values.push_back(value());
    }
    if (count % tags.size() != 0) {
      lexer_.refuse(fmt::format("a loop of {} columns has {} values", tags.size(), count), line);
    }
    for (std::size_t i = 0; i < tags.size(); ++i) {
      keep(tags[i], std::move(columns[i]));
    }
  }

  Lexer lexer_;
  Token token_;
  std::vector<CifBlock> blocks_;
  bool in_frame_ = false;
};

}  // namespace

const CifBlock::Column* CifBlock::find(std::initializer_list<std::string_view> tags) const {
  for (const std::string_view tag : tags) {
    const auto found = columns.find(tag);
    if (found != columns.end() &&
        std::ranges::any_of(found->second.values, [](const std::string& v) { return !v.empty(); })) {
      return &found->second;
    }
  }
  return nullptr;
}

std::vector<CifBlock> read_cif_blocks(std::string_view text, const std::filesystem::path& path) {
  return Parser(text, path.string()).read();
}

}  // namespace nacre::crystal
