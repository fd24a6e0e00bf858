// Equivalent circuits: from a string to impedances and their derivatives.
//
// Two notations are read, told apart by their looks:
//   impedance.py: "R0-p(R1,C1)-p(R2-Wo1,CPE1)": elements with numbers, '-' in series, p(..., ...) in
//   parallel; pyimpspec:    "R(RC)([RW]Q)": neighbours in series, (...) in parallel, [...] in series again,
//   and values,
//                 limits, 'f' for fixed, and labels in braces: "R{R=5f/0/10:sol}".
// Parameters are named after their element: "R0" where it has one, "CPE1_0" and "CPE1_1" (impedance.py) or
// "R_1", "Q_1_Y" and "Q_1_n" (pyimpspec) where it has several.
#pragma once

#include <complex>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/impedance/element.hpp"

namespace nacre::impedance {

struct CircuitParameter {
  std::string name;
  std::string unit;
  Role role = Role::number;
  double start = std::numeric_limits<double>::quiet_NaN();  // NaN: none given
  double lower = 0.0;
  double upper = std::numeric_limits<double>::infinity();
  bool fixed = false;
};

class Circuit {
 public:
  // Throws UsageError pointing at the place in the text that is not understood; at most 64 elements.
  static Circuit parse(std::string_view text);

  // Changes a parameter: "NAME=VALUE", "NAME=VALUEf" (fixed), "NAME=VALUE/LOWER/UPPER"; each of the three may
  // be left out ("R1=/0.1", "R1=//10"), and one without 'f' is free. Throws UsageError.
  void set(std::string_view text);

  const std::string& text() const noexcept { return text_; }
  Notation notation() const noexcept { return notation_; }
  const std::vector<CircuitParameter>& parameters() const noexcept { return parameters_; }

  // Impedances z[i] and, where given, their derivatives: dz[k * frequencies + i] by parameter k.
  void evaluate(std::span<const double> frequency_Hz, std::span<const double> parameters,
                std::complex<double>* z, std::complex<double>* dz = nullptr) const;
  std::vector<std::complex<double>> impedances(std::span<const double> frequency_Hz,
                                               std::span<const double> parameters) const;

  // Parallel branches of one shape, which a fit cannot tell apart but by their time constants: each entry
  // lists the first parameters of the branches and their common length.
  struct Twins {
    std::vector<std::size_t> first;
    std::size_t length = 0;
  };
  std::vector<Twins> twins() const;

 private:
  friend class CircuitParser;
  // A node of the tree, in the order in which they are computed: children come first.
  struct Node {
    enum class Kind { element, series, parallel } kind = Kind::element;
    const ElementKind* element = nullptr;
    std::size_t first = 0;  // its parameters: [first, last)
    std::size_t last = 0;
    std::vector<std::size_t> children;
  };
  std::string shape(std::size_t node) const;

  std::string text_;
  Notation notation_ = Notation::impedance_py;
  std::vector<CircuitParameter> parameters_;
  std::vector<Node> nodes_;  // the last is the whole
};

}  // namespace nacre::impedance
