#include "nacre/impedance/circuit_ordering.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "nacre/base/error.hpp"

namespace nacre::impedance {

class OrderingParser {
 public:
  OrderingParser(std::string_view text, const Circuit& circuit) : text_(text), circuit_(circuit) {}

  std::vector<Ordering> parse() {
    std::vector<Ordering> result;
    auto left = side();
    do {
      const char sign = next();
      if (sign != '<' && sign != '>') {
        fail("expected '<' or '>'");
      }
      ++at_;
      accept('=');
      auto right = side();
      Ordering order;
      order.text_ = std::string(text_);
      order.small_ = sign == '<' ? left : right;
      order.large_ = sign == '<' ? right : left;
      result.push_back(std::move(order));
      left = std::move(right);
    } while (next() != '\0');
    return result;
  }

 private:
  using Operation = Ordering::Operation;
  using Kind = Operation::Kind;

  [[noreturn]] void fail(const std::string& problem) const {
    std::string names;
    for (const auto& p : circuit_.parameters()) {
      names += (names.empty() ? "" : ", ") + p.name;
    }
    const std::string found = at_ < text_.size() ? fmt::format("'{}'", text_.substr(at_, 12)) : "the end";
    throw UsageError(
        fmt::format("constraint \"{}\": {}, found {} (character {})", text_, problem, found, at_ + 1),
        "write products and powers of parameters, as \"R1*C1 < R2*C2\"; the parameters are " + names);
  }

  char next() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
      ++at_;
    }
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(char c) {
    const bool there = next() == c;
    at_ += there ? 1 : 0;
    return there;
  }

  Ordering::Side side(int depth = 0) {
    auto result = factor(depth);
    for (char sign = next(); sign == '*' || sign == '/'; sign = next()) {
      ++at_;
      append(result, factor(depth));
      result.push_back({sign == '*' ? Kind::times : Kind::over});
    }
    return result;
  }

  Ordering::Side factor(int depth) {
    auto result = base(depth);
    if (accept('^')) {
      append(result, base(depth));
      result.push_back({Kind::power});
    }
    return result;
  }

  Ordering::Side base(int depth) {
    if (depth > 40) {
      fail("nested too deeply");
    }
    if (accept('(')) {
      auto inside = side(depth + 1);
      if (!accept(')')) {
        fail("expected ')'");
      }
      return inside;
    }
    if (std::isalpha(static_cast<unsigned char>(next())) != 0) {
      const std::size_t begin = at_;
      while (at_ < text_.size() &&
             (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_')) {
        ++at_;
      }
      const auto name = text_.substr(begin, at_ - begin);
      const auto& all = circuit_.parameters();
      const auto known =
          std::find_if(all.begin(), all.end(), [&](const CircuitParameter& p) { return p.name == name; });
      if (known == all.end()) {
        at_ = begin;
        fail(fmt::format("there is no parameter '{}'", name));
      }
      return {{Kind::parameter, 0.0, static_cast<std::size_t>(known - all.begin())}};
    }
    double number = 0.0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
    if (error != std::errc() || !(number > 0.0) || !std::isfinite(number)) {
      fail("expected a parameter or a positive number");
    }
    at_ = static_cast<std::size_t>(end - text_.data());
    return {{Kind::number, std::log(number)}};
  }

  static void append(Ordering::Side& side, const Ordering::Side& more) {
    side.insert(side.end(), more.begin(), more.end());
  }

  std::string_view text_;
  const Circuit& circuit_;
  std::size_t at_ = 0;
};

std::vector<Ordering> Ordering::parse(std::string_view text, const Circuit& circuit) {
  return OrderingParser(text, circuit).parse();
}

double Ordering::logarithm(const Side& side, const std::vector<double>& parameters,
                           std::vector<double>& slopes) {
  struct Value {
    double logarithm;
    std::vector<double> slopes;
  };
  std::vector<Value> stack;
  for (const auto& operation : side) {
    switch (operation.kind) {
      case Operation::Kind::number:
        stack.push_back({operation.logarithm, std::vector<double>(parameters.size())});
        continue;
      case Operation::Kind::parameter:
        stack.push_back({std::log(parameters[operation.parameter]), std::vector<double>(parameters.size())});
        stack.back().slopes[operation.parameter] = 1.0;
        continue;
      default:
        break;
    }
    const Value right = std::move(stack.back());
    stack.pop_back();
    Value& left = stack.back();
    // ln(a b) = ln a + ln b; ln(a/b) = ln a - ln b; ln(a^b) = e^(ln b) ln a
    const bool power = operation.kind == Operation::Kind::power;
    const double exponent = power ? std::exp(right.logarithm) : 1.0;
    const double other = power                                      ? exponent * left.logarithm
                         : operation.kind == Operation::Kind::times ? 1.0
                                                                    : -1.0;
    for (std::size_t k = 0; k < parameters.size(); ++k) {
      left.slopes[k] = exponent * left.slopes[k] + other * right.slopes[k];
    }
    left.logarithm = power ? other : left.logarithm + other * right.logarithm;
  }
  slopes = std::move(stack.back().slopes);
  return stack.back().logarithm;
}

double Ordering::margin(const std::vector<double>& parameters, std::vector<double>& slopes) const {
  std::vector<double> small;
  const double low = logarithm(small_, parameters, small);
  const double high = logarithm(large_, parameters, slopes);
  for (std::size_t k = 0; k < slopes.size(); ++k) {
    slopes[k] -= small[k];
  }
  return high - low;
}

}  // namespace nacre::impedance
