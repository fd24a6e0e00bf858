// Convex quadratic problems with x >= 0 by the interior point method of CVXOPT's qp, step for step.
//
//   minimise 1/2 x'Px + q'x,  x >= 0
// NonnegativeQuadratic finds the minimum itself, faster. This method stops before it, where the gap between
// primal and dual falls below a tolerance; programs that use CVXOPT print that point, and in flat directions
// it lies percents from the minimum. It is here to reproduce what they print. Nesterov-Todd scaling and
// Mehrotra's correction: Vandenberghe, "The CVXOPT linear and quadratic cone program solvers" (2010), with G
// = -I, h = 0.
#pragma once

#include <Eigen/Dense>

namespace nacre::numerics {

struct InteriorPointTolerance {
  double absolute = 1e-7;  // of the gap
  double relative = 1e-6;  // of the gap to the objective
  double feasible = 1e-7;  // of the residuals
  int iterations = 100;
};

// Throws ConvergenceError where P is not positive semidefinite or the tolerances are not reached.
Eigen::VectorXd interior_point(const Eigen::MatrixXd& p, const Eigen::VectorXd& q,
                               const InteriorPointTolerance& tolerance = {});

}  // namespace nacre::numerics
