// The elements that equivalent circuits are made of: impedance and its derivatives by every parameter.
//
// Each element is one formula, written once for numbers that carry their derivatives (dual.hpp), so that
// value and derivatives cannot disagree. s = j omega. Two programs have given the same letters other
// parameters, so there are two sets: that of impedance.py (Murbach et al. 2020, 10.21105/joss.02349) and that
// of pyimpspec (Yrjana 2022, 10.21105/joss.04808).
//
//   R     R                                       C   1/(C s)                     L   L s
//   W     infinite Warburg: A (1 - j)/sqrt(omega), or 1/(Y s^n)
//   CPE, Q  1/(Q s^n)                             La  (L s)^n, or L s^n
//   Wo    finite space (open, blocked): Z0 coth(sqrt(s tau))/sqrt(s tau), or coth((B s)^n)/(Y s)^n
//   Ws    finite length (short, absorbed): Z0 tanh(sqrt(s tau))/sqrt(s tau), or tanh((B s)^n)/(Y s)^n
//   K     R/(1 + s tau)        Zarc  R/(1 + (s tau)^n)        Ha  R/(1 + (s tau)^a)^b        H  1/(dC s) of
//   it G, Ga Gerischer: R/sqrt(1 + s t), 1/(Y (k + s)^n), R/(1 + s tau)^n Gs    finite Gerischer: R/(sqrt(1 +
//   s t) tanh(phi sqrt(1 + s t))) TLMQ  a blocking pore (de Levie 1967): sqrt(R_ion Z_s)
//   coth(sqrt(R_ion/Z_s)), Z_s = 1/(Q s^n) Ls    de Levie with charge transfer: sqrt(R_i R_r) coth(d
//   sqrt(R_i/R_r (1 + Y s^n)))/sqrt(1 + Y s^n) Tlmbo, Tlmbs  pores of length L: R_i coth(z)/z, R_i tanh(z)/z,
//   z = L sqrt(R_i Y s^n) T     porous electrode: A/(b tanh b) + B/(b sinh b), b = sqrt(a + s b') (Paasch et
//   al. 1993,
//         10.1016/0013-4686(93)85083-B)
#pragma once

#include <complex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nacre::impedance {

// What a parameter is, for sensible starts: how it scales with the resistances and times of the spectrum.
enum class Role { resistance, admittance, inductance, time, rate, exponent, number };

struct ElementParameter {
  std::string_view name;  // "R", "Y", "n"
  std::string_view unit;
  Role role = Role::number;
  double typical = 1.0;  // of exponents and plain numbers
  bool fixed = false;    // unless freed
};

struct ElementKind {
  std::string_view symbol;  // "R", "CPE", "Wo"
  std::vector<ElementParameter> parameters;
  // z[i] at s = j omega[i] and, where dz is not null, dz[k * frequencies + i], its derivative by parameter k.
  void (*evaluate)(std::span<const double> omega, const double* parameters, std::complex<double>* z,
                   std::complex<double>* dz);
};

enum class Notation { impedance_py, pyimpspec };

// All elements of a notation; longer symbols first, so that the first that fits is the right one.
std::span<const ElementKind> elements(Notation notation);

}  // namespace nacre::impedance
