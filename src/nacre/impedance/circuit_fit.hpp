// Complex nonlinear least squares: the parameters of an equivalent circuit from a spectrum.
//
// minimise S = sum_i |w_i o (Z_i - Z(f_i; p))|^2 over real and imaginary parts, with the weights
//   unit          1
//   modulus       1/|Z| of the fit (iterated: the weights of a pass come from the pass before)
//   proportional  1/|Z'| and 1/|Z''|, each not above 1000/|Z|
//   boukamp       1/|Z| of the data (Boukamp 1986, 10.1016/0167-2738(86)90031-7)
// Positive parameters are searched by their logarithms, exponents between their limits, within the orders
// that are asked for (circuit_ordering.hpp); derivatives are exact. S does not change with the scale of a
// circuit (R k, C / k, L k), so each start is brought to the best scale first. Starts are drawn over the
// times and resistances that the spectrum can show (always the same draws), the best are followed. Branches
// of one shape are given back in the order of their time constants, fast to slow, unless orders say
// otherwise.
//
// chi2_reduced = S / (2 points - free parameters); covariance = (J^T J)^-1 chi2_reduced; AIC and BIC from
// 2 n ln(S / 2 n) with 2 n real numbers, the variance counted as a parameter (Burnham and Anderson, Model
// Selection, 2nd ed., sec. 2.2; AIC with its correction for few numbers, sec. 2.4).
#pragma once

#include <Eigen/Dense>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/impedance/circuit_ordering.hpp"
#include "nacre/impedance/spectrum.hpp"

namespace nacre::impedance {

enum class Weighting { unit, modulus, proportional, boukamp };

// "unit", "modulus", "proportional", "boukamp"; throws UsageError otherwise.
Weighting parse_weighting(std::string_view name);
std::string_view name_of(Weighting weighting);

struct CircuitFitOptions {
  Weighting weighting = Weighting::unit;  // as impedance.py
  std::vector<double> start;              // one per parameter, or empty; then the only one that is followed
  int starts = 8;                         // that are followed to their minimum
  std::vector<Ordering> orderings;        // of the circuit's parameters

  // Throws UsageError.
  void validate(const Circuit& circuit) const;
};

struct FittedParameter {
  std::string name;
  std::string unit;
  double value = 0.0;
  double std = 0.0;  // NaN: fixed, at a limit, or not determined
  bool fixed = false;
  bool at_limit = false;
};

struct CircuitFit {
  std::string circuit;
  Weighting weighting = Weighting::boukamp;
  std::vector<FittedParameter> parameters;
  Eigen::MatrixXd correlation;  // NaN in rows without uncertainty
  double sum_of_squares = 0.0;
  double chi2_reduced = 0.0;
  double aic = 0.0;
  double bic = 0.0;
  std::vector<std::complex<double>> impedance_ohm;  // of the fit, at the spectrum's frequencies
  int starts = 0;                                   // followed
  int agreeing = 0;                                 // of them, that led to this minimum (S within 1 %)
  bool converged = false;
  std::string reason;                // why not, or why there is no uncertainty
  std::string note;                  // of a lower minimum that was passed over
  std::vector<std::string> held_by;  // orders that the minimum lies on: the data alone would break them
  double milliseconds = 0.0;

  std::vector<double> values() const;
};

// Throws UsageError where the spectrum has too few points for the free parameters, or options are wrong.
CircuitFit fit_circuit(const Spectrum& spectrum, const Circuit& circuit,
                       const CircuitFitOptions& options = {});

// Several circuits on one spectrum, the least BIC first. Where the first ones differ by less than 2 in BIC,
// the data do not decide between them (Kass and Raftery 1995, 10.1080/01621459.1995.10476572). Weights are
// exp(-difference/2), their sum 1: how probable each circuit is among these, were one of them true.
struct CircuitChoice {
  static constexpr double decisive = 2.0;
  std::vector<CircuitFit> fits;
  std::size_t equal = 1;  // so many of the first explain the data equally
  std::vector<double> aic_weights;
  std::vector<double> bic_weights;
};
CircuitChoice choose_circuit(const Spectrum& spectrum, const std::vector<Circuit>& candidates,
                             const CircuitFitOptions& options = {});
// R0 or L0-R0 with one to three ZARCs, alone or with a Warburg (infinite, finite space, finite length), a
// constant phase or a Gerischer behind; and with a Gerischer alone.
std::vector<Circuit> common_circuits();

}  // namespace nacre::impedance
