#include "nacre/numerics/constrained_least_squares.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace nacre::numerics {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr double infinity = std::numeric_limits<double>::infinity();

// r = (10 (y - x^2), 1 - x), twice, so that there are more residuals than parameters.
ConstrainedProblem rosenbrock() {
  ConstrainedProblem problem;
  problem.residuals = 4;
  problem.start = {-1.2, 1.0};
  problem.lower = {-infinity, -infinity};
  problem.upper = {infinity, infinity};
  problem.tolerance = 1e-9;
  problem.evaluate = [](const double* p, double* r, double* j) {
    for (int k = 0; k < 2; ++k) {
      r[2 * k] = 10.0 * (p[1] - p[0] * p[0]);
      r[2 * k + 1] = 1.0 - p[0];
      j[2 * k] = -20.0 * p[0];
      j[2 * k + 1] = -1.0;
      j[4 + 2 * k] = 10.0;
      j[4 + 2 * k + 1] = 0.0;
    }
    return true;
  };
  return problem;
}

// A straight line a + b x through points that do not lie on one.
ConstrainedProblem line() {
  ConstrainedProblem problem;
  problem.residuals = 5;
  problem.start = {0.0, 0.0};
  problem.lower = {-infinity, -infinity};
  problem.upper = {infinity, infinity};
  problem.tolerance = 1e-9;
  problem.evaluate = [](const double* p, double* r, double* j) {
    constexpr double y[] = {0.1, 0.9, 2.3, 2.8, 4.1};
    for (int i = 0; i < 5; ++i) {
      r[i] = p[0] + p[1] * i - y[i];
      j[i] = 1.0;
      j[5 + i] = i;
    }
    return true;
  };
  return problem;
}

TEST(ConstrainedLeastSquares, finds_the_end_of_a_curved_valley) {
  const auto found = constrained_least_squares(rosenbrock());
  EXPECT_TRUE(found.converged);
  EXPECT_NEAR(found.parameters[0], 1.0, 1e-8);
  EXPECT_NEAR(found.parameters[1], 1.0, 1e-8);
  EXPECT_LT(found.steps, 40);
}

TEST(ConstrainedLeastSquares, gives_what_ceres_gives_without_constraints) {
  const auto found = constrained_least_squares(line());
  LeastSquaresProblem same;
  same.residuals = 5;
  same.start = {0.0, 0.0};
  same.evaluate = [problem = line()](const double* p, double* r, double* j) {
    std::vector<double> columns(10);
    problem.evaluate(p, r, columns.data());
    for (int i = 0; j != nullptr && i < 5; ++i) {
      j[2 * i] = columns[static_cast<std::size_t>(i)];
      j[2 * i + 1] = columns[static_cast<std::size_t>(5 + i)];
    }
    return true;
  };
  const auto other = least_squares(same);
  for (std::size_t k = 0; k < 2; ++k) {
    EXPECT_NEAR(found.parameters[k], other.parameters[k], 1e-6);
    EXPECT_NEAR(found.std[k], other.std[k], 1e-6);
  }
  EXPECT_NEAR(found.covariance(0, 1), other.covariance(0, 1), 1e-6);
}

// With a held at its bound the slope is that of a line through it.
TEST(ConstrainedLeastSquares, stays_within_bounds) {
  auto problem = line();
  problem.lower[0] = 0.5;
  const auto found = constrained_least_squares(problem);
  EXPECT_TRUE(found.converged);
  EXPECT_EQ(found.parameters[0], 0.5);
  EXPECT_NEAR(found.parameters[1], (0.4 + 2.0 * 1.8 + 3.0 * 2.3 + 4.0 * 3.6) / 30.0, 1e-9);
  EXPECT_TRUE(std::isnan(found.std[0]));
  EXPECT_NEAR(found.std[1], std::sqrt(found.sum_of_squares / 4.0 / 30.0), 1e-9);
  EXPECT_THAT(found.active, IsEmpty());
}

