#include "nacre/cell/step_parser.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "nacre/base/units.hpp"

namespace nacre::cell {
namespace {

constexpr int pulses_at_most = 10'000;  // of a titration: ends one whose limit is never reached
constexpr std::size_t terminations_at_most = 16;

// value in SI = number * multiply / divide: two exact factors, so that 200 mA is the double nearest to 0.2.
struct Scale {
  std::string_view word;
  double multiply;
  double divide;
};
constexpr std::array times = {
    Scale{"s", 1, 1},     Scale{"sec", 1, 1},     Scale{"second", 1, 1},   Scale{"seconds", 1, 1},
    Scale{"m", 60, 1},    Scale{"min", 60, 1},    Scale{"minute", 60, 1},  Scale{"minutes", 60, 1},
    Scale{"h", 3600, 1},  Scale{"hr", 3600, 1},   Scale{"hour", 3600, 1},  Scale{"hours", 3600, 1},
    Scale{"d", 86400, 1}, Scale{"day", 86400, 1}, Scale{"days", 86400, 1},
};
constexpr std::array time_words = {std::string_view("seconds"), std::string_view("minutes"),
                                   std::string_view("hours"), std::string_view("days")};
constexpr std::array<std::string_view, 14> units = {"V",  "mV", "uV",  "A",    "mA", "uA", "W",
                                                    "mW", "kW", "Ohm", "mOhm", "C",  "Ah", "mAh"};
constexpr std::array<std::string_view, 7> instructions = {"Rest",  "Charge",  "Discharge", "Hold",
                                                          "Sweep", "Profile", "GITT"};
constexpr std::array<std::string_view, 4> clause_words = {"for", "or", "until", "at"};

// What may stand behind a step.
bool ends_step(const Token& token) {
  return token.kind == Token::Kind::end || token.kind == Token::Kind::line ||
         token.is_any({";", ",", "+", ")", "]", "\"", "'", "*", "x", "×"});
}

}  // namespace

std::size_t StepParser::count() {
  const Token token = lexer_.peek();
  if (token.kind != Token::Kind::number || token.number < 1 || token.number != std::floor(token.number) ||
      token.number > 1e9) {
    lexer_.fail_expected(token, "a number of repeats, 1 or more");
  }
  lexer_.take();
  return static_cast<std::size_t>(token.number);
}

double StepParser::time_s() {
  const Token number = lexer_.take();
  if (number.kind != Token::Kind::number) {
    lexer_.fail_expected(number, "a time such as 10 minutes");
  }
  const Token unit = lexer_.take();
  const auto* const scale =
      std::ranges::find_if(times, [&](const Scale& known) { return unit.is(known.word); });
  if (scale == times.end()) {
    lexer_.fail_expected(unit, "seconds, minutes or hours", time_words, "units of time");
  }
  const double seconds = number.number * scale->multiply;
  if (!(seconds > 0.0) || !std::isfinite(seconds)) {
    lexer_.fail(number, fmt::format("a time of {} {}, which must be greater than 0", number.text, unit.text));
  }
  return seconds;
}

double StepParser::temperature_K() {
  const Token number = lexer_.take();
  if (number.kind != Token::Kind::number) {
    lexer_.fail_expected(number, "a temperature such as 25 oC");
  }
  const Token unit = lexer_.take();
  const bool celsius = unit.is_any({"oC", "degC", "°C", "celsius"});
  if (!celsius && unit.text != "K") {
    lexer_.fail_expected(unit, "oC or K",
                         fmt::format("a temperature is written {} oC or {} K", number.text,
                                     number.number + constants::zero_celsius));
  }
  const double kelvin = number.number + (celsius ? constants::zero_celsius : 0.0);
  if (!(kelvin > 0.0)) {
    lexer_.fail(number, fmt::format("{} {} is below absolute zero", number.text, unit.text));
  }
  return kelvin;
}

StepParser::Value StepParser::value() {
  const Token first = lexer_.take();
  const auto finite = [&](Measure measure, double number) {
    if (!std::isfinite(number)) {
      lexer_.fail(first, "a number beyond what a computer holds");
    }
    return Value{measure, number, first};
  };
  if (first.is("C") && lexer_.accept("/")) {
    const Token hours = lexer_.take();
    if (hours.kind != Token::Kind::number || !(hours.number > 0.0)) {
      lexer_.fail_expected(hours, "a number of hours greater than 0 after C/");
    }
    return finite(Measure::c_rate, 1.0 / hours.number);
  }
  if (first.kind != Token::Kind::number) {
    lexer_.fail_expected(first, "a number with its unit, such as 0.5 A, C/2 or 4.1 V");
  }
  struct Rule {
    std::string_view word;
    Measure measure;
  };
  static constexpr std::array rules = {
      Rule{"V", Measure::voltage},    Rule{"A", Measure::current},      Rule{"W", Measure::power},
      Rule{"C", Measure::c_rate},     Rule{"Ohm", Measure::resistance}, Rule{"ohm", Measure::resistance},
      Rule{"Ω", Measure::resistance}, Rule{"Ah", Measure::capacity},
  };
  static constexpr std::array prefixes = {Scale{"", 1, 1}, Scale{"m", 1, 1e3}, Scale{"u", 1, 1e6},
                                          Scale{"µ", 1, 1e6}, Scale{"k", 1e3, 1}};
  const Token unit = lexer_.take();
  for (const auto& prefix : prefixes) {
    for (const auto& rule : rules) {
      if (unit.kind == Token::Kind::word && unit.text.size() == prefix.word.size() + rule.word.size() &&
          unit.text.starts_with(prefix.word) && unit.text.ends_with(rule.word)) {
        const double number = first.number * prefix.multiply / prefix.divide;
        if (rule.measure == Measure::current && lexer_.accept(".")) {  // PyBaMM writes A.h
          lexer_.expect("h");
          return finite(Measure::capacity, number);
        }
        return finite(rule.measure, number);
      }
    }
  }
  lexer_.fail_expected(unit, fmt::format("a unit after {}", first.text), units, "units");
}

double StepParser::voltage() {
  const Value read = value();
  if (read.measure != Measure::voltage) {
    lexer_.fail_expected(read.at, "a voltage such as 4.1 V");
  }
  return read.number;
}

double StepParser::sweep_rate() {
  lexer_.expect("at");
  const Token first = lexer_.peek();
  const double step_V = voltage();
  lexer_.expect("/");
  const Token unit = lexer_.take();
  const auto* const scale =
      std::ranges::find_if(times, [&](const Scale& known) { return unit.is(known.word); });
  if (scale == times.end()) {
    lexer_.fail_expected(unit, "a rate such as 0.1 mV/s", time_words, "units of time");
  }
  const double rate = step_V / scale->multiply;
  if (!(rate > 0.0)) {
    lexer_.fail(first, "a sweep rate must be greater than 0", "the voltages say which way it goes");
  }
  return rate;
}

Termination StepParser::termination() {
  Termination term;
  const Token name = lexer_.peek();
  const bool named = name.is_any({"I", "V", "current", "voltage"});
  if (named) {
    lexer_.take();
  }
  if (lexer_.peek().is_any({"<", ">"})) {
    term.side = lexer_.take().is("<") ? Termination::Side::below : Termination::Side::above;
    lexer_.accept("=");
  } else if (named) {
    lexer_.fail_expected(lexer_.peek(), fmt::format("< or > after {}", name.text));
  }
  const Value read = value();
  switch (read.measure) {
    case Measure::voltage:
      term.quantity = Termination::Quantity::voltage;
      break;
    case Measure::current:
      term.quantity = Termination::Quantity::current;
      break;
    case Measure::c_rate:
      term.quantity = Termination::Quantity::c_rate;
      break;
    case Measure::capacity:
      term.quantity = Termination::Quantity::capacity;
      lexer_.accept("capacity");
      break;
    default:
      lexer_.fail_expected(read.at, "a voltage, current, C-rate or capacity to end at");
  }
  term.value = read.number;
  const bool of_voltage = term.quantity == Termination::Quantity::voltage;
  if (named && of_voltage != name.is_any({"V", "voltage"})) {
    lexer_.fail_expected(read.at, of_voltage ? "a current" : "a voltage");
  }
  if (!of_voltage && !(term.value > 0.0)) {
    lexer_.fail_expected(read.at, "a number greater than 0",
                         "currents and capacities that end a step are compared by magnitude");
  }
  return term;
}

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
      step.duration_s = time_s();
    } else if (lexer_.accept("until") || (alternative && !step.until.empty())) {
      if (step.until.size() == terminations_at_most) {
        lexer_.fail(word, fmt::format("more than {} limits of one step", terminations_at_most));
      }
      step.until.push_back(termination());
    } else if (alternative) {
      lexer_.fail_expected(word, "'for' or 'until' after 'or'", clause_words, "words here");
    } else if (lexer_.accept("at")) {
      once(step.temperature_K > 0.0, word, "temperature");
      step.temperature_K = temperature_K();
    } else if (lexer_.accept("(")) {
      once(step.period_s > 0.0, word, "period");
      step.period_s = time_s();
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
  const Value read = value();
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
  const Value read = value();
  if (read.measure != Measure::voltage) {
    lexer_.fail_expected(read.at, "a voltage to hold",
                         "for a current, C-rate or power write Charge or Discharge");
  }
  step.value = read.number;
  clauses(step);
  need_end(step);
  return {{step}};
}

