#include "nacre/numerics/interior_point.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/numerics/symmetric_matrix.hpp"

namespace nacre::numerics {
namespace {

using Eigen::ArrayXd;
using Eigen::VectorXd;

constexpr double to_boundary = 0.99;  // of the longest step that stays inside

// factor: of the matrix with something added to its diagonal.
void factorise_with(const Eigen::MatrixXd& matrix, const ArrayXd& added, Eigen::MatrixXd& factor) {
  factor = matrix;
  factor.diagonal().array() += added;
  if (!factorise(factor)) {
    throw ConvergenceError("interior point: the matrix is not positive definite",
                           "Increase the regularisation.");
  }
}

// Moves a vector into the positive orthant, unless it lies well inside.
void make_positive(ArrayXd& v) {
  const double outside = -v.minCoeff();
  if (outside >= -1e-8 * std::max(v.matrix().norm(), 1.0)) {
    v += 1.0 + outside;
  }
}

}  // namespace

VectorXd interior_point(const Eigen::MatrixXd& p, const VectorXd& q,
                        const InteriorPointTolerance& tolerance) {
  const auto n = q.size();
  Eigen::MatrixXd factor;
  factorise_with(p, ArrayXd::Ones(n), factor);
  VectorXd x = -q;
  solve_factorised(factor, x);
  ArrayXd s = x;   // the slack of x >= 0
  ArrayXd z = -x;  // its multiplier
  make_positive(s);
  make_positive(z);
  const double scale = std::max(1.0, q.norm());
  for (int iteration = 0; iteration <= tolerance.iterations; ++iteration) {
    const VectorXd px = p * x;
    const VectorXd dual = px + q - z.matrix();
    const ArrayXd primal = s - x.array();
    const double gap = (s * z).sum();
    const double objective = 0.5 * x.dot(px) + q.dot(x);
    const double dual_objective = objective + (z * primal).sum() - gap;
    const bool small_gap =
        gap <= tolerance.absolute || (objective < 0.0        ? gap <= -tolerance.relative * objective
                                      : dual_objective > 0.0 ? gap <= tolerance.relative * dual_objective
                                                             : false);
    if (primal.matrix().norm() <= tolerance.feasible && dual.norm() <= tolerance.feasible * scale &&
        small_gap) {
      return x;
    }
    const ArrayXd w = (s / z).sqrt();
    const ArrayXd lambda = (s * z).sqrt();
    factorise_with(p, w.square().inverse(), factor);
    ArrayXd correction = ArrayXd::Zero(n);
    double centring = 0.0;
    VectorXd dx;
    ArrayXd ds;  // both in scaled coordinates
    ArrayXd dz;
    double step = 1.0;
    // The affine direction first, then with what it teaches about centring and curvature.
    for (const bool corrected : {false, true}) {
      ds = (centring * gap / static_cast<double>(n) - lambda.square() - correction) / lambda;
      const ArrayXd right = -primal - w * ds;
      dx = -dual - (right / w.square()).matrix();
      solve_factorised(factor, dx);
      dz = -(dx.array() + right) / w;
      ds -= dz;
      const double longest = std::max({0.0, -(ds / lambda).minCoeff(), -(dz / lambda).minCoeff()});
      step = longest > 0.0 ? std::min(1.0, (corrected ? to_boundary : 1.0) / longest) : 1.0;
      if (!corrected) {
        correction = ds * dz;
        const double left = 1.0 - step + correction.sum() / gap * step * step;
        centring = std::pow(std::clamp(left, 0.0, 1.0), 3);
      }
    }
    x += step * dx;
    s += step * w * ds;
    z += step * dz / w;
  }
  throw ConvergenceError("interior point: the gap does not close", "Increase the regularisation.");
}

}  // namespace nacre::numerics
