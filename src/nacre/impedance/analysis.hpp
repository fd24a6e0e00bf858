// One spectrum judged and, where a circuit is given, fitted: what `nacre eis` says of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/impedance/circuit_fit.hpp"
#include "nacre/impedance/kramers_kronig.hpp"

namespace nacre::impedance {

struct AnalysisOptions {
  std::optional<Circuit> circuit;
  std::vector<Circuit> candidates;  // or these, of which the data choose: on all points, so that they compare
  CircuitFitOptions fit;
  KramersKronigOptions kramers_kronig;
  // A circuit without an inductance cannot follow points above the real axis: they are left out of its fit,
  // as impedance.py's users do by hand.
  bool leave_out_inductive = true;
};

struct Analysis {
  Spectrum spectrum;
  std::optional<KramersKronig> kramers_kronig;  // none: too few points
  std::vector<double> z_hit;                    // empty: too few points
  std::optional<CircuitFit> fit;
  std::optional<CircuitChoice> choice;  // where candidates were given; the fit is its first
  Spectrum fitted;                      // the points that were fitted
  std::vector<std::string> warnings;
};

Analysis analyse(const Spectrum& spectrum, const AnalysisOptions& options);

// points, kramers_kronig {elements, mu, max_residual_percent, valid, ...}, fit {circuit, parameters {NAME:
// {value, std, unit}}, chi2_reduced, ...}, search [{circuit, bic, ...}]; a std that could not be determined
// is null.
Json to_json(const Analysis& analysis);

}  // namespace nacre::impedance
