// The two notations of circuit.hpp, by recursive descent.
#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "nacre/base/error.hpp"
#include "nacre/impedance/circuit.hpp"

namespace nacre::impedance {

class CircuitParser {
 public:
  explicit CircuitParser(std::string_view text) : text_(text) {
    circuit_.text_ = std::string(text);
    circuit_.notation_ = notation_of(text);
  }

  Circuit parse() {
    if (text_.size() > 4096) {
      throw UsageError("a circuit of more than 4096 characters", "shorten it");
    }
    const bool python = circuit_.notation_ == Notation::impedance_py;
    python ? python_series(0) : bracketed_series(0, '\0');
    skip();
    if (at_ < text_.size()) {
      fail(python ? "expected '-' or the end" : "expected an element, '(', '[' or the end");
    }
    return std::move(circuit_);
  }

  // text_ is "NAME=..." for a circuit that exists.
  void change(Circuit& circuit) {
    const std::size_t equals = text_.find('=');
    std::string name(text_.substr(0, equals));
    std::erase_if(name, [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; });
    const auto known = std::find_if(circuit.parameters_.begin(), circuit.parameters_.end(),
                                    [&](const CircuitParameter& p) { return p.name == name; });
    if (equals == std::string_view::npos || known == circuit.parameters_.end()) {
      std::string names;
      for (const auto& p : circuit.parameters_) {
        names += (names.empty() ? "" : ", ") + p.name;
      }
      throw UsageError(
          fmt::format("\"{}\" sets no parameter of {}", text_, circuit.text()),
          "write NAME=VALUE, NAME=VALUEf or NAME=VALUE/LOWER/UPPER; its parameters are " + names);
    }
    at_ = equals + 1;
    setting(*known, name);
    skip();
    if (at_ < text_.size()) {
      fail("expected VALUE, VALUEf or VALUE/LOWER/UPPER");
    }
  }

 private:
  using Node = Circuit::Node;

  // Numbers behind letters, 'p(' and '-' outside braces are impedance.py's.
  static Notation notation_of(std::string_view text) {
    bool inside = false;
    for (const char c : text) {
      inside = c == '{' || (inside && c != '}');
      if (!inside && (c == '-' || c == 'p' || std::isdigit(static_cast<unsigned char>(c)) != 0)) {
        return Notation::impedance_py;
      }
    }
    return Notation::pyimpspec;
  }

  [[noreturn]] void fail(const std::string& problem, std::string advice = {}) const {
    const std::string found = at_ < text_.size() ? fmt::format("'{}'", text_.substr(at_, 12)) : "the end";
    if (advice.empty()) {
      advice = "two notations are read: \"R0-p(R1,C1)-W1\" (impedance.py) and \"R(RC)W\" (pyimpspec)";
    }
    throw UsageError(
        fmt::format("circuit \"{}\": {}, found {} (character {})", text_, problem, found, at_ + 1),
        std::move(advice));
  }

