#include "nacre/impedance/lambda_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include "nacre/base/error.hpp"
#include "nacre/numerics/nonnegative.hpp"

namespace nacre::impedance {
namespace {

using Eigen::Index;

constexpr std::array rules = {LambdaRule::gcv,      LambdaRule::mgcv,  LambdaRule::rgcv,  LambdaRule::l_curve,
                              LambdaRule::evidence, LambdaRule::re_im, LambdaRule::k_fold};
constexpr int per_decade = 4;
constexpr int folds = 5;

Eigen::VectorXd column_scale(const Eigen::MatrixXd& normal) {
  return normal.diagonal().cwiseSqrt().cwiseInverse();
}

// In coordinates where A'A = diag(a) and M = diag(m): every quantity of the linear rules is a sum.
class Diagonal {
 public:
  explicit Diagonal(const TikhonovProblem& p)
      : rows_(static_cast<double>(p.z.size())), zz_(p.z.squaredNorm()) {
    const Eigen::VectorXd scale = column_scale(p.normal);
    const Eigen::MatrixXd penalty = scale.asDiagonal() * p.penalty * scale.asDiagonal();
    const Eigen::MatrixXd normal = scale.asDiagonal() * p.normal * scale.asDiagonal();
    // A'A + shift M is positive definite; in its coordinates M has eigenvalues from 0 to 1 / shift.
    double shift = 1e-2 * normal.trace() / penalty.trace();
    Eigen::LLT<Eigen::MatrixXd> factor(normal + shift * penalty);
    for (int attempt = 0; factor.info() != Eigen::Success; ++attempt) {
      if (attempt == 8) {
        throw ConvergenceError("the matrices of the DRT are singular", "Choose narrower Gaussians.");
      }
      shift *= 10.0;
      factor.compute(normal + shift * penalty);
    }
    Eigen::MatrixXd m = factor.matrixL().solve(penalty);
    m = factor.matrixL().solve(m.transpose()).eval();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(m);
    m_ = eigen.eigenvalues().array().max(0.0).min(1.0 / shift);
    a_ = 1.0 - shift * m_;
    const Eigen::VectorXd right = factor.matrixL().solve(scale.cwiseProduct(p.right));
    y2_ = (eigen.eigenvectors().transpose() * right).array().square();
    unregularised_ = static_cast<double>(p.unregularised());
  }

  double residual(double lambda) const {
    const Eigen::ArrayXd d = a_ + lambda * m_;
    return std::max(zz_ - (y2_ / d * (2.0 - a_ / d)).sum(), 1e-28 * zz_);
  }
  double seminorm(double lambda) const { return (m_ * y2_ / (a_ + lambda * m_).square()).sum(); }
  double trace(double lambda) const { return (a_ / (a_ + lambda * m_)).sum(); }

  double gcv(double lambda, double rho) const {
    const double denominator = 1.0 - rho * trace(lambda) / rows_;
    // Beyond its pole the modified score means nothing.
    return denominator > 0.0 ? residual(lambda) / rows_ / (denominator * denominator)
                             : std::numeric_limits<double>::infinity();
  }
  double rgcv(double lambda) const {
    const double xi = rows_ < 100.0 ? 0.2 : 0.3;
    const double trace_of_square = (a_ / (a_ + lambda * m_)).square().sum();
    return (xi + (1.0 - xi) * trace_of_square / rows_) * gcv(lambda, 1.0);
  }
  double minus_evidence(double lambda) const {
    const Eigen::ArrayXd d = a_ + lambda * m_;
    const double minimum = std::max(zz_ - (y2_ / d).sum(), 1e-28 * zz_);
    const double regularised = static_cast<double>(m_.size()) - unregularised_;
    return 0.5 *
           ((rows_ - unregularised_) * std::log(minimum) + d.log().sum() - regularised * std::log(lambda));
  }
  double minus_curvature(double lambda) const {
    constexpr double step = 0.05;
    double x[3];
    double y[3];
    for (int k = 0; k < 3; ++k) {
      const double l = lambda * std::exp((k - 1) * step);
      x[k] = 0.5 * std::log(residual(l));
      y[k] = 0.5 * std::log(seminorm(l));
    }
    const double dx = (x[2] - x[0]) / (2.0 * step);
    const double dy = (y[2] - y[0]) / (2.0 * step);
    const double ddx = (x[2] - 2.0 * x[1] + x[0]) / (step * step);
    const double ddy = (y[2] - 2.0 * y[1] + y[0]) / (step * step);
    return -(dx * ddy - dy * ddx) / std::pow(dx * dx + dy * dy, 1.5);
  }
  double rows() const { return rows_; }

