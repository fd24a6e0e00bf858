#include "nacre/cell/step_parser.hpp"

#include <fmt/core.h>

#include <array>
#include <cmath>

#include "nacre/cell/values.hpp"

namespace nacre::cell {
namespace {

constexpr int pulses_at_most = 10'000;  // of a titration: ends one whose limit is never reached
constexpr std::size_t terminations_at_most = 16;
constexpr std::size_t points_at_most = 20'000'000;

constexpr std::array<std::string_view, 7> instructions = {"Rest",  "Charge",  "Discharge", "Hold",
                                                          "Sweep", "Profile", "GITT"};
constexpr std::array<std::string_view, 4> clause_words = {"for", "or", "until", "at"};

// What may stand behind a step.
bool ends_step(const Token& token) {
  return token.kind == Token::Kind::end || token.kind == Token::Kind::line ||
         token.is_any({";", ",", "+", ")", "]", "\"", "'", "*", "x", "×"});
}

Instruction single(Step step) {
  Instruction read;
  read.steps.push_back(std::move(step));
  return read;
}

}  // namespace

void StepParser::clauses(Step& step) {
  const auto once = [this](bool given, const Token& word, std::string_view what) {
    if (given) {
      lexer_.fail(word, fmt::format("a second {} in one step", what));
    }
  };
  for (;;) {
    const bool alternative = lexer_.accept("or");
    const Token word = lexer_.peek();
    if (lexer_.accept("for")) {
      once(std::isfinite(step.duration_s), word, "'for'");
      step.duration_s = read_time_s(lexer_);
    } else if (lexer_.accept("until") || (alternative && !step.until.empty())) {
      if (step.until.size() == terminations_at_most) {
        lexer_.fail(word, fmt::format("more than {} limits of one step", terminations_at_most));
      }
      step.until.push_back(read_termination(lexer_));
    } else if (alternative) {
      lexer_.fail_expected(word, "'for' or 'until' after 'or'", clause_words, "words here");
    } else if (lexer_.accept("at")) {
      once(step.temperature_K > 0.0, word, "temperature");
      step.temperature_K = read_temperature_K(lexer_);
    } else if (lexer_.accept("(")) {
      once(step.period_s > 0.0, word, "period");
      step.period_s = read_time_s(lexer_);
      lexer_.expect("period");
      lexer_.expect(")");
    } else if (ends_step(word)) {
      return;
    } else {
      lexer_.fail_expected(word, "'for', 'until', 'at' or the end of the step", clause_words, "words here");
    }
  }
}

void StepParser::need_end(const Step& step) {
  if (!std::isfinite(step.duration_s) && step.until.empty()) {
    lexer_.fail_expected(lexer_.peek(), "'for' or 'until'",
                         "say how long, or until what: for 1 hour, until 2.5 V");
  }
}

Step StepParser::constant(bool charging) {
  const Value read = read_value(lexer_);
  Step step;
  step.charging = charging;
  step.value = charging ? read.number : 0.0 - read.number;  // never -0
  switch (read.measure) {
    case Measure::current:
      step.control = Control::current;
      break;
    case Measure::c_rate:
      step.control = Control::c_rate;
      break;
    case Measure::power:
      step.control = Control::power;
      break;
    case Measure::resistance:
      step.control = Control::resistance;
      step.value = read.number;
      break;
    default:
      lexer_.fail_expected(read.at, "a current, C-rate, power or resistance",
                           fmt::format("a voltage is held: Hold at {} V", read.number));
  }
  if (step.control == Control::resistance && read.number == 0.0) {
    lexer_.fail(read.at, "a resistance of 0, which must be greater");
  }
  if (read.number < 0.0) {
    lexer_.fail_expected(
        read.at, "a number that is not negative",
        fmt::format("the direction is said by the word: {}", charging ? "Discharge" : "Charge"));
  }
  return step;
}

Instruction StepParser::hold() {
  lexer_.expect("at");
  Step step;
  step.control = Control::voltage;
  const Value read = read_value(lexer_);
  if (read.measure != Measure::voltage) {
    lexer_.fail_expected(read.at, "a voltage to hold",
                         "for a current, C-rate or power write Charge or Discharge");
  }
  step.value = read.number;
  clauses(step);
  need_end(step);
  return single(std::move(step));
}

Instruction StepParser::sweep() {
  Step first;
  first.control = Control::sweep;
  first.current_voltage = !lexer_.accept("from");
  if (!first.current_voltage) {
    first.value = read_voltage(lexer_);
  }
  CycleSteps legs;
  lexer_.expect("to");
  do {
    Step leg = first;
    const Token end = lexer_.peek();
    leg.sweep_end_V = read_voltage(lexer_);
    if (!leg.current_voltage && leg.value == leg.sweep_end_V) {
      lexer_.fail(end, "a sweep that ends where it begins");
    }
    first.current_voltage = false;
    first.value = leg.sweep_end_V;
    legs.push_back(leg);
  } while (lexer_.accept("to"));
  Step tail;
  tail.sweep_V_per_s = read_sweep_rate(lexer_);
  clauses(tail);
  for (Step& leg : legs) {
    leg.sweep_V_per_s = tail.sweep_V_per_s;
    leg.duration_s = tail.duration_s;
    leg.until = tail.until;
    leg.period_s = tail.period_s;
    leg.temperature_K = tail.temperature_K;
  }
  return {legs};
}

// As PyBaMM has it: round after round while there is time, each after the interval with which one begins.
void StepParser::repeat_profile(Step& step, std::size_t most, const Token& at) const {
  const std::size_t once = step.profile_s.size();
  const bool again = once > 1 && std::isfinite(step.duration_s) && step.duration_s > step.profile_s.back();
  const double round_s = again ? step.profile_s.back() + step.profile_s[1] : 0.0;
  const double rounds = again ? std::ceil(step.duration_s / round_s) : 1.0;
  if (rounds * static_cast<double>(once) > static_cast<double>(most)) {
    lexer_.fail(at, fmt::format("profiles of more than {} points in all", points_at_most));
  }
  for (double n = 1.0; n < rounds; n += 1.0) {
    for (std::size_t i = 0; i < once; ++i) {
      step.profile_s.push_back(n * round_s + step.profile_s[i]);
      step.profile_A.push_back(step.profile_A[i]);
    }
  }
  if (again && step.profile_s.back() < step.duration_s) {  // ends within the interval between two rounds
    step.profile_s.push_back(rounds * round_s);
    step.profile_A.push_back(step.profile_A.front());
  }
}

Instruction StepParser::profile(const Token& word) {
  Step step;
  step.control = Control::profile;
  step.profile_file = lexer_.take_file_name();
  clauses(step);
  if (read_profile_) {
    read_profile_(step);
    repeat_profile(step, points_at_most - points_, word);
    points_ += step.profile_s.size();
  }
  return single(std::move(step));
}

// Every leg begins at the present voltage: the first one where the cell is, the others where the last ended.
Instruction StepParser::cyclic_voltammetry() {
  lexer_.expect("between");
  Step back;
  back.control = Control::sweep;
  back.current_voltage = true;
  back.sweep_end_V = read_voltage(lexer_);
  lexer_.expect("and");
  const Token end = lexer_.peek();
  const double turn_V = read_voltage(lexer_);
  if (turn_V == back.sweep_end_V) {
    lexer_.fail(end, "a sweep that ends where it begins");
  }
  back.sweep_V_per_s = read_sweep_rate(lexer_);
  clauses(back);
  Step there = back;
  there.sweep_end_V = turn_V;
  Instruction cycles{{there, back}};
  const Lexer mark = lexer_;
  lexer_.accept(",");
  if (lexer_.peek().kind == Token::Kind::number) {
    cycles.times = read_count(lexer_);
    if (!lexer_.accept("cycle")) {
      lexer_.expect("cycles");
    }
  } else {
    lexer_ = mark;  // the comma belongs to what comes next
  }
  return cycles;
}

Instruction StepParser::titration() {
  lexer_.accept(":");
  const Token direction = lexer_.take();
  if (!direction.is_any({"charge", "discharge"})) {
    lexer_.fail_expected(direction, "'charge' or 'discharge' after GITT",
                         "such as GITT charge at 0.1C for 10 minutes, rest for 1 hour, until 4 V");
  }
  lexer_.accept("at");
  Step pulse = constant(direction.is("charge"));
  lexer_.accept("for");
  pulse.duration_s = read_time_s(lexer_);
  lexer_.accept(",");
  lexer_.expect("rest");
  lexer_.accept("for");
  Step rest;
  rest.duration_s = read_time_s(lexer_);
  lexer_.accept(",");
  lexer_.expect("until");
  const Token limit = lexer_.peek();
  pulse.until = {read_termination(lexer_)};
  if (pulse.until.front().quantity != Termination::Quantity::voltage) {
    lexer_.fail_expected(limit, "a voltage to end at");
  }
  Step tail = pulse;  // knows that the time and the limit are given
  clauses(tail);
  if (tail.until.size() > 1) {
    lexer_.fail(limit, "a second limit of one titration");
  }
  pulse.period_s = rest.period_s = tail.period_s;
  pulse.temperature_K = rest.temperature_K = tail.temperature_K;
  return {{pulse, rest}, pulses_at_most};
}

Instruction StepParser::instruction() {
  const auto begin = lexer_.position();
  const Token word = lexer_.take();
  Instruction read;
  if (word.is("rest")) {
    Step step;
    clauses(step);
    need_end(step);
    read = single(step);
  } else if (word.is_any({"charge", "discharge"})) {
    lexer_.expect("at");
    Step step = constant(word.is("charge"));
    clauses(step);
    need_end(step);
    read = single(step);
  } else if (word.is("hold")) {
    read = hold();
  } else if (word.is("sweep")) {
    read = sweep();
  } else if (word.is("profile")) {
    read = profile(word);
  } else if (word.is("cv")) {
    read = cyclic_voltammetry();
  } else if (word.is("gitt")) {
    read = titration();
  } else if (word.is("run")) {
    lexer_.fail_expected(word, "a step", "a current over time is written Profile FILE, positive on charge");
  } else {
    lexer_.fail_expected(word, "a step", instructions, "steps");
  }
  const bool expanded = read.steps.size() > 1;
  for (Step& step : read.steps) {
    step.text = expanded ? to_text(step) : lexer_.text_since(begin);
  }
  return read;
}

}  // namespace nacre::cell
