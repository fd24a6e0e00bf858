// Orders between the parameters of a circuit, which a fit must keep: "R1*C1 < R2*C2".
//
// Both sides are products, quotients and powers of parameters and numbers, and so positive:
//   side   = factor { ("*" | "/") factor }
//   factor = (name | number | "(" side ")") [ "^" (name | number | "(" side ")") ]
// as in "(R1*CPE1_0)^(1/CPE1_1) < (R2*CPE2_0)^(1/CPE2_1)", times of two arcs. Chains are read as pairs: "R1 <
// R2 < R3". What must not be negative is margin = ln(right) - ln(left): a sum in the logarithms that a fit
// searches, so that most orders are straight lines to it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nacre/impedance/circuit.hpp"

namespace nacre::impedance {

class Ordering {
 public:
  // One for each sign ('<', '<=', '>', '>=': the same, as a fit may come to lie on the border). Throws
  // UsageError pointing at what is not understood.
  static std::vector<Ordering> parse(std::string_view text, const Circuit& circuit);

  const std::string& text() const noexcept { return text_; }
  // slopes[k]: d margin / d ln(parameter k), one for each parameter.
  double margin(const std::vector<double>& parameters, std::vector<double>& slopes) const;

 private:
  friend class OrderingParser;
  // What a side does, in order; the stack holds logarithms.
  struct Operation {
    enum class Kind { number, parameter, times, over, power } kind = Kind::number;
    double logarithm = 0.0;     // of a number
    std::size_t parameter = 0;  // its place
  };
  using Side = std::vector<Operation>;
  static double logarithm(const Side& side, const std::vector<double>& parameters,
                          std::vector<double>& slopes);

  std::string text_;
  Side small_;
  Side large_;
};

}  // namespace nacre::impedance
