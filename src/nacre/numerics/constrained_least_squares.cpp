#include "nacre/numerics/constrained_least_squares.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "nacre/base/error.hpp"
#include "nacre/numerics/nonnegative.hpp"

namespace nacre::numerics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

// Inside, and exactly on a bound where all but there.
double onto_bound(double x, double lower, double upper) {
  const auto on = [&](double bound) {
    return std::isfinite(bound) && std::abs(x - bound) <= 1e-10 * (1e-3 + std::abs(bound));
  };
  if (x <= lower || on(lower)) {
    return lower;
  }
  return x >= upper || on(upper) ? upper : x;
}

// Rows c'd >= b.
struct Rows {
  MatrixXd c;
  VectorXd b;
};

struct Step {
  VectorXd d;
  std::vector<Index> active;  // rows
  bool solved = false;
};

// minimise 1/2 d'Hd + q'd, c'd >= b. With y >= 0 the forces of the rows, d = H^-1 (C'y - q); rows join as
// they are violated and leave where they exert no force.
Step constrained_step(const MatrixXd& h, const VectorXd& q, const Rows& rows) {
  constexpr int most_passes = 50;
  Step step;
  const Eigen::LLT<MatrixXd> factor(h);
  if (factor.info() != Eigen::Success) {
    return step;
  }
  const VectorXd unheld = -factor.solve(q);
  step.d = unheld;
  for (int pass = 0; pass < most_passes && step.d.allFinite(); ++pass) {
    auto held = step.active;
    for (Index k = 0; k < rows.b.size(); ++k) {
      const double slack = 1e-10 * (1e-3 + std::abs(rows.b[k]));
      if (rows.c.row(k).dot(step.d) < rows.b[k] - slack &&
          std::find(held.begin(), held.end(), k) == held.end()) {
        held.push_back(k);
      }
    }
    if (held.size() == step.active.size()) {
      step.solved = true;
      break;
    }
    const MatrixXd c = rows.c(held, Eigen::all);
    const MatrixXd reach = factor.solve(c.transpose());
    MatrixXd dual = c * reach;
    dual.diagonal() *= 1.0 + 1e-12;  // rows may say the same
    const VectorXd b = rows.b(held) - c * unheld;
    VectorXd force;
    try {
      force = NonnegativeQuadratic(b.size()).solve(dual, b);
    } catch (const ConvergenceError&) {
      break;  // too near to singular: the caller damps more
    }
    step.d = unheld + reach * force;
    step.active.clear();
    for (Index k = 0; k < force.size(); ++k) {
      if (force[k] > 0.0) {
        step.active.push_back(held[static_cast<std::size_t>(k)]);
      }
    }
  }
  return step;
}

class Search {
 public:
  explicit Search(const ConstrainedProblem& problem)
      : problem_(problem),
        n_(static_cast<Index>(problem.start.size())),
        bounds_(0),
        x_(VectorXd::Map(problem.start.data(), n_)),
        largest_(VectorXd::Zero(n_)) {
    for (Index j = 0; j < n_; ++j) {
      bounds_ += (std::isfinite(lower(j)) ? 1 : 0) + (std::isfinite(upper(j)) ? 1 : 0);
    }
  }

  ConstrainedResult run() {
    ConstrainedResult result;
    move_inside(x_);
    Point at = point(x_);
    if (at.possible) {
      descend(at, result);
    } else {
      result.reason = "the fit left the range of its parameters";
    }
    result.parameters.assign(at.x.data(), at.x.data() + n_);
    result.residuals.assign(at.r.data(), at.r.data() + at.r.size());
    result.sum_of_squares = at.sum;
    add_covariance(at, result);
    return result;
  }

 private:
  struct Point {
    VectorXd x;
    VectorXd r;
    MatrixXd j;
    double sum = 0.0;
    bool possible = false;
  };

  double lower(Index j) const { return problem_.lower[static_cast<std::size_t>(j)]; }
  double upper(Index j) const { return problem_.upper[static_cast<std::size_t>(j)]; }
  bool at_bound(const VectorXd& x, Index j) const { return x[j] <= lower(j) || x[j] >= upper(j); }

