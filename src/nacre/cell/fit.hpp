// Estimates parameters of a cell from measured records, with their uncertainty and with what the data cannot
// tell.
//
// minimise chi2 = sum_k ((model_k - measured_k) / noise_k)^2 over u in [0, 1]^n, where u_i is the place of
// parameter i between its bounds, or of its logarithm. The search begins at the values of the set and at
// points that fill the box evenly (the additive recurrence of Roberts 2018, from the generalised golden
// ratio); a coarse mesh screens them, least squares (Levenberg-Marquardt) goes on from the best few.
//
// At the minimum, J = d(residuals)/du by five-point differences. The covariance is (J^T J)^-1 chi2 / (points
// - n), of the parameters inside their bounds. The eigenvectors of the Fisher information J^T J (points - n)
// / chi2 are the combinations that the data see apart from one another, each with a standard deviation
// 1/sqrt(eigenvalue) in parts of the bounds. One above 1/sqrt(12), that of a parameter of which nothing but
// its bounds is known, is not determined; nor is a parameter whose own standard deviation is above that: its
// uncertainty is NaN. (Local: as far as the model is linear over the uncertainties, and the residuals are
// noise, not misfit.)
#pragma once

#include <Eigen/Dense>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/cell/fit_record.hpp"
#include "nacre/cell/parameter_set.hpp"

namespace nacre::cell {

struct FreeParameter {
  std::string path;  // as ParameterSet::set takes it: "positive.diffusivity.scale"
  double lower =
      std::numeric_limits<double>::quiet_NaN();  // in the parameter's own unit; NaN: the set's bounds
  double upper = std::numeric_limits<double>::quiet_NaN();
  std::optional<bool> logarithmic =
      std::nullopt;  // empty: where the bounds are positive and more than tenfold apart
};

// "PATH", "PATH:LOWER:UPPER", "PATH:LOWER:UPPER:log" or ":linear"; bounds may have a unit: "1 um".
// Throws UsageError.
FreeParameter parse_free_parameter(const ParameterSet& set, std::string_view text);

struct FitOptions {
  ModelKind model = ModelKind::dfn;
  Mesh mesh;
  std::optional<double> temperature_K;  // of every record; empty: the set's
  std::size_t starts = 32;              // points that are screened, the set's own values among them
  std::size_t searches = 3;             // of the best of them
  int iterations = 40;                  // of each search
  std::size_t most_points = 150;        // compared of one voltage record
  double relative_tolerance = 1e-5;     // of the simulations; a tenth of it for the uncertainties
  std::function<void(const std::string& what)> progress;  // called with what goes on
};

struct FitProblem {
  ParameterSet set;
  std::vector<FreeParameter> free;
  std::vector<Record> records;
};

struct FittedParameter {
  std::string path, unit;
  double value = 0.0;
  double std = std::numeric_limits<double>::quiet_NaN();  // NaN: not determined, or at a bound
  double lower = 0.0, upper = 0.0;
  bool logarithmic = false;
  std::string at_bound;  // "lower", "upper" or empty
  bool determined = false;
};

// An eigenvector of the Fisher information.
struct Combination {
  double std = 0.0;                // in parts of the bounds
  std::vector<double> components;  // of the parameters' u, length one
  bool determined = true;
  std::string text;  // what the data do not tell apart; empty where they do
};

struct Minimum {
  double chi2_reduced = 0.0;
  std::vector<double> values;
};

struct RecordFit {
  std::string name, quantity;
  double rmse = 0.0;  // in the unit of the quantity
  std::vector<double> at, measured, fitted;
  std::string stopped_by;  // why its simulation ended early, or empty
};

struct FitResult {
  std::vector<FittedParameter> parameters;
  Eigen::MatrixXd covariance;             // in the parameters' units; NaN for those without std
  Eigen::MatrixXd correlation;            // the same rows
  std::vector<Combination> combinations;  // the least determined first
  double condition_number = 0.0;          // of the Fisher information
  double chi2_reduced = 0.0;
  std::size_t points = 0;
  std::size_t starts = 0;
  std::size_t failed_starts = 0;  // no simulation at all there
  std::size_t simulations = 0;
  std::vector<Minimum> minima;  // distinct ones, the best first
  std::vector<RecordFit> records;
  bool converged = false;
  std::vector<std::string> warnings;
  ParameterSet calibrated;  // the set with the fitted values
};

// Throws UsageError where the problem contradicts itself (no such parameter, no bounds, fewer points than
// parameters), ConvergenceError where no start gives a simulation.
FitResult fit(const FitProblem& problem, const FitOptions& options);

Json to_json(const FitResult& result);

}  // namespace nacre::cell
