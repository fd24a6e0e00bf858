#include "nacre/impedance/element.hpp"

#include <cmath>

#include "nacre/impedance/dual.hpp"

namespace nacre::impedance {
namespace {

// The formula of an element of N parameters as ElementKind::evaluate: `Formula` takes s and the parameters.
template <int N, auto Formula>
void evaluate(Complex s, const double* parameters, Complex& z, Complex* dz) {
  std::array<Dual<N>, N> p;
  for (int k = 0; k < N; ++k) {
    p[static_cast<std::size_t>(k)] = Dual<N>::parameter(parameters[k], k);
  }
  const Dual<N> result = Formula(Dual<N>(s), p);
  z = result.v;
  for (std::size_t k = 0; k < N; ++k) {
    dz[k] = result.d[k];
  }
}

template <int N>
using Values = std::array<Dual<N>, N>;
template <int N>
Dual<N> one() {
  return Dual<N>(1.0);
}

Dual<1> resistor(const Dual<1>& /*s*/, const Values<1>& p) { return p[0]; }
Dual<1> capacitor(const Dual<1>& s, const Values<1>& p) { return one<1>() / (p[0] * s); }
Dual<1> inductor(const Dual<1>& s, const Values<1>& p) { return p[0] * s; }
Dual<1> warburg(const Dual<1>& s, const Values<1>& p) {
  // (1 - j)/sqrt(omega) = sqrt(2/s)
  return p[0] * Dual<1>(std::sqrt(2.0 / s.v));
}
Dual<2> constant_phase(const Dual<2>& s, const Values<2>& p) { return one<2>() / (p[0] * pow(s, p[1])); }
Dual<2> warburg_open(const Dual<2>& s, const Values<2>& p) {
  const auto root = sqrt(s * p[1]);
  return p[0] / (root * tanh(root));
}
Dual<2> warburg_short(const Dual<2>& s, const Values<2>& p) {
  const auto root = sqrt(s * p[1]);
  return p[0] * tanh(root) / root;
}
Dual<2> modified_inductor(const Dual<2>& s, const Values<2>& p) { return pow(p[0] * s, p[1]); }
Dual<2> gerischer(const Dual<2>& s, const Values<2>& p) { return p[0] / sqrt(one<2>() + s * p[1]); }
Dual<3> finite_gerischer(const Dual<3>& s, const Values<3>& p) {
  const auto root = sqrt(one<3>() + s * p[1]);
  return p[0] / (root * tanh(p[2] * root));
}
Dual<2> voigt(const Dual<2>& s, const Values<2>& p) { return p[0] / (one<2>() + s * p[1]); }
Dual<3> zarc(const Dual<3>& s, const Values<3>& p) { return p[0] / (one<3>() + pow(s * p[1], p[2])); }
Dual<3> blocking_pore(const Dual<3>& s, const Values<3>& p) {
  const auto wall = one<3>() / (p[1] * pow(s, p[2]));
  return sqrt(p[0] * wall) / tanh(sqrt(p[0] / wall));
}
Dual<4> porous_electrode(const Dual<4>& s, const Values<4>& p) {
  const auto beta = sqrt(p[2] + s * p[3]);
  return p[0] / (beta * tanh(beta)) + p[1] * csch(beta) / beta;
}

Dual<2> inductor_of_order(const Dual<2>& s, const Values<2>& p) { return p[0] * pow(s, p[1]); }
Dual<3> general_open(const Dual<3>& s, const Values<3>& p) {
  return one<3>() / (tanh(pow(p[1] * s, p[2])) * pow(p[0] * s, p[2]));
}
Dual<3> general_short(const Dual<3>& s, const Values<3>& p) {
  return tanh(pow(p[1] * s, p[2])) / pow(p[0] * s, p[2]);
}
Dual<3> gerischer_rate(const Dual<3>& s, const Values<3>& p) {
  return one<3>() / (p[0] * pow(p[1] + s, p[2]));
}
Dual<3> gerischer_time(const Dual<3>& s, const Values<3>& p) { return p[0] / pow(one<3>() + s * p[1], p[2]); }
Dual<4> havriliak_negami(const Dual<4>& s, const Values<4>& p) {
  return p[0] / pow(one<4>() + pow(s * p[1], p[2]), p[3]);
}
Dual<4> havriliak_negami_capacitance(const Dual<4>& s, const Values<4>& p) {
  return pow(one<4>() + pow(s * p[1], p[2]), p[3]) / (p[0] * s);
}
Dual<5> de_levie(const Dual<5>& s, const Values<5>& p) {
  const auto root = sqrt(one<5>() + p[2] * pow(s, p[3]));
  return sqrt(p[0] * p[1]) / (root * tanh(p[4] * sqrt(p[0] / p[1]) * root));
}
// Pores of total ionic resistance R_i L and wall Y s^n a length; z = L sqrt(R_i Y s^n).
Dual<4> pore_open(const Dual<4>& s, const Values<4>& p) {
  const auto z = p[3] * sqrt(p[0] * p[1] * pow(s, p[2]));
  return p[0] / (z * tanh(z));
}
Dual<4> pore_short(const Dual<4>& s, const Values<4>& p) {
  const auto z = p[3] * sqrt(p[0] * p[1] * pow(s, p[2]));
  return p[0] * tanh(z) / z;
}

constexpr ElementParameter ohms(std::string_view name) { return {name, "ohm", Role::resistance, 1.0, false}; }
constexpr ElementParameter seconds(std::string_view name) { return {name, "s", Role::time, 1.0, false}; }
constexpr ElementParameter exponent(std::string_view name, double typical) {
  return {name, "1", Role::exponent, typical, false};
}
constexpr ElementParameter fixed_exponent(std::string_view name, double typical) {
  return {name, "1", Role::exponent, typical, true};
}
constexpr ElementParameter admittance(std::string_view name, std::string_view unit) {
  return {name, unit, Role::admittance, 1.0, false};
}
constexpr ElementParameter number(std::string_view name, double typical, bool fixed = false) {
  return {name, "1", Role::number, typical, fixed};
}
const ElementParameter henry{"L", "H", Role::inductance, 1.0, false};

const std::vector<ElementKind> of_impedance_py = {
    {"Zarc", {ohms("R"), seconds("tau"), exponent("gamma", 0.8)}, evaluate<3, zarc>},
    {"TLMQ",
     {ohms("Rion"), admittance("Qs", "F s^(gamma-1)"), exponent("gamma", 0.9)},
     evaluate<3, blocking_pore>},
    {"CPE", {admittance("Q", "F s^(alpha-1)"), exponent("alpha", 0.85)}, evaluate<2, constant_phase>},
    {"Wo", {ohms("Z0"), seconds("tau")}, evaluate<2, warburg_open>},
    {"Ws", {ohms("Z0"), seconds("tau")}, evaluate<2, warburg_short>},
    {"Gs", {ohms("R_G"), seconds("t_G"), number("phi", 1.0)}, evaluate<3, finite_gerischer>},
    {"La", {henry, exponent("alpha", 0.9)}, evaluate<2, modified_inductor>},
    {"R", {ohms("R")}, evaluate<1, resistor>},
    {"C", {admittance("C", "F")}, evaluate<1, capacitor>},
    {"L", {henry}, evaluate<1, inductor>},
    {"W", {{"A_W", "ohm s^-0.5", Role::resistance, 1.0, false}}, evaluate<1, warburg>},
    {"G", {ohms("R_G"), seconds("t_G")}, evaluate<2, gerischer>},
    {"K", {ohms("R"), seconds("tau_k")}, evaluate<2, voigt>},
    {"T", {ohms("A"), ohms("B"), number("a", 1.0), seconds("b")}, evaluate<4, porous_electrode>},
};

const std::vector<ElementKind> of_pyimpspec = {
    {"Tlmbo",
     {ohms("R_i"), admittance("Y", "F s^(n-1)"), exponent("n", 0.9), number("L", 1.0, true)},
     evaluate<4, pore_open>},
    {"Tlmbs",
     {ohms("R_i"), admittance("Y", "F s^(n-1)"), exponent("n", 0.9), number("L", 1.0, true)},
     evaluate<4, pore_short>},
    {"Zarc", {ohms("R"), seconds("tau"), exponent("n", 0.8)}, evaluate<3, zarc>},
    {"Wo", {admittance("Y", "S^(1/n) s"), seconds("B"), fixed_exponent("n", 0.5)}, evaluate<3, general_open>},
    {"Ws",
     {admittance("Y", "S^(1/n) s"), seconds("B"), fixed_exponent("n", 0.5)},
     evaluate<3, general_short>},
    {"Ha",
     {ohms("R"), seconds("tau"), exponent("a", 0.8), exponent("b", 0.8)},
     evaluate<4, havriliak_negami>},
    {"Ga", {ohms("R"), seconds("tau"), fixed_exponent("n", 0.5)}, evaluate<3, gerischer_time>},
    {"La", {henry, exponent("n", 0.95)}, evaluate<2, inductor_of_order>},
    {"Ls",
     {ohms("R_i"),
      ohms("R_r"),
      {"Y", "s^n", Role::time, 1.0, false},
      exponent("n", 0.8),
      number("d", 0.2, true)},
     evaluate<5, de_levie>},
    {"R", {ohms("R")}, evaluate<1, resistor>},
    {"C", {admittance("C", "F")}, evaluate<1, capacitor>},
    {"L", {henry}, evaluate<1, inductor>},
    {"Q", {admittance("Y", "F s^(n-1)"), exponent("n", 0.85)}, evaluate<2, constant_phase>},
    {"W", {admittance("Y", "S s^n"), fixed_exponent("n", 0.5)}, evaluate<2, constant_phase>},
    {"G",
     {admittance("Y", "S s^n"), {"k", "1/s", Role::rate, 1.0, false}, fixed_exponent("n", 0.5)},
     evaluate<3, gerischer_rate>},
    {"H",
     {admittance("dC", "F"), seconds("tau"), exponent("a", 0.9), exponent("b", 0.9)},
     evaluate<4, havriliak_negami_capacitance>},
};

}  // namespace

std::span<const ElementKind> elements(Notation notation) {
  return notation == Notation::impedance_py ? of_impedance_py : of_pyimpspec;
}

}  // namespace nacre::impedance