  Point point(const VectorXd& x) const {
    Point p{x, VectorXd(static_cast<Index>(problem_.residuals)),
            MatrixXd(static_cast<Index>(problem_.residuals), n_), 0.0, false};
    p.possible = problem_.evaluate(x.data(), p.r.data(), p.j.data());
    p.sum = p.r.squaredNorm();
    p.possible = p.possible && std::isfinite(p.sum);
    return p;
  }

  // Bounds first, then inequalities, in steps d / unit.
  Rows rows(const VectorXd& x, const VectorXd& unit) const {
    const auto more = static_cast<Index>(problem_.inequalities);
    Rows rows{MatrixXd::Zero(bounds_ + more, n_), VectorXd(bounds_ + more)};
    Index row = 0;
    for (Index j = 0; j < n_; ++j) {
      if (std::isfinite(lower(j))) {
        rows.c(row, j) = unit[j];
        rows.b[row++] = lower(j) - x[j];
      }
      if (std::isfinite(upper(j))) {
        rows.c(row, j) = -unit[j];
        rows.b[row++] = x[j] - upper(j);
      }
    }
    if (more > 0) {
      VectorXd g(more);
      Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> slopes(more, n_);
      problem_.constrain(x.data(), g.data(), slopes.data());
      rows.c.bottomRows(more) = slopes * unit.asDiagonal();
      rows.b.tail(more) = -g;
    }
    return rows;
  }

  // To the nearest point that obeys everything; inequalities that are not linear need a few steps.
  void move_inside(VectorXd& x) const {
    const VectorXd unit = VectorXd::Ones(n_);
    for (int pass = 0; pass < 20; ++pass) {
      for (Index j = 0; j < n_; ++j) {
        x[j] = onto_bound(x[j], lower(j), upper(j));
      }
      if (problem_.inequalities == 0) {
        return;
      }
      const Rows all = rows(x, unit);
      if (all.b.tail(static_cast<Index>(problem_.inequalities)).maxCoeff() <= 1e-10) {
        return;
      }
      const Step step = constrained_step(MatrixXd::Identity(n_, n_), VectorXd::Zero(n_), all);
      if (!step.solved) {
        return;
      }
      x += step.d;
    }
  }

  void descend(Point& at, ConstrainedResult& result) {
    const double freedom = std::max(static_cast<double>(at.r.size() - n_), 1.0);
    double mu = 1e-4;
    double grow = 2.0;
    int level = 0;  // steps in a row that hardly lowered S
    for (; result.steps < problem_.iterations; ++result.steps) {
      const MatrixXd normal = at.j.transpose().lazyProduct(at.j);
      const VectorXd slope = at.j.transpose() * at.r;
      largest_ = largest_.cwiseMax(normal.diagonal());
      const VectorXd unit = largest_.unaryExpr([](double v) { return v > 0.0 ? 1.0 / std::sqrt(v) : 1.0; });
      MatrixXd h = unit.asDiagonal() * normal * unit.asDiagonal();
      const VectorXd q = unit.cwiseProduct(slope);
      const Rows all = rows(at.x, unit);
      const Step free = constrained_step(h, q, all);
      if (free.solved) {
        const double gain = -(2.0 * q.dot(free.d) + free.d.dot(h * free.d));
        const double moved = unit.cwiseProduct(free.d).cwiseAbs().maxCoeff();
        if (gain <= problem_.tolerance * problem_.tolerance * at.sum / freedom || moved <= 1e-9) {
          result.converged = true;
          note_active(free, result);
          return;
        }
      }
      for (;;) {
        MatrixXd damped = h;
        damped.diagonal().array() += mu;
        const Step step = constrained_step(damped, q, all);
        Point next;
        if (step.solved) {
          VectorXd x = at.x + unit.cwiseProduct(step.d);
          move_inside(x);
          next = point(x);
        }
        if (next.possible && next.sum < at.sum) {
          const double expected = -(2.0 * q.dot(step.d) + step.d.dot(h * step.d));
          const double ratio = (at.sum - next.sum) / expected;
          level = at.sum - next.sum < 1e-9 * at.sum ? level + 1 : 0;
          at = std::move(next);
          mu *= std::max(1.0 / 5.0, 1.0 - std::pow(2.0 * std::min(ratio, 1.0) - 1.0, 3));
          mu = std::max(mu, 1e-15);
          grow = 2.0;
          break;
        }
        mu *= grow;
        grow *= 2.0;
        if (mu > 1e12) {  // rounding leaves nothing to gain
          result.converged = true;
          note_active(step, result);
          return;
        }
      }
      if (level == 3) {  // the data say no more of some direction
        result.converged = true;
        return;
      }
    }
    result.reason = "the fit did not converge";
  }

