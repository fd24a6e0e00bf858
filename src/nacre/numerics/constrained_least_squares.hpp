// Nonlinear least squares of few parameters with bounds and inequalities between them.
//
//   minimise S = sum_i r_i(p)^2,   lower <= p <= upper,   g_k(p) >= 0
//
// Levenberg and Marquardt's method: each step solves the linearised problem
//   minimise |r + J d|^2 + mu d'D d,   bounds and linearised g as they are,
// exactly, through its dual (a quadratic problem with non-negative unknowns). D holds the largest diagonal of
// J'J so far (More 1978, 10.1007/BFb0067700), mu follows Nielsen (1999, IMM-REP-1999-05). The search ends
// where the undamped step would lower S by less than (tolerance)^2 S/(m - n): the parameters are then within
// that fraction of a standard uncertainty of the minimum. Unlike Ceres (least_squares.hpp) it takes
// inequalities, and no time of its own: about a microsecond a step for ten parameters beside the residuals.
//
// The covariance is S/(m - n) (J'J)^-1 within what active inequalities leave free (each takes one from n); a
// parameter at a bound has none.
#pragma once

#include "nacre/numerics/least_squares.hpp"

namespace nacre::numerics {

struct ConstrainedProblem {
  std::size_t residuals = 0;
  std::vector<double> start;
  std::vector<double> lower;  // one per parameter; -infinity for none
  std::vector<double> upper;
  // Fills residuals and their derivatives, jacobian[j * residuals + i] = d residual_i / d parameter_j.
  // Returns false where the parameters are impossible.
  std::function<bool(const double* parameters, double* residuals, double* jacobian)> evaluate;
  // Fills g and slopes[k * parameters + j] = d g_k / d parameter_j.
  std::size_t inequalities = 0;
  std::function<void(const double* parameters, double* g, double* slopes)> constrain;
  double tolerance = 1e-3;
  int iterations = 200;
};

struct ConstrainedResult : LeastSquaresResult {
  std::vector<std::size_t> active;  // inequalities that hold the minimum where it is
  int steps = 0;
};

// The nearest point to the start that obeys everything is where the search begins.
ConstrainedResult constrained_least_squares(const ConstrainedProblem& problem);

}  // namespace nacre::numerics
