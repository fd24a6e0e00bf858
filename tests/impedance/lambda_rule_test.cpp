#include "nacre/impedance/lambda_rule.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"
#include "support/impedance.hpp"

namespace nacre::impedance {
namespace {

const nacre::testing::KnownCell cell{10.0, 0.0, 0.0, {{50, 0.1, 0.8}, {50, 10, 0.8}}};

Spectrum two_zarcs() {
  nacre::testing::Draw draw(11);
  const auto f = nacre::testing::log_spaced(1e4, 6, 8);
  std::vector<std::complex<double>> z;
  for (const double x : f) {
    const double real = draw.normal();
    z.push_back(cell.impedance(2.0 * std::numbers::pi * x) + 0.1 * std::complex<double>(real, draw.normal()));
  }
  return make_spectrum(f, z, "two ZARCs");
}

// The linear rules by their formulas, with the matrix K itself.
double direct_score(const TikhonovProblem& p, LambdaRule rule, double lambda) {
  const auto n = static_cast<double>(p.z.size());
  const Eigen::MatrixXd inverse = (p.normal + lambda * p.penalty).inverse();
  const Eigen::MatrixXd k = p.a * inverse * p.a.transpose();
  const double squares = (p.z - k * p.z).squaredNorm();
  const auto gcv = [&](double rho) { return squares / n / std::pow((n - rho * k.trace()) / n, 2); };
  switch (rule) {
    case LambdaRule::gcv:
      return gcv(1.0);
    case LambdaRule::mgcv:
      return gcv(2.0);
    default:
      return (0.2 + 0.8 * (k.transpose() * k).trace() / n) * gcv(1.0);
  }
}

TEST(LambdaRule, linear_rules_follow_their_formulas_and_find_the_global_minimum) {
  const TikhonovProblem problem(two_zarcs(), {});
  for (const auto rule : {LambdaRule::gcv, LambdaRule::mgcv, LambdaRule::rgcv}) {
    const auto choice = choose_lambda(problem, rule, 1e-5, 10.0);
    EXPECT_NEAR(choice.score / direct_score(problem, rule, choice.lambda), 1.0, 1e-6) << name(rule);
    for (double lambda = 1e-5; lambda < 10.0; lambda *= 1.2) {
      EXPECT_GE(direct_score(problem, rule, lambda), choice.score * (1.0 - 1e-4))
          << name(rule) << ' ' << lambda;
    }
  }
}

TEST(LambdaRule, every_rule_comes_near_the_truth) {
  const TikhonovProblem problem(two_zarcs(), {});
  for (const auto rule : lambda_rules()) {
    const auto choice = choose_lambda(problem, rule);
    const auto d = distribution(problem, tikhonov(problem, choice.lambda));
    const double error =
        nacre::testing::relative_error(d.tau_s, d.gamma_ohm, [](double t) { return cell.gamma(t); });
    EXPECT_LT(error, 0.25) << name(rule) << ' ' << choice.lambda;
  }
}

TEST(LambdaRule, does_not_depend_on_the_unit_of_the_impedance) {
  auto spectrum = two_zarcs();
  const TikhonovProblem ohm(spectrum, {});
  for (auto& z : spectrum.impedance_ohm) {
    z *= 1e-3;
  }
  const TikhonovProblem milliohm(spectrum, {});
  for (const auto rule : lambda_rules()) {
    EXPECT_NEAR(std::log(choose_lambda(milliohm, rule).lambda / choose_lambda(ohm, rule).lambda), 0.0, 0.02)
        << name(rule);
  }
}

TEST(LambdaRule, refuses_what_it_cannot_use) {
  TikhonovOptions options;
  options.part = Part::real;
  EXPECT_THROW(choose_lambda(TikhonovProblem(two_zarcs(), options), LambdaRule::re_im), UsageError);
  EXPECT_THROW(choose_lambda(TikhonovProblem(two_zarcs(), {}), LambdaRule::gcv, 1.0, 0.1), UsageError);
}

}  // namespace
}  // namespace nacre::impedance
