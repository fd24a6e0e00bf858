// One instruction of a protocol (grammar.hpp) to the steps that it stands for.
#pragma once

#include <cstddef>

#include "nacre/cell/grammar.hpp"
#include "nacre/cell/lexer.hpp"

namespace nacre::cell {

// What stands between two separators: one step, the legs of a sweep, or a shorthand that is a cycle itself.
struct Instruction {
  CycleSteps steps;
  int at_most = 1;        // as in Cycle
  std::size_t times = 1;  // cycles of these steps, one after the other

  bool is_cycle() const { return at_most > 1 || times > 1; }
};

class StepParser {
 public:
  StepParser(Lexer& lexer, const ProfileReader& read_profile) : lexer_(lexer), read_profile_(read_profile) {}

  // Reads up to what cannot belong to the instruction. Throws ProtocolError.
  Instruction instruction();

 private:
  void clauses(Step& step);  // for, until, at, (period)
  void need_end(const Step& step);
  Step constant(bool charging);  // what follows "charge at"
  Instruction hold();
  Instruction sweep();
  void repeat_profile(Step& step, std::size_t most, const Token& at) const;
  Instruction profile(const Token& word);
  Instruction cyclic_voltammetry();
  Instruction titration();

  Lexer& lexer_;
  const ProfileReader& read_profile_;
  std::size_t points_ = 0;  // of all profiles
};

}  // namespace nacre::cell
