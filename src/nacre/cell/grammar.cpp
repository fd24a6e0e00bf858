#include "nacre/cell/grammar.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "nacre/cell/lexer.hpp"
#include "nacre/cell/step_parser.hpp"
#include "nacre/cell/values.hpp"

namespace nacre::cell {
namespace {

constexpr std::array<std::string_view, 3> settings = {"period", "temperature", "termination"};

class ProtocolParser {
 public:
  ProtocolParser(std::string_view text, const ProfileReader& read_profile, Protocol& protocol)
      : lexer_(text), steps_(lexer_, read_profile), protocol_(protocol) {}

  void parse() {
    for (;;) {
      while (lexer_.peek().kind == Token::Kind::line || lexer_.peek().is(";")) {
        lexer_.take();
      }
      if (lexer_.peek().kind == Token::Kind::end) {
        break;
      }
      statement();
      const Token behind = lexer_.peek();
      const bool separated =
          behind.kind == Token::Kind::end || behind.kind == Token::Kind::line || behind.is_any({";", ","});
      if (!separated) {
        lexer_.fail_expected(behind, "';' or the end of the line after a step");
      }
      lexer_.accept(",");
    }
    if (protocol_.cycles.empty()) {
      lexer_.fail_expected(lexer_.peek(), "a step",
                           "a protocol has at least one step, such as Rest for 1 hour");
    }
  }

  Step parse_step() {
    const Token first = lexer_.peek();
    const Instruction read = quoted();
    if (read.steps.size() != 1) {
      lexer_.fail(first, "several steps where one is expected");
    }
    need_end();
    return read.steps.front();
  }

  std::vector<Cycle> parse_cycles() {
    auto cycles = blocks();
    need_end();
    return cycles;
  }

  void parse_setting(std::string_view name) {
    setting(name);
    need_end();
  }

 private:
  using Cycles = std::vector<Cycle>;

  void need_end() {
    while (lexer_.peek().kind == Token::Kind::line) {
      lexer_.take();
    }
    if (lexer_.peek().kind != Token::Kind::end) {
      lexer_.fail_expected(lexer_.peek(), "nothing more");
    }
  }

  // "name = ", "name: ", or nothing is taken.
  bool accept_name(std::string_view name) {
    const Lexer mark = lexer_;
    if (lexer_.accept(name) && (lexer_.accept("=") || lexer_.accept(":"))) {
      return true;
    }
    lexer_ = mark;
    return false;
  }

  // Whether a number comes next, within quotes or without: no step begins so.
  static bool is_quantity(Lexer ahead) {
    if (ahead.peek().is_any({"\"", "'", "["})) {
      ahead.take();
    }
    return ahead.peek().kind == Token::Kind::number;
  }

  void statement() {
    for (const auto name : settings) {
      if (accept_name(name)) {
        setting(name);
        return;
      }
    }
    const Lexer mark = lexer_;  // "experiment = pybamm.Experiment(...)"
    const Token name = lexer_.take();
    if (name.kind != Token::Kind::word || !lexer_.accept("=")) {
      lexer_ = mark;
    } else if (is_quantity(lexer_)) {
      lexer_.fail_expected(name, "period, temperature or termination", settings, "settings");
    }
    if (lexer_.accept("pybamm")) {
      lexer_.expect(".");
    }
    if (lexer_.accept("Experiment")) {
      experiment();
    } else {
      append(blocks());
    }
  }

  void experiment() {
    lexer_.expect("(");
    accept_name("operating_conditions");
    append(blocks());
    while (lexer_.accept(",") && !lexer_.peek().is(")")) {
      const auto* const name = std::ranges::find_if(settings, [&](auto known) { return accept_name(known); });
      if (name == settings.end()) {
        lexer_.fail_expected(lexer_.peek(), "period=, temperature= or termination=", settings, "settings");
      }
      setting(*name);
    }
    lexer_.expect(")");
  }

  void setting(std::string_view name) {
    const bool several = name == "termination";
    const bool list = several && lexer_.accept("[");
    do {
      const Token quote = lexer_.peek();
      const bool in_quotes = lexer_.accept("\"") || lexer_.accept("'");
      if (name == "period") {
        protocol_.period_s = read_time_s(lexer_);
      } else if (name == "temperature") {
        protocol_.temperature_K = read_temperature_K(lexer_);
      } else {
        read_end_condition(lexer_, protocol_);
      }
      if (in_quotes) {
        lexer_.expect(quote.text);
      }
    } while (list ? lexer_.accept(",") && !lexer_.peek().is("]") : several && lexer_.accept("or"));
    if (list) {
      lexer_.expect("]");
    }
  }

  void append(const Cycles& cycles) {
    protocol_.cycles.insert(protocol_.cycles.end(), cycles.begin(), cycles.end());
  }

  Cycles blocks() {
    Cycles all = block();
    while (lexer_.accept("+")) {
      const Cycles more = block();
      all.insert(all.end(), more.begin(), more.end());
    }
    return all;
  }