  void skip() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
      ++at_;
    }
  }
  bool accept(char c) {
    skip();
    if (at_ < text_.size() && text_[at_] == c) {
      ++at_;
      return true;
    }
    return false;
  }
  void expect(char c) {
    if (!accept(c)) {
      fail(fmt::format("expected '{}'", c));
    }
  }

  std::size_t add(Node node) {
    if (circuit_.nodes_.size() >= 150) {
      fail("a circuit of at most 64 elements is read");
    }
    circuit_.nodes_.push_back(std::move(node));
    return circuit_.nodes_.size() - 1;
  }
  // The children as one node; a single child stays itself.
  std::size_t join(Node::Kind kind, std::vector<std::size_t> children) {
    if (children.size() == 1) {
      return children.front();
    }
    Node node;
    node.kind = kind;
    node.first = circuit_.nodes_[children.front()].first;
    node.last = circuit_.nodes_[children.back()].last;
    node.children = std::move(children);
    return add(std::move(node));
  }

  const ElementKind& symbol() {
    skip();
    for (const auto& kind : elements(circuit_.notation_)) {
      if (text_.substr(at_).starts_with(kind.symbol)) {
        at_ += kind.symbol.size();
        if (++count_ > 64) {
          fail("a circuit of at most 64 elements is read");
        }
        return kind;
      }
    }
    std::string known;
    for (const auto& kind : elements(circuit_.notation_)) {
      known += (known.empty() ? "" : ", ") + std::string(kind.symbol);
    }
    fail("expected an element", "elements of this notation: " + known);
  }

  std::size_t add_element(const ElementKind& kind) {
    Node node;
    node.element = &kind;
    node.first = circuit_.parameters_.size();
    for (const auto& p : kind.parameters) {
      CircuitParameter parameter;
      parameter.unit = std::string(p.unit);
      parameter.role = p.role;
      parameter.fixed = p.fixed;
      if (p.fixed) {
        parameter.start = p.typical;
      }
      parameter.upper = p.role == Role::exponent ? 1.0 : parameter.upper;
      circuit_.parameters_.push_back(std::move(parameter));
    }
    node.last = circuit_.parameters_.size();
    return add(std::move(node));
  }

  void claim(const std::string& name) {
    if (!names_.insert(name).second) {
      throw UsageError(fmt::format("circuit \"{}\": two elements are named '{}'", text_, name),
                       "give each element its own number or label");
    }
  }

  // --- impedance.py: series := part ('-' part)*; part := 'p(' series (',' series)+ ')' | element number
  std::size_t python_series(int depth) {
    std::vector<std::size_t> parts{python_part(depth)};
    while (accept('-')) {
      parts.push_back(python_part(depth));
    }
    return join(Node::Kind::series, std::move(parts));
  }

  std::size_t python_part(int depth) {
    if (depth > 40) {
      fail("nested too deeply");
    }
    skip();
    if (text_.substr(at_).starts_with("p(")) {
      at_ += 2;
      std::vector<std::size_t> branches{python_series(depth + 1)};
      while (accept(',')) {
        branches.push_back(python_series(depth + 1));
      }
      expect(')');
      return join(Node::Kind::parallel, std::move(branches));
    }
    const std::size_t begin = at_;
    const auto& kind = symbol();
    while (at_ < text_.size() &&
           (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_')) {
      ++at_;
    }
    const std::string name(text_.substr(begin, at_ - begin));
    claim(name);
    const auto node = add_element(kind);
    for (std::size_t k = 0; k < kind.parameters.size(); ++k) {
      circuit_.parameters_[circuit_.nodes_[node].first + k].name =
          kind.parameters.size() == 1 ? name : fmt::format("{}_{}", name, k);
    }
    return node;
  }

  // --- pyimpspec: series := part+; part := '(' part+ ')' | '[' part+ ']' | element ['{' ... '}']
  std::vector<std::size_t> bracketed_parts(int depth, char close) {
    if (depth > 40) {
      fail("nested too deeply");
    }
    std::vector<std::size_t> parts;
    for (;;) {
      skip();
      if (at_ >= text_.size() || text_[at_] == close || text_[at_] == ')' || text_[at_] == ']') {
        break;
      }
      parts.push_back(bracketed_part(depth));
    }
    if (parts.empty()) {
      fail("expected an element");
    }
    return parts;
  }

  std::size_t bracketed_series(int depth, char close) {
    return join(Node::Kind::series, bracketed_parts(depth, close));
  }

  std::size_t bracketed_part(int depth) {
    if (accept('(')) {
      auto branches = bracketed_parts(depth + 1, ')');
      expect(')');
      return join(Node::Kind::parallel, std::move(branches));
    }
    if (accept('[')) {
      const auto node = bracketed_series(depth + 1, ']');
      expect(']');
      return node;
    }
    const auto& kind = symbol();
    const auto node = add_element(kind);
    std::string label = std::to_string(++numbers_[std::string(kind.symbol)]);
    if (accept('{')) {
      settings(kind, circuit_.nodes_[node].first, label);
    }
    const std::string name = fmt::format("{}_{}", kind.symbol, label);
    claim(name);
    for (std::size_t k = 0; k < kind.parameters.size(); ++k) {
      circuit_.parameters_[circuit_.nodes_[node].first + k].name =
          kind.parameters.size() == 1 ? name : fmt::format("{}_{}", name, kind.parameters[k].name);
    }
    return node;
  }

  // "5.3f/1/10": a starting value, whether it is fixed, and limits; each may be missing.
  void setting(CircuitParameter& parameter, std::string_view name) {
    const auto given = [&] {
      skip();
      return at_ < text_.size() && text_[at_] != '/' && text_[at_] != ',' && text_[at_] != '}';
    };
    const bool has_value = given();
    if (has_value) {
      parameter.start = value();
    } else if (at_ >= text_.size() || text_[at_] != '/') {
      fail("expected a number, or limits");
    }
    parameter.fixed = has_value && (accept('f') || accept('F'));
    if (accept('/')) {
      parameter.lower = given() ? value() : parameter.lower;
      if (accept('/')) {
        parameter.upper = given() ? value() : parameter.upper;
      }
    }
    const double at = std::isnan(parameter.start) ? parameter.lower : parameter.start;
    if (!(0.0 <= parameter.lower && parameter.lower <= at && at <= parameter.upper)) {
      fail(fmt::format("the value of {} must lie within its limits, and those not below zero", name));
    }
  }

  // "R=5.3f/1/10,n=0.5:label}"
  void settings(const ElementKind& kind, std::size_t first, std::string& label) {
    while (!accept('}')) {
      if (accept(':')) {
        skip();
        const std::size_t end = text_.find('}', at_);
        if (end == std::string_view::npos || end == at_) {
          fail("expected a label and '}'");
        }
        label = std::string(text_.substr(at_, end - at_));
        at_ = end;
        continue;
      }
      const std::size_t equals = text_.find('=', at_);
      const auto name = text_.substr(at_, equals == std::string_view::npos ? 0 : equals - at_);
      const auto known = std::find_if(kind.parameters.begin(), kind.parameters.end(),
                                      [&](const ElementParameter& p) { return p.name == name; });
      if (known == kind.parameters.end()) {
        fail(fmt::format("expected a parameter of {}", kind.symbol),
             fmt::format("its first parameter is written {}{{{}=VALUE}}", kind.symbol,
                         kind.parameters.front().name));
      }
      auto& parameter =
          circuit_.parameters_[first + static_cast<std::size_t>(known - kind.parameters.begin())];
      at_ = equals + 1;
      setting(parameter, name);
      accept(',');
    }
  }

  double value() {
    skip();
    double number = 0.0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
    if (error != std::errc() || std::isnan(number)) {
      fail("expected a number");
    }
    at_ = static_cast<std::size_t>(end - text_.data());
    return number;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int count_ = 0;
  std::map<std::string, int> numbers_;
  std::set<std::string> names_;
  Circuit circuit_;
};

Circuit Circuit::parse(std::string_view text) { return CircuitParser(text).parse(); }

void Circuit::set(std::string_view text) { CircuitParser(text).change(*this); }

}  // namespace nacre::impedance