  void note_active(const Step& step, ConstrainedResult& result) const {
    for (const Index row : step.active) {
      if (row >= bounds_) {
        result.active.push_back(static_cast<std::size_t>(row - bounds_));
      }
    }
  }

  void add_covariance(const Point& at, ConstrainedResult& result) const {
    result.covariance.setConstant(n_, n_, none);
    result.std.assign(static_cast<std::size_t>(n_), none);
    if (!at.possible) {
      return;
    }
    std::vector<Index> free;
    for (Index j = 0; j < n_; ++j) {
      if (!at_bound(at.x, j)) {
        free.push_back(j);
      }
    }
    const auto count = static_cast<Index>(free.size());
    const auto held = static_cast<Index>(result.active.size());
    if (count == 0) {
      return;
    }
    if (at.r.size() <= count) {
      result.reason = "no more points than parameters";
      return;
    }
    // Columns of length one: the rank then does not depend on units.
    MatrixXd columns = at.j(Eigen::all, free);
    const VectorXd length = columns.colwise().norm().unaryExpr([](double v) { return v > 0.0 ? v : 1.0; });
    columns = columns * length.cwiseInverse().asDiagonal();
    // Directions of which the points say nothing are left out, and parameters with a part in them get no
    // uncertainty; the others keep theirs.
    const Eigen::SelfAdjointEigenSolver<MatrixXd> axes(columns.transpose() * columns);
    MatrixXd inverse = MatrixXd::Zero(count, count);
    VectorXd unknown = VectorXd::Zero(count);
    for (Index k = 0; k < count; ++k) {
      const VectorXd axis = axes.eigenvectors().col(k);
      if (axes.eigenvalues()[k] > 1e-13) {
        inverse += axis * axis.transpose() / axes.eigenvalues()[k];
      } else {
        unknown += axis.cwiseAbs2();
      }
    }
    if (unknown.maxCoeff() > 0.0) {
      result.reason = "the points do not determine all parameters";
    }
    const auto known = [&](Index k) { return unknown[k] < 1e-6; };
    if (held > 0) {
      const Rows all = rows(at.x, VectorXd::Ones(n_));
      MatrixXd c(held, count);
      for (Index k = 0; k < held; ++k) {
        for (Index j = 0; j < count; ++j) {
          c(k, j) = all.c(bounds_ + static_cast<Index>(result.active[static_cast<std::size_t>(k)]),
                          free[static_cast<std::size_t>(j)]) /
                    length[j];
        }
      }
      const MatrixXd reach = inverse * c.transpose();
      inverse -= reach * (c * reach).ldlt().solve(reach.transpose());
    }
    const double variance = at.sum / static_cast<double>(at.r.size() - count + held);
    for (Index i = 0; i < count; ++i) {
      for (Index j = 0; j < count; ++j) {
        if (known(i) && known(j)) {
          result.covariance(free[static_cast<std::size_t>(i)], free[static_cast<std::size_t>(j)]) =
              variance * inverse(i, j) / (length[i] * length[j]);
        }
      }
      const Index j = free[static_cast<std::size_t>(i)];
      result.std[static_cast<std::size_t>(j)] = std::sqrt(std::max(result.covariance(j, j), 0.0));
    }
  }

  const ConstrainedProblem& problem_;
  Index n_;
  Index bounds_;
  VectorXd x_;
  VectorXd largest_;  // diagonal of J'J so far
};

}  // namespace

ConstrainedResult constrained_least_squares(const ConstrainedProblem& problem) {
  return Search(problem).run();
}

}  // namespace nacre::numerics