  void count(std::size_t steps, std::size_t times, const Token& at) {
    if (times > (steps_at_most - steps_so_far_) / steps) {
      lexer_.fail(at, fmt::format("more than {} steps in all", steps_at_most),
                  "run the protocol in parts, each from the state in which the last one ended");
    }
    steps_so_far_ += steps * times;
  }

  // A list, a tuple or a step, with its repeats.
  Cycles block() {
    const Token first = lexer_.peek();
    const Cycles once = first.is("[") ? list() : first.is("(") ? Cycles{cycle(tuple())} : instruction();
    Cycles all = once;
    if (lexer_.peek().is_any({"*", "x", "×"})) {
      lexer_.take();
      const Token number = lexer_.peek();
      const auto times = read_count(lexer_);
      for (const Cycle& repeated : once) {
        count(repeated.steps->size(), times - 1, number);
      }
      all.reserve(once.size() * times);
      for (std::size_t n = 1; n < times; ++n) {
        all.insert(all.end(), once.begin(), once.end());
      }
    }
    return all;
  }

  // A step alone, or the cycles that a shorthand stands for.
  Cycles instruction() {
    const Token first = lexer_.peek();
    Instruction read = quoted();
    count(read.steps.size(), read.times, first);
    return Cycles(read.times, cycle(std::move(read.steps), read.at_most));
  }

  static Cycle cycle(CycleSteps steps, int at_most = 1) {
    return {std::make_shared<const CycleSteps>(std::move(steps)), at_most};
  }

  // "[" steps and tuples "]"; a list within the list is a cycle, like a tuple.
  Cycles list() {
    Cycles cycles;
    const Token opening = lexer_.take();
    while (!lexer_.accept("]")) {
      const Token first = lexer_.peek();
      if (first.is_any({"(", "["})) {
        cycles.push_back(cycle(tuple()));
      } else {
        const auto read = instruction();
        cycles.insert(cycles.end(), read.begin(), read.end());
      }
      if (!lexer_.accept(",") && !lexer_.peek().is("]")) {
        lexer_.fail_expected(lexer_.peek(), "',' or ']'", "put * N behind the list to repeat it");
      }
    }
    if (cycles.empty()) {
      lexer_.fail(opening, "a list without a step");
    }
    return cycles;
  }

  // "(" or "[", steps, and the same closed.
  CycleSteps tuple() {
    const std::string_view closing = lexer_.take().is("(") ? ")" : "]";
    CycleSteps steps;
    do {
      const Token first = lexer_.peek();
      Instruction read = quoted();
      if (read.is_cycle()) {
        lexer_.fail(first, "a shorthand for several cycles within a cycle",
                    "put it before or behind the brackets");
      }
      count(read.steps.size(), 1, first);
      std::ranges::move(read.steps, std::back_inserter(steps));
    } while (lexer_.accept(",") && !lexer_.peek().is(closing));
    if (!lexer_.accept(closing)) {
      lexer_.fail_expected(lexer_.peek(), fmt::format("',' or '{}'", closing));
    }
    return steps;
  }

  // One instruction, with or without quotes around it.
  Instruction quoted() {
    const Token quote = lexer_.peek();
    if (!quote.is_any({"\"", "'"})) {
      return steps_.instruction();
    }
    lexer_.take();
    Instruction read = steps_.instruction();
    if (!lexer_.accept(quote.text)) {
      lexer_.fail_expected(lexer_.peek(), fmt::format("{} behind the step", quote.text));
    }
    return read;
  }

  Lexer lexer_;
  StepParser steps_;
  Protocol& protocol_;
  std::size_t steps_so_far_ = 0;
};

}  // namespace

ProtocolError::ProtocolError(const std::string& problem, const std::string& picture, std::size_t line,
                             std::size_t column, std::string advice)
    : UsageError(fmt::format("{} (line {}, column {}){}{}", problem, line, column,
                             picture.empty() ? "" : "\n", picture),
                 std::move(advice)),
      problem_(problem),
      picture_(picture),
      line_(line),
      column_(column) {}

Step parse_step(std::string_view text, const ProfileReader& read_profile) {
  Protocol unused;
  return ProtocolParser(text, read_profile, unused).parse_step();
}

std::vector<Cycle> parse_cycles(std::string_view text, const ProfileReader& read_profile) {
  Protocol unused;
  return ProtocolParser(text, read_profile, unused).parse_cycles();
}

Protocol parse_protocol(std::string_view text, const ProfileReader& read_profile) {
  Protocol protocol;
  protocol.text = text;
  ProtocolParser(text, read_profile, protocol).parse();
  return protocol;
}

void parse_setting(std::string_view name, std::string_view value, Protocol& protocol) {
  ProtocolParser(value, {}, protocol).parse_setting(name);
}

}  // namespace nacre::cell
