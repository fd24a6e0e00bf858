// A function of one local variable and of temperature, written as text: "0.194 + 1.5*exp(-120*x)".
//
// Arithmetic as Python writes it, because BPX files hold Python: + - * / ** (also ^, right to left), signs,
// brackets, numbers, pi, the functions exp, log (natural; also ln), log10, log2, sqrt, sin, cos, tan, asin,
// acos, atan, sinh, cosh, tanh, asinh, acosh, atanh and abs, each also behind "np.", "numpy." or "math.".
// Evaluated by muParser.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace nacre::cell {

class Expression {
 public:
  // variables: the names by which the local variable may go ("x", "c_e"); T is temperature in K.
  // Throws UsageError with the column where the text is no such expression, is longer than 10,000 characters
  // or has brackets more than 100 deep.
  Expression(std::string_view text, std::span<const std::string_view> variables);

  // May be called from several threads at once. Not finite where the function has no value.
  double operator()(double variable, double temperature) const;

  bool uses_temperature() const noexcept { return uses_temperature_; }
  // The text in Python's spelling without prefixes, the local variable under this name.
  std::string python(std::string_view variable) const;

 private:
  class Evaluators;
  std::shared_ptr<Evaluators> evaluators_;
  std::string canonical_;  // the local variable is u
  bool uses_temperature_ = false;
};

}  // namespace nacre::cell