 private:
  double rows_;
  double zz_;
  double unregularised_ = 0.0;
  Eigen::ArrayXd a_;
  Eigen::ArrayXd m_;
  Eigen::ArrayXd y2_;
};

// The non-negative solution of some rows of a problem, at one lambda after another.
class Rows {
 public:
  Rows(const TikhonovProblem& p, const std::vector<Index>& rows) {
    for (Index j = 0; j < p.a.cols(); ++j) {
      if (!p.a(rows, j).isZero(0.0)) {
        columns_.push_back(j);  // the others (L in real parts, R in imaginary ones) stay zero
      }
    }
    const Eigen::MatrixXd a = p.a(rows, columns_);
    normal_ = normal_matrix(a);
    scale_ = column_scale(normal_);
    normal_ = scale_.asDiagonal() * normal_ * scale_.asDiagonal();
    penalty_ = scale_.asDiagonal() * p.penalty(columns_, columns_) * scale_.asDiagonal();
    right_ = scale_.cwiseProduct(a.transpose() * p.z(rows));
    solver_ = std::make_unique<numerics::NonnegativeQuadratic>(right_.size(), p.negative ? right_.size() : 0);
    x_ = Eigen::VectorXd::Zero(p.a.cols());
  }

  const Eigen::VectorXd& solve(double lambda) {
    sum_ = normal_ + lambda * penalty_;
    x_(columns_) = scale_.cwiseProduct(solver_->solve(sum_, right_));
    return x_;
  }