Instruction StepParser::sweep() {
  Step first;
  first.control = Control::sweep;
  first.current_voltage = !lexer_.accept("from");
  if (!first.current_voltage) {
    first.value = voltage();
  }
  CycleSteps legs;
  lexer_.expect("to");
  do {
    Step leg = first;
    const Token end = lexer_.peek();
    leg.sweep_end_V = voltage();
    if (!leg.current_voltage && leg.value == leg.sweep_end_V) {
      lexer_.fail(end, "a sweep that ends where it begins");
    }
    first.current_voltage = false;
    first.value = leg.sweep_end_V;
    legs.push_back(leg);
  } while (lexer_.accept("to"));
  Step tail;
  tail.sweep_V_per_s = sweep_rate();
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

Instruction StepParser::profile() {
  Step step;
  step.control = Control::profile;
  step.profile_file = lexer_.take_file_name();
  clauses(step);
  if (read_profile_) {
    read_profile_(step);
  }
  return {{step}};
}

// Every leg begins at the present voltage: the first one where the cell is, the others where the last ended.
Instruction StepParser::cyclic_voltammetry() {
  lexer_.expect("between");
  Step back;
  back.control = Control::sweep;
  back.current_voltage = true;
  back.sweep_end_V = voltage();
  lexer_.expect("and");
  const Token end = lexer_.peek();
  const double turn_V = voltage();
  if (turn_V == back.sweep_end_V) {
    lexer_.fail(end, "a sweep that ends where it begins");
  }
  back.sweep_V_per_s = sweep_rate();
  clauses(back);
  Step there = back;
  there.sweep_end_V = turn_V;
  Instruction cycles{{there, back}};
  const Lexer mark = lexer_;
  lexer_.accept(",");
  if (lexer_.peek().kind == Token::Kind::number) {
    cycles.times = count();
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
    static constexpr std::array<std::string_view, 2> directions = {"charge", "discharge"};
    lexer_.fail_expected(direction, "'charge' or 'discharge' after GITT", directions, "directions");
  }
  lexer_.accept("at");
  Step pulse = constant(direction.is("charge"));
  lexer_.accept("for");
  pulse.duration_s = time_s();
  lexer_.accept(",");
  lexer_.expect("rest");
  lexer_.accept("for");
  Step rest;
  rest.duration_s = time_s();
  lexer_.accept(",");
  lexer_.expect("until");
  const Token limit = lexer_.peek();
  pulse.until = {termination()};
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
    read.steps = {step};
  } else if (word.is_any({"charge", "discharge"})) {
    lexer_.expect("at");
    Step step = constant(word.is("charge"));
    clauses(step);
    need_end(step);
    read.steps = {step};
  } else if (word.is("hold")) {
    read = hold();
  } else if (word.is("sweep")) {
    read = sweep();
  } else if (word.is("profile")) {
    read = profile();
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

void StepParser::end_condition(Protocol& protocol) {
  const Lexer mark = lexer_;
  const Token number = lexer_.take();
  const Token unit = lexer_.take();
  if (number.kind == Token::Kind::number && unit.is("%")) {
    if (!(number.number > 0.0) || number.number > 100.0) {
      lexer_.fail(number,
                  fmt::format("{}% of the capacity, which must be above 0% and at most 100%", number.text));
    }
    lexer_.accept("capacity");
    protocol.end_capacity_fraction = number.number / 100.0;
    return;
  }
  lexer_ = mark;
  if (std::ranges::any_of(times, [&](const Scale& known) { return unit.is(known.word); })) {
    protocol.end_s = time_s();
    return;
  }
  Termination term = termination();
  if (term.quantity != Termination::Quantity::voltage && term.quantity != Termination::Quantity::capacity) {
    lexer_.fail_expected(number, "a capacity, voltage or time such as 80% capacity, 2.5 V or 100 hours");
  }
  if (term.side == Termination::Side::reached) {
    term.side = Termination::Side::below;  // as PyBaMM has it
  }
  protocol.end.push_back(term);
}

}  // namespace nacre::cell
