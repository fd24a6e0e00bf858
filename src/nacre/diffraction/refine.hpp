// Least squares on a powder pattern: Rietveld's, Le Bail's and Pawley's methods, alone or beside one another.
//
//   minimise S = sum_i w_i (o_i - y_i)^2 + sum_restraints ((f - target)/std)^2,   w = 1/std_i^2
// by Levenberg and Marquardt's method on exact derivatives, with bounds on each variable and linear
// constraints kept exactly. Le Bail's intensities are shared out anew before each step.
//
// Covariance: (J'WJ)^-1 GOF^2, as GSAS-II and most programs have it. Neighbouring residuals that are alike
// make it too small: serial_inflation is by how much (numerics::correlation_inflation), and is not applied.
// (Berar and Lelann, J. Appl. Cryst. 24 (1991) 1, sum runs of one sign to the same end; theirs exceeds one
// for independent residuals too.)
#pragma once

#include <Eigen/Dense>
#include <limits>
#include <string>
#include <vector>

#include "nacre/diffraction/constraints.hpp"
#include "nacre/diffraction/model.hpp"
#include "nacre/diffraction/pattern.hpp"
#include "nacre/diffraction/r_values.hpp"
#include "nacre/diffraction/restraints.hpp"

namespace nacre::diffraction {

struct RefineOptions {
  int iterations = 40;
  double tolerance = 0.01;  // ends where no variable would move by more than this share of its uncertainty
  CalculateOptions calculate;
};

struct Refined {
  Model model;
  std::vector<Variable> variables;
  Eigen::MatrixXd covariance;  // of the variables, NaN where not determined
  std::vector<bool> at_bound;
  std::vector<Restraint> restraints;
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

}  // namespace nacre::diffraction
