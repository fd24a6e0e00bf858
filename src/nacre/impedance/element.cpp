#include "nacre/impedance/element.hpp"

#include <cmath>

#include "nacre/impedance/dual.hpp"

namespace nacre::impedance {
namespace {

// The formulas: of s and the parameters, numbers that may carry derivatives.
constexpr auto resistor = [](const auto& /*s*/, const auto& p) { return p[0]; };
constexpr auto capacitor = [](const auto& s, const auto& p) { return 1.0 / (p[0] * s); };
constexpr auto inductor = [](const auto& s, const auto& p) { return p[0] * s; };
constexpr auto warburg = [](const auto& s, const auto& p) {
  return p[0] * std::sqrt(2.0) / sqrt(s);  // (1 - j)/sqrt(omega) = sqrt(2/s)
};
constexpr auto constant_phase = [](const auto& s, const auto& p) { return 1.0 / (p[0] * pow(s, p[1])); };
constexpr auto warburg_open = [](const auto& s, const auto& p) {
  const auto root = sqrt(s * p[1]);
  return p[0] / (root * tanh(root));
};
constexpr auto warburg_short = [](const auto& s, const auto& p) {
  const auto root = sqrt(s * p[1]);
  return p[0] * tanh(root) / root;
};
constexpr auto modified_inductor = [](const auto& s, const auto& p) { return pow(p[0] * s, p[1]); };
constexpr auto gerischer = [](const auto& s, const auto& p) { return p[0] / sqrt(1.0 + s * p[1]); };
constexpr auto finite_gerischer = [](const auto& s, const auto& p) {
  const auto root = sqrt(1.0 + s * p[1]);
  return p[0] / (root * tanh(p[2] * root));
};
constexpr auto voigt = [](const auto& s, const auto& p) { return p[0] / (1.0 + s * p[1]); };
constexpr auto zarc = [](const auto& s, const auto& p) { return p[0] / (1.0 + pow(s * p[1], p[2])); };
constexpr auto blocking_pore = [](const auto& s, const auto& p) {
  const auto wall = 1.0 / (p[1] * pow(s, p[2]));
  return sqrt(p[0] * wall) / tanh(sqrt(p[0] / wall));
};
constexpr auto porous_electrode = [](const auto& s, const auto& p) {
  const auto beta = sqrt(p[2] + s * p[3]);
  return p[0] / (beta * tanh(beta)) + p[1] * csch(beta) / beta;
};

constexpr auto inductor_of_order = [](const auto& s, const auto& p) { return p[0] * pow(s, p[1]); };
constexpr auto general_open = [](const auto& s, const auto& p) {
  return 1.0 / (tanh(pow(p[1] * s, p[2])) * pow(p[0] * s, p[2]));
};
constexpr auto general_short = [](const auto& s, const auto& p) {
  return tanh(pow(p[1] * s, p[2])) / pow(p[0] * s, p[2]);
};
constexpr auto gerischer_rate = [](const auto& s, const auto& p) {
  return 1.0 / (p[0] * pow(p[1] + s, p[2]));
};
constexpr auto gerischer_time = [](const auto& s, const auto& p) { return p[0] / pow(1.0 + s * p[1], p[2]); };
constexpr auto havriliak_negami = [](const auto& s, const auto& p) {
  return p[0] / pow(1.0 + pow(s * p[1], p[2]), p[3]);
};
constexpr auto havriliak_negami_capacitance = [](const auto& s, const auto& p) {
  return pow(1.0 + pow(s * p[1], p[2]), p[3]) / (p[0] * s);
};
constexpr auto de_levie = [](const auto& s, const auto& p) {
  const auto root = sqrt(1.0 + p[2] * pow(s, p[3]));
  return sqrt(p[0] * p[1]) / (root * tanh(p[4] * sqrt(p[0] / p[1]) * root));
};
// Pores of total ionic resistance R_i L and wall Y s^n a length; z = L sqrt(R_i Y s^n).
constexpr auto pore_open = [](const auto& s, const auto& p) {
  const auto z = p[3] * sqrt(p[0] * p[1] * pow(s, p[2]));
  return p[0] / (z * tanh(z));
};
constexpr auto pore_short = [](const auto& s, const auto& p) {
  const auto z = p[3] * sqrt(p[0] * p[1] * pow(s, p[2]));
  return p[0] * tanh(z) / z;
};

// A formula of N parameters over all frequencies, with its derivatives.
template <int N, auto Formula>
void with_slopes(std::span<const double> omega, const double* parameters, Complex* z, Complex* dz) {
  std::array<Dual<N>, N> p;
  for (int k = 0; k < N; ++k) {
    p[static_cast<std::size_t>(k)] = Dual<N>::parameter(parameters[k], k);
  }
  for (std::size_t i = 0; i < omega.size(); ++i) {
    const Dual<N> result = Formula(Dual<N>(Complex(0.0, omega[i])), p);
    z[i] = result.v;
    for (std::size_t k = 0; k < N; ++k) {
      dz[k * omega.size() + i] = result.d[k];
    }
  }
}

// As ElementKind::evaluate.
template <int N, auto Formula>
void evaluate(std::span<const double> omega, const double* parameters, Complex* z, Complex* dz) {
  if (dz != nullptr) {
    with_slopes<N, Formula>(omega, parameters, z, dz);
    return;
  }
  std::array<Dual<0>, N> p;
  for (std::size_t k = 0; k < N; ++k) {
    p[k] = Dual<0>(parameters[k]);
  }
  for (std::size_t i = 0; i < omega.size(); ++i) {
    z[i] = Formula(Dual<0>(Complex(0.0, omega[i])), p).v;
  }
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
