#include "nacre/cell/expression.hpp"

#include <fmt/core.h>
#include <muParser.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <mutex>
#include <numbers>
#include <vector>

#include "nacre/base/error.hpp"
#include "nacre/base/spelling.hpp"

namespace nacre::cell {
namespace {

constexpr std::size_t longest = 10'000;
constexpr int deepest = 100;
constexpr std::string_view local_name = "u";

using UnaryFunction = double (*)(double);
struct NamedFunction {
  std::string_view name;
  UnaryFunction function;
};

constexpr std::array functions{
    NamedFunction{"exp", [](double v) { return std::exp(v); }},
    NamedFunction{"log", [](double v) { return std::log(v); }},
    NamedFunction{"ln", [](double v) { return std::log(v); }},
    NamedFunction{"log10", [](double v) { return std::log10(v); }},
    NamedFunction{"log2", [](double v) { return std::log2(v); }},
    NamedFunction{"sqrt", [](double v) { return std::sqrt(v); }},
    NamedFunction{"sin", [](double v) { return std::sin(v); }},
    NamedFunction{"cos", [](double v) { return std::cos(v); }},
    NamedFunction{"tan", [](double v) { return std::tan(v); }},
    NamedFunction{"asin", [](double v) { return std::asin(v); }},
    NamedFunction{"acos", [](double v) { return std::acos(v); }},
    NamedFunction{"atan", [](double v) { return std::atan(v); }},
    NamedFunction{"arcsin", [](double v) { return std::asin(v); }},
    NamedFunction{"arccos", [](double v) { return std::acos(v); }},
    NamedFunction{"arctan", [](double v) { return std::atan(v); }},
    NamedFunction{"sinh", [](double v) { return std::sinh(v); }},
    NamedFunction{"cosh", [](double v) { return std::cosh(v); }},
    NamedFunction{"tanh", [](double v) { return std::tanh(v); }},
    NamedFunction{"asinh", [](double v) { return std::asinh(v); }},
    NamedFunction{"acosh", [](double v) { return std::acosh(v); }},
    NamedFunction{"atanh", [](double v) { return std::atanh(v); }},
    NamedFunction{"abs", [](double v) { return std::abs(v); }},
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Reads the text word by word and writes the canonical form; knows which word may follow which, so that the
// column of a mistake is that of the user's text.
class Translator {
 public:
  Translator(std::string_view text, std::span<const std::string_view> variables)
      : text_(text), variables_(variables) {}

  std::string translate() {
    if (text_.size() > longest) {
      throw UsageError(fmt::format("the expression has {} characters, more than {}", text_.size(), longest),
                       "give it as a table of x and y");
    }
    for (skip(); at_ < text_.size(); skip()) {
      operand_expected_ ? operand() : behind_operand();
    }
    if (operand_expected_) {
      fail(out_.empty() ? "the expression is empty" : "the expression ends where a number or name belongs");
    }
    if (depth_ > 0) {
      fail("a bracket ( is not closed");
    }
    return out_;
  }
  bool uses_temperature() const { return uses_temperature_; }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& advice = {}) const {
    throw UsageError(fmt::format("{}, at column {} of the expression", what, at_ + 1), advice);
  }
  void skip() {
    while (at_ < text_.size() && is_blank(text_[at_])) {
      ++at_;
    }
  }

  void operand() {
    const char c = text_[at_];
    if (c == '+' || c == '-') {
      negative_ = negative_ != (c == '-');  // muParser takes one sign: the product of all
      ++at_;
      return;
    }
    if (negative_) {
      out_ += '-';
      negative_ = false;
    }
    if (c == '(') {
      open();
    } else if (is_digit(c) || c == '.') {
      number();
    } else if (is_letter(c)) {
      name();
    } else {
      fail(fmt::format("a number, a name or a bracket was expected, not '{}'", printable(c)));
    }
  }

  void behind_operand() {
    const char c = text_[at_];
    if (c == ')') {
      if (--depth_ < 0) {
        fail("a bracket ) has no partner");
      }
      out_ += ')';
      ++at_;
      return;
    }
    if (c == '*' && at_ + 1 < text_.size() && text_[at_ + 1] == '*') {
      out_ += '^';
      at_ += 2;
    } else if (c == '+' || c == '-' || c == '*' || c == '/' || c == '^') {
      out_ += c;
      ++at_;
    } else {
      fail(fmt::format("an operator was expected, not '{}'", printable(c)), "write * between factors");
    }
    operand_expected_ = true;
  }

  void open() {
    if (++depth_ > deepest) {
      fail("the brackets are nested too deeply");
    }
    out_ += '(';
    ++at_;
  }

  void number() {
    double value = 0.0;
    const char* first = text_.data() + at_;
    const auto [end, error] = std::from_chars(first, text_.data() + text_.size(), value);
    if (error != std::errc{}) {
      fail("not a number that a computer can hold");
    }
    out_.append(first, end);  // as the user wrote it
    at_ += static_cast<std::size_t>(end - first);
    operand_expected_ = false;
  }

  void name() {
    for (const std::string_view prefix : {"np.", "numpy.", "math."}) {
      if (text_.substr(at_).starts_with(prefix)) {
        at_ += prefix.size();
        break;
      }
    }
    std::size_t end = at_;
    while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end]))) {
      ++end;
    }
    const auto word = text_.substr(at_, end - at_);
    if (std::ranges::find(functions, word, &NamedFunction::name) != functions.end()) {
      out_ += word;
      at_ = end;
      skip();
      if (at_ == text_.size() || text_[at_] != '(') {
        fail(fmt::format("'{}' must be followed by a bracket (", word));
      }
      open();
      return;
    }
    if (std::ranges::find(variables_, word) != variables_.end()) {
      out_ += local_name;
    } else if (word == "T") {
      out_ += word;
      uses_temperature_ = true;
    } else if (word == "pi") {
      out_ += word;
    } else {
      std::vector<std::string_view> known(variables_.begin(), variables_.end());
      known.insert(known.end(), {"T", "pi"});
      std::ranges::transform(functions, std::back_inserter(known), &NamedFunction::name);
      fail(fmt::format("'{}' is no variable and no function here", word),
           spelling_advice(word, known, "names"));
    }
    at_ = end;
    operand_expected_ = false;
  }

  static std::string printable(char c) {
    return std::isprint(static_cast<unsigned char>(c)) != 0 ? std::string(1, c) : "?";
  }

  std::string_view text_;
  std::span<const std::string_view> variables_;
  std::string out_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool negative_ = false;
  bool operand_expected_ = true;
  bool uses_temperature_ = false;
};

