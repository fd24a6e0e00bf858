#include "nacre/cell/values.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "nacre/base/units.hpp"

namespace nacre::cell {
namespace {

constexpr std::array<std::string_view, 4> time_words = {"seconds", "minutes", "hours", "days"};
constexpr std::array<std::string_view, 14> units = {"V",  "mV", "uV",  "A",    "mA", "uA", "W",
                                                    "mW", "kW", "Ohm", "mOhm", "C",  "Ah", "mAh"};

// 0 for what is no unit of time.
double seconds_in(const Token& unit) {
  return unit.is_any({"s", "sec", "second", "seconds"})   ? 1.0
         : unit.is_any({"m", "min", "minute", "minutes"}) ? 60.0
         : unit.is_any({"h", "hr", "hour", "hours"})      ? seconds_per_hour
         : unit.is_any({"d", "day", "days"})              ? seconds_per_day
                                                          : 0.0;
}

}  // namespace

std::size_t read_count(Lexer& lexer) {
  const Token token = lexer.peek();
  if (token.kind != Token::Kind::number || token.number < 1 || token.number != std::floor(token.number) ||
      token.number > 1e9) {
    lexer.fail_expected(token, "a number of repeats, 1 or more");
  }
  lexer.take();
  return static_cast<std::size_t>(token.number);
}

double read_time_s(Lexer& lexer) {
  const Token number = lexer.take();
  if (number.kind != Token::Kind::number) {
    lexer.fail_expected(number, "a time such as 10 minutes");
  }
  const Token unit = lexer.take();
  const double unit_s = seconds_in(unit);
  if (unit_s == 0.0) {
    lexer.fail_expected(unit, "seconds, minutes or hours", time_words, "units of time");
  }
  const double seconds = number.number * unit_s;
  if (!(seconds > 0.0) || !std::isfinite(seconds)) {
    lexer.fail(number, fmt::format("a time of {} {}, which must be greater than 0", number.text, unit.text));
  }
  return seconds;
}

double read_temperature_K(Lexer& lexer) {
  const Token number = lexer.take();
  if (number.kind != Token::Kind::number) {
    lexer.fail_expected(number, "a temperature such as 25 oC");
  }
  const Token unit = lexer.take();
  const bool celsius = unit.is_any({"oC", "degC", "°C", "celsius"});
  if (!celsius && unit.text != "K") {
    lexer.fail_expected(unit, "oC or K",
                        fmt::format("a temperature is written {} oC or {} K", number.text,
                                    number.number + constants::zero_celsius));
  }
  const double kelvin = number.number + (celsius ? constants::zero_celsius : 0.0);
  if (!(kelvin > 0.0)) {
    lexer.fail(number, fmt::format("{} {} is below absolute zero", number.text, unit.text));
  }
  return kelvin;
}

Value read_value(Lexer& lexer) {
  const Token first = lexer.take();
  const auto finite = [&](Measure measure, double number) {
    if (!std::isfinite(number)) {
      lexer.fail(first, "a number beyond what a computer holds");
    }
    return Value{measure, number, first};
  };
  if (first.is("C") && lexer.accept("/")) {
    const Token hours = lexer.take();
    if (hours.kind != Token::Kind::number || !(hours.number > 0.0)) {
      lexer.fail_expected(hours, "a number of hours greater than 0 after C/");
    }
    return finite(Measure::c_rate, 1.0 / hours.number);
  }
  if (first.kind != Token::Kind::number) {
    lexer.fail_expected(first, "a number with its unit, such as 0.5 A, C/2 or 4.1 V");
  }
  struct Rule {
    std::string_view word;
    Measure measure;
  };
  struct Prefix {  // two exact factors, so that 200 mA is the double nearest to 0.2
    std::string_view word;
    double multiply;
    double divide;
  };
  static constexpr std::array rules = {
      Rule{"V", Measure::voltage},    Rule{"A", Measure::current},      Rule{"W", Measure::power},
      Rule{"C", Measure::c_rate},     Rule{"Ohm", Measure::resistance}, Rule{"ohm", Measure::resistance},
      Rule{"Ω", Measure::resistance}, Rule{"Ah", Measure::capacity},
  };
  static constexpr std::array prefixes = {Prefix{"", 1, 1}, Prefix{"m", 1, 1e3}, Prefix{"u", 1, 1e6},
                                          Prefix{"µ", 1, 1e6}, Prefix{"k", 1e3, 1}};
  const Token unit = lexer.take();
  for (const auto& prefix : prefixes) {
    for (const auto& rule : rules) {
      if (unit.kind == Token::Kind::word && unit.text.size() == prefix.word.size() + rule.word.size() &&
          unit.text.starts_with(prefix.word) && unit.text.ends_with(rule.word)) {
        const double number = first.number * prefix.multiply / prefix.divide;
        if (rule.measure == Measure::current && lexer.accept(".")) {  // PyBaMM writes A.h
          lexer.expect("h");
          return finite(Measure::capacity, number);
        }
        return finite(rule.measure, number);
      }
    }
  }
  lexer.fail_expected(unit, fmt::format("a unit after {}", first.text), units, "units");
}

double read_voltage(Lexer& lexer) {
  const Value read = read_value(lexer);
  if (read.measure != Measure::voltage) {
    lexer.fail_expected(read.at, "a voltage such as 4.1 V");
  }
  return read.number;
}

double read_sweep_rate(Lexer& lexer) {
  lexer.expect("at");
  const Token first = lexer.peek();
  const double step_V = read_voltage(lexer);
  lexer.expect("/");
  const Token unit = lexer.take();
  const double unit_s = seconds_in(unit);
  if (unit_s == 0.0) {
    lexer.fail_expected(unit, "a rate such as 0.1 mV/s", time_words, "units of time");
  }
  const double rate = step_V / unit_s;
  if (!(rate > 0.0)) {
    lexer.fail(first, "a sweep rate must be greater than 0", "the voltages say which way it goes");
  }
  return rate;
}

Termination read_termination(Lexer& lexer) {
  Termination term;
  const Token name = lexer.peek();
  const bool named = name.is_any({"I", "V", "current", "voltage"});
  if (named) {
    lexer.take();
  }
  if (lexer.peek().is_any({"<", ">"})) {
    term.side = lexer.take().is("<") ? Termination::Side::below : Termination::Side::above;
    lexer.accept("=");
  } else if (named) {
    lexer.fail_expected(lexer.peek(), fmt::format("< or > after {}", name.text));
  }
  const Value read = read_value(lexer);
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
      lexer.accept("capacity");
      break;
    default:
      lexer.fail_expected(read.at, "a voltage, current, C-rate or capacity to end at");
  }
  term.value = read.number;
  const bool of_voltage = term.quantity == Termination::Quantity::voltage;
  if (named && of_voltage != name.is_any({"V", "voltage"})) {
    lexer.fail_expected(read.at, of_voltage ? "a current" : "a voltage");
  }
  if (!of_voltage && !(term.value > 0.0)) {
    lexer.fail_expected(read.at, "a number greater than 0",
                        "currents and capacities that end a step are compared by magnitude");
  }
  return term;
}

void read_end_condition(Lexer& lexer, Protocol& protocol) {
  const Lexer mark = lexer;
  const Token number = lexer.take();
  const Token unit = lexer.take();
  if (number.kind == Token::Kind::number && unit.is("%")) {
    if (!(number.number > 0.0) || number.number > 100.0) {
      lexer.fail(number,
                 fmt::format("{}% of the capacity, which must be above 0% and at most 100%", number.text));
    }
    lexer.accept("capacity");
    protocol.end_capacity_fraction = number.number / 100.0;
    return;
  }
  lexer = mark;
  if (seconds_in(unit) > 0.0) {
    protocol.end_s = read_time_s(lexer);
    return;
  }
  Termination term = read_termination(lexer);
  if (term.quantity != Termination::Quantity::voltage && term.quantity != Termination::Quantity::capacity) {
    lexer.fail_expected(number, "a capacity, voltage or time such as 80% capacity, 2.5 V or 100 hours");
  }
  if (term.side == Termination::Side::reached) {
    term.side = Termination::Side::below;  // as PyBaMM has it
  }
  protocol.end.push_back(term);
}

}  // namespace nacre::cell
