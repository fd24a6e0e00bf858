// Whether a spectrum obeys the Kramers-Kronig relations: that of a linear, causal, steady system.
//
// Linear test (Boukamp 1995, 10.1149/1.2044210; Schoenleber, Klotz and Ivers-Tiffee 2014,
// 10.1016/j.electacta.2014.01.034): a chain of M relaxations (kramers_kronig_chain.hpp) is fitted to both
// parts. Each such circuit obeys the relations, so what it cannot follow does not. A series inductance and a
// series capacitance (a capacitive tail) are tried in all four combinations; the one with the least BIC is
// kept. Where the impedance fails, the admittance is tried: a system that is steady under voltage control
// only (a passivating electrode, of which the impedance turns around the origin) obeys the relations as an
// admittance.
//
// Too few elements miss the spectrum, too many follow its noise. M is found by one of
//   mu             the first with mu < 0.85 (Schoenleber 2014). A sharp arc gives negative R_k long before
//   the chain
//                  can follow it: where the residuals of that M exceed the tolerance, the M of bic is taken
//                  if its residuals are smaller.
//   bic            the least 2 n ln(S/2 n) + p ln(2 n)
//   leave_one_out  the least squared error of prediction, each number predicted from the others (PRESS)
// or, among those whose BIC is within 10 of the least (more elements do not help, Kass and Raftery 1995) and
// those above them,
//   norm           the least sqrt(sum R_k^2)/M            (Plank, Ruether and Danzer 2022,
//   curvature      the least norm of the curve's curvature 10.1109/IWIS57888.2022.9975131)
//   sign_changes   the fewest changes of sign of that curvature, of equals the least S (Plank 2022; between
//   the
//                  points, and with that tie-break, as Yrjana and Bobacka
//                  2024, 10.1016/j.electacta.2024.144951)
// The test states what each of the six would say.
//
// Z-HIT (Ehm, Goehr, Kaus, Roeseler and Schiller 2000): ln|Z| is computed from the phase,
//   ln|Z(w)| = const + (2/pi) int phi dln w' - (pi/6) dphi/dln w,
// which tells drift of the modulus from a disturbed phase; the constant is the mean over the middle third of
// ln w.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nacre/impedance/kramers_kronig_chain.hpp"
#include "nacre/impedance/spectrum.hpp"

namespace nacre::impedance {

enum class ElementRule { mu, bic, leave_one_out, norm, curvature, sign_changes };

// "mu", "bic", "leave_one_out", ...; throws UsageError otherwise.
ElementRule parse_element_rule(std::string_view name);
std::string_view name_of(ElementRule rule);

struct KramersKronigOptions {
  ElementRule rule = ElementRule::mu;
  double mu_limit = 0.85;
  int most_elements = 50;
  double tolerance = 0.01;  // of |Z|: the largest residual of a valid spectrum
};

struct RuleVerdict {
  ElementRule rule = ElementRule::mu;
  int elements = 0;
  double max_residual = 0.0;
  bool valid = false;
};

struct KramersKronig {
  Representation representation = Representation::impedance;
  int elements = 0;
  bool inductance = false;   // an L is in the chain
  bool capacitance = false;  // a C
  double mu = 0.0;
  std::vector<std::complex<double>> impedance_ohm;  // of the chain
  std::vector<double> residual_real;                // (Z' of data - of chain) / |Z|
  std::vector<double> residual_imag;
  double max_residual = 0.0;  // the largest of all of them
  double rms_residual = 0.0;
  double runs_probability = 0.0;  // of so few changes of sign in the residuals, were they random
  bool valid = false;
  std::vector<std::string> reasons;  // for the verdict
  std::vector<RuleVerdict> rules;    // what each would say, with the same L and C
};

// Needs at least 5 points; throws UsageError otherwise.
KramersKronig kramers_kronig(const Spectrum& spectrum, const KramersKronigOptions& options = {});

// |Z| of the data over |Z| from the phase, less 1; one for each point. Needs at least 8 points.
std::vector<double> z_hit(const Spectrum& spectrum);

}  // namespace nacre::impedance
