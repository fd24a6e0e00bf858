// The quantities in a protocol (grammar.hpp): numbers with their units, and what steps end at.
//
// Each function reads one from the lexer and throws ProtocolError at the word that does not fit.
#pragma once

#include <cstddef>

#include "nacre/cell/grammar.hpp"
#include "nacre/cell/lexer.hpp"

namespace nacre::cell {

enum class Measure { voltage, current, c_rate, power, resistance, capacity };

struct Value {
  Measure measure;
  double number;  // V, A, 1/h, W, ohm, Ah; finite
  Token at;       // its first token
};

Value read_value(Lexer& lexer);           // "0.5 A", "C/2", "4.1V"
double read_voltage(Lexer& lexer);        // V
double read_sweep_rate(Lexer& lexer);     // "at 0.1 mV/s", V/s, > 0
double read_time_s(Lexer& lexer);         // "10 minutes", > 0
double read_temperature_K(Lexer& lexer);  // "25 oC", "298.15 K", > 0
std::size_t read_count(Lexer& lexer);     // 1, 2, 3, ... at most 1e9
Termination read_termination(Lexer& lexer);
// One "termination" of a whole protocol: "80% capacity", "4 Ah capacity", "2.5 V", "100 hours".
void read_end_condition(Lexer& lexer, Protocol& protocol);

}  // namespace nacre::cell
