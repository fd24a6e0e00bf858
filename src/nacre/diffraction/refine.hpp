// Least squares on a powder pattern: Rietveld's, Le Bail's and Pawley's methods, alone or beside one another.
//
//   minimise S = sum_i w_i (o_i - y_i)^2 + sum_restraints ((p - target)/std)^2,   w = 1/std_i^2
// by Levenberg and Marquardt's method on exact derivatives, with bounds on each variable and linear
// constraints sum c p = d kept exactly (p = p0 + C q). Le Bail's intensities are shared out anew before each
// step.
//
// R values, sums over the points (Young, The Rietveld Method (1993), table 1.3):
//   Rp = 100 sum |o - y|/sum o;   Rwp = 100 sqrt(sum w (o - y)^2/sum w o^2);   Rexp = 100 sqrt((N - P)/sum w
//   o^2) background-subtracted Rwp: o replaced by o - background below the line; chi2 = sum w (o - y)^2/(N -
//   P) = GOF^2
// Covariance: (J'WJ)^-1 GOF^2, as GSAS-II and most programs have it. Neighbouring residuals that are alike
// make it too small: serial_inflation is by how much (numerics::correlation_inflation), and is not applied.
#pragma once

#include <Eigen/Dense>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "nacre/diffraction/model.hpp"
#include "nacre/diffraction/pattern.hpp"

namespace nacre::diffraction {

struct Restraint {
  Variable variable;
  double target, std;
};
struct Constraint {  // sum of factor * variable = value
  std::vector<std::pair<Variable, double>> terms;
  double value;
};

struct RefineOptions {
  int iterations = 40;
  double tolerance = 0.01;  // ends where no variable would move by more than this share of its uncertainty
  CalculateOptions calculate;
};

struct RValues {
  double Rp_percent, Rwp_percent, Rwp_background_percent, Rexp_percent, chi2_reduced, gof;
  std::size_t points, variables;
};
RValues r_values(const Pattern& pattern, const Calculated& calculated, std::size_t variables);

struct Refined {
  Model model;
  std::vector<Variable> variables;
  Eigen::MatrixXd covariance;  // of the variables, NaN where not determined
  std::vector<bool> at_bound;
  double sum_of_squares = 0.0;  // S
  RValues r{};
  double serial_inflation = 1.0;
  int steps = 0;
  bool converged = false;
  std::string reason;  // why not

  // Standard uncertainty of a variable; 0 where it was not refined, NaN where it could not be determined.
  double std_of(const Variable& variable) const;
};

// Throws UsageError: a constraint that names a variable which is not refined, or constraints that contradict.
Refined refine(Model start, const Pattern& pattern, const std::vector<Variable>& variables,
               const std::vector<Constraint>& constraints = {}, const std::vector<Restraint>& restraints = {},
               const RefineOptions& options = {});

// What a step of Gauss and Newton's would gain if a group of candidates were refined beside what is refined
// already: the expected decrease of S, and their uncertainties (in units of the counting statistics).
struct Prospect {
  double gain = 0.0;
  std::vector<double> std, shift;
};
// Asks of each group in turn, beside the variables and the groups that were accepted before it.
void consider(const Model& model, const Pattern& pattern, const std::vector<Variable>& variables,
              const std::vector<std::vector<Variable>>& candidates,
              const std::function<bool(std::size_t group, const Prospect& prospect)>& accept,
              const RefineOptions& options = {});

// Between which values a variable may move.
std::pair<double, double> bounds_of(const Model& model, const Variable& variable);

}  // namespace nacre::diffraction