// a + b = 1 where a + b <= 1 is asked: then r = a (1 - x) + x - y, one parameter.
TEST(ConstrainedLeastSquares, comes_to_lie_on_an_inequality) {
  auto problem = line();
  problem.start = {3.0, 3.0};  // not allowed
  problem.inequalities = 1;
  problem.constrain = [](const double* p, double* g, double* slopes) {
    g[0] = 1.0 - p[0] - p[1];
    slopes[0] = slopes[1] = -1.0;
  };
  const auto found = constrained_least_squares(problem);
  EXPECT_TRUE(found.converged);
  EXPECT_THAT(found.active, ElementsAre(0));
  double top = 0.0;
  double below = 0.0;
  constexpr double y[] = {0.1, 0.9, 2.3, 2.8, 4.1};
  for (int i = 0; i < 5; ++i) {
    top += (1.0 - i) * (y[i] - i);
    below += (1.0 - i) * (1.0 - i);
  }
  EXPECT_NEAR(found.parameters[0], top / below, 1e-9);
  EXPECT_NEAR(found.parameters[1], 1.0 - top / below, 1e-9);
  EXPECT_NEAR(found.std[0], std::sqrt(found.sum_of_squares / 4.0 / below), 1e-9);
  EXPECT_NEAR(found.covariance(0, 1), -found.std[0] * found.std[0], 1e-9);
  // One that the minimum obeys anyway changes nothing.
  problem.constrain = [](const double* p, double* g, double* slopes) {
    g[0] = 10.0 - p[0] - p[1];
    slopes[0] = slopes[1] = -1.0;
  };
  const auto free = constrained_least_squares(problem);
  EXPECT_THAT(free.active, IsEmpty());
  EXPECT_NEAR(free.parameters[1], constrained_least_squares(line()).parameters[1], 1e-9);
}

// The nearest point of the unit circle to (1, 1).
TEST(ConstrainedLeastSquares, keeps_a_curved_inequality) {
  auto problem = rosenbrock();
  problem.evaluate = [](const double* p, double* r, double* j) {
    std::fill(j, j + 8, 0.0);
    r[0] = r[2] = p[0] - 1.0;
    r[1] = r[3] = p[1] - 1.0;
    j[0] = j[2] = j[5] = j[7] = 1.0;
    return true;
  };
  problem.inequalities = 1;
  problem.constrain = [](const double* p, double* g, double* slopes) {
    g[0] = 1.0 - p[0] * p[0] - p[1] * p[1];
    slopes[0] = -2.0 * p[0];
    slopes[1] = -2.0 * p[1];
  };
  const auto found = constrained_least_squares(problem);
  EXPECT_TRUE(found.converged);
  EXPECT_NEAR(found.parameters[0], std::sqrt(0.5), 1e-4);
  EXPECT_NEAR(found.parameters[1], std::sqrt(0.5), 1e-4);
  EXPECT_THAT(found.active, ElementsAre(0));
}

TEST(ConstrainedLeastSquares, says_what_the_data_do_not_determine) {
  auto problem = line();
  const auto inner = problem.evaluate;
  problem.evaluate = [inner](const double* p, double* r, double* j) {
    inner(p, r, j);
    std::copy(j, j + 5, j + 5);
    for (int i = 0; i < 5; ++i) {
      r[i] += p[1] * (1.0 - i);  // a + b, whatever x
    }
    return true;
  };
  const auto found = constrained_least_squares(problem);
  EXPECT_TRUE(std::isnan(found.std[0]));
  EXPECT_EQ(found.reason, "the points do not determine all parameters");
  problem.evaluate = [](const double*, double*, double*) { return false; };
  const auto impossible = constrained_least_squares(problem);
  EXPECT_FALSE(impossible.converged);
  EXPECT_EQ(impossible.reason, "the fit left the range of its parameters");
}

}  // namespace
}  // namespace nacre::numerics