// muParser binds variables by address and keeps its stack in the parser: one of these per call at a time.
struct Evaluator {
  explicit Evaluator(const std::string& text) {
    parser.ClearFun();
    parser.ClearConst();
    for (const auto& [name, function] : functions) {
      parser.DefineFun(std::string(name), function);
    }
    parser.DefineConst("pi", std::numbers::pi);
    parser.DefineVar(std::string(local_name), &variable);
    parser.DefineVar("T", &temperature);
    parser.SetExpr(text);
    parser.Eval();  // compiles
  }
  double variable = 0.5;
  double temperature = 298.15;
  mu::Parser parser;
};

}  // namespace

// As many evaluators as there are threads at work; each is used by one at a time.
class Expression::Evaluators {
 public:
  explicit Evaluators(std::string text) : text_(std::move(text)) { give_back(take()); }

  std::unique_ptr<Evaluator> take() {
    {
      const std::scoped_lock lock(mutex_);
      if (!idle_.empty()) {
        auto evaluator = std::move(idle_.back());
        idle_.pop_back();
        return evaluator;
      }
    }
    return std::make_unique<Evaluator>(text_);
  }
  void give_back(std::unique_ptr<Evaluator> evaluator) {
    const std::scoped_lock lock(mutex_);
    idle_.push_back(std::move(evaluator));
  }

 private:
  std::string text_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Evaluator>> idle_;
};

Expression::Expression(std::string_view text, std::span<const std::string_view> variables) {
  Translator translator(text, variables);
  canonical_ = translator.translate();
  uses_temperature_ = translator.uses_temperature();
  try {
    evaluators_ = std::make_shared<Evaluators>(canonical_);
  } catch (const mu::Parser::exception_type& error) {
    throw UsageError("the expression cannot be read: " + error.GetMsg());
  }
}

double Expression::operator()(double variable, double temperature) const {
  auto evaluator = evaluators_->take();
  evaluator->variable = variable;
  evaluator->temperature = temperature;
  double value = std::numeric_limits<double>::quiet_NaN();
  try {
    value = evaluator->parser.Eval();
  } catch (const mu::Parser::exception_type&) {
    // No value here: NaN says so.
  }
  evaluators_->give_back(std::move(evaluator));
  return value;
}

std::string Expression::python(std::string_view variable) const {
  std::string text;
  for (std::size_t i = 0; i < canonical_.size();) {
    if (is_letter(canonical_[i])) {
      std::size_t end = i;
      while (end < canonical_.size() && (is_letter(canonical_[end]) || is_digit(canonical_[end]))) {
        ++end;
      }
      const auto word = std::string_view(canonical_).substr(i, end - i);
      text += word == local_name ? variable : word;
      i = end;
    } else {
      text += canonical_[i] == '^' ? "**" : std::string(1, canonical_[i]);
      ++i;
    }
  }
  return text;
}

}  // namespace nacre::cell