 private:
  std::vector<Index> columns_;
  Eigen::MatrixXd normal_;
  Eigen::MatrixXd penalty_;
  Eigen::MatrixXd sum_;
  Eigen::VectorXd scale_;
  Eigen::VectorXd right_;
  std::unique_ptr<numerics::NonnegativeQuadratic> solver_;
  Eigen::VectorXd x_;
};

std::vector<Index> range(Index begin, Index end) {
  std::vector<Index> rows;
  for (Index i = begin; i < end; ++i) {
    rows.push_back(i);
  }
  return rows;
}

std::function<double(double)> re_im_score(const TikhonovProblem& p) {
  const Index n = p.real_rows;
  if (n == 0 || n == p.z.size()) {
    throw UsageError("the rule re_im needs the real and the imaginary parts", "Take another rule.");
  }
  auto real = std::make_shared<Rows>(p, range(0, n));
  auto imaginary = std::make_shared<Rows>(p, range(n, p.z.size()));
  return [&p, n, real, imaginary](double lambda) {
    Eigen::VectorXd from_real = real->solve(lambda);
    Eigen::VectorXd from_imaginary = imaginary->solve(lambda);
    // R comes from the real parts, L and 1/C from the imaginary ones in both.
    from_imaginary[p.resistance()] = from_real[p.resistance()];
    if (p.has_inductance) {
      from_real[0] = from_imaginary[0];
    }
    if (p.has_capacitance) {
      from_real[p.elastance()] = from_imaginary[p.elastance()];
    }
    return (p.z.head(n) - p.a.topRows(n) * from_imaginary).squaredNorm() +
           (p.z.tail(n) - p.a.bottomRows(n) * from_real).squaredNorm();
  };
}

std::function<double(double)> k_fold_score(const TikhonovProblem& p) {
  const auto n = static_cast<Index>(p.frequency_Hz.size());
  struct Fold {
    std::unique_ptr<Rows> others;
    Eigen::MatrixXd a;  // of those left out
    Eigen::VectorXd z;
  };
  auto all = std::make_shared<std::vector<Fold>>();
  for (Index k = 0; k < folds; ++k) {
    Fold fold;
    std::vector<Index> others;
    std::vector<Index> left_out;
    for (Index i = 0; i < p.z.size(); ++i) {
      (i % n % folds == k ? left_out : others).push_back(i);
    }
    fold.others = std::make_unique<Rows>(p, others);
    fold.a = p.a(left_out, Eigen::all);
    fold.z = p.z(left_out);
    all->push_back(std::move(fold));
  }
  return [all](double lambda) {
    double sum = 0.0;
    for (auto& fold : *all) {
      const Eigen::VectorXd& x = fold.others->solve(lambda);
      sum += (fold.z - fold.a * x).squaredNorm() / static_cast<double>(fold.z.size());
    }
    return sum / folds;
  };
}

std::function<double(double)> score_of(const TikhonovProblem& problem, LambdaRule rule) {
  if (rule == LambdaRule::re_im) {
    return re_im_score(problem);
  }
  if (rule == LambdaRule::k_fold) {
    return k_fold_score(problem);
  }
  const Diagonal d(problem);
  switch (rule) {
    case LambdaRule::gcv:
      return [d](double l) { return d.gcv(l, 1.0); };
    case LambdaRule::mgcv:
      return [d](double l) { return d.gcv(l, d.rows() < 50.0 ? 1.3 : 2.0); };
    case LambdaRule::rgcv:
      return [d](double l) { return d.rgcv(l); };
    case LambdaRule::l_curve:
      return [d](double l) { return d.minus_curvature(l); };
    default:
      return [d](double l) { return d.minus_evidence(l); };
  }
}

}  // namespace

std::span<const LambdaRule> lambda_rules() { return rules; }

std::string_view name(LambdaRule rule) {
  constexpr std::array<std::string_view, rules.size()> names = {"gcv",      "mgcv",  "rgcv",  "l_curve",
                                                                "evidence", "re_im", "k_fold"};
  return names[static_cast<std::size_t>(rule)];
}

LambdaChoice choose_lambda(const TikhonovProblem& problem, LambdaRule rule, double lowest, double highest) {
  if (!(lowest > 0.0 && highest > lowest && std::isfinite(highest))) {
    throw UsageError(fmt::format("lambda cannot lie between {} and {}", lowest, highest));
  }
  const auto score = score_of(problem, rule);
  const int steps = std::max(2, static_cast<int>(std::lround(std::log10(highest / lowest) * per_decade)));
  const double width = std::log(highest / lowest) / steps;
  int best = 0;
  double best_score = std::numeric_limits<double>::infinity();
  // From strong to weak: the sets of the non-negative solutions grow step by step.
  for (int k = 0; k <= steps; ++k) {
    const double s = score(highest * std::exp(-width * k));
    if (s < best_score) {
      best_score = s;
      best = k;
    }
  }
  // Golden section between the neighbours of the best.
  constexpr double golden = 0.6180339887498949;
  double low = std::max(std::log(lowest), std::log(highest) - width * (best + 1));
  double high = std::min(std::log(highest), std::log(highest) - width * (best - 1));
  double x1 = high - golden * (high - low);
  double x2 = low + golden * (high - low);
  double s1 = score(std::exp(x1));
  double s2 = score(std::exp(x2));
  while (high - low > 0.01) {
    if (s1 < s2) {
      high = x2;
      x2 = x1;
      s2 = s1;
      x1 = high - golden * (high - low);
      s1 = score(std::exp(x1));
    } else {
      low = x1;
      x1 = x2;
      s1 = s2;
      x2 = low + golden * (high - low);
      s2 = score(std::exp(x2));
    }
  }
  LambdaChoice choice{std::exp(0.5 * (low + high)), std::min(s1, s2), best == 0 || best == steps};
  if (best_score < choice.score) {
    choice.lambda = highest * std::exp(-width * best);
    choice.score = best_score;
  }
  return choice;
}

}  // namespace nacre::impedance
