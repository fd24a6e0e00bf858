// Differential-algebraic equations: a system with a known solution, events, and what cannot be solved.
#include "nacre/numerics/dae.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

namespace nacre::numerics {
namespace {

// y' = -100 (y - z^2) with 0 = z - cos t, in the unknowns y and w = z^2: 0 = w - cos(t)^2, made nonlinear by
// taking exp(w). Its solution is a sum of a decay and harmonics.
class Relaxation final : public DaeSystem {
 public:
  static constexpr double rate = 100.0;
  std::size_t size() const override { return 2; }
  void residual(double t, const double* y, const double* yp, double* r) override {
    if (throws_at > 0.0 && t > throws_at) {
      throw std::domain_error("beyond the domain");
    }
    r[0] = yp[0] + rate * (y[0] - y[1]);
    r[1] = std::exp(y[1]) - std::exp(std::cos(t) * std::cos(t));
    if (ends_at > 0.0 && t > ends_at) {
      r[0] = std::numeric_limits<double>::quiet_NaN();
    }
  }
  void linearise(double /*t*/, const double* y, const double* /*yp*/, double cj) override {
    diagonal_ = cj + rate;
    slope_ = std::exp(y[1]);
  }
  void solve(double* b) override {
    b[1] /= slope_;
    b[0] = (b[0] + rate * b[1]) / diagonal_;
  }
  std::size_t events() const override { return 1; }
  void event_values(double /*t*/, const double* y, double* g) override { g[0] = y[0] - level; }

  // cos^2 = (1 + cos 2t) / 2, from y(0) = 1.
  static double exact(double t) {
    const double square = rate * rate + 4.0;
    const double forced = 0.5 + 0.5 * rate * (rate * std::cos(2.0 * t) + 2.0 * std::sin(2.0 * t)) / square;
    return forced + (0.5 - 0.5 * rate * rate / square) * std::exp(-rate * t);
  }

  double level = -1.0;     // of the event
  double throws_at = 0.0;  // 0: never
  double ends_at = 0.0;    // where its values end; 0: never

 private:
  double diagonal_ = 1.0;
  double slope_ = 1.0;
};

class Dae : public ::testing::Test {
 protected:
  void begin(double tolerance, double trial = 1e-3) {
    solver.emplace(system, DaeOptions{tolerance, {1e-2 * tolerance, 1e-2 * tolerance}, 0.0});
    const double y[] = {1.0, 1.0};
    const double yp[] = {0.0, 0.0};
    solver->restart(0.0, y, yp, trial);
  }
  DaeSolver::Status run(double until) {
    auto status = DaeSolver::Status::stepped;
    while (status == DaeSolver::Status::stepped) {
      status = solver->step(until);
    }
    return status;
  }

  Relaxation system;
  std::optional<DaeSolver> solver;
};

TEST_F(Dae, ErrorFollowsTheTolerance) {
  for (const double tolerance : {1e-3, 1e-5, 1e-7}) {
    begin(tolerance);
    ASSERT_EQ(run(3.0), DaeSolver::Status::stop_time);
    EXPECT_NEAR(solver->state()[0], Relaxation::exact(3.0), 3.0 * tolerance);
    EXPECT_NEAR(solver->state()[1], std::cos(3.0) * std::cos(3.0), 3.0 * tolerance);
    // A step takes about one residual, and fewer linearisations than that.
    const auto counts = solver->counts();
    EXPECT_LT(static_cast<double>(counts.residuals), 1.3 * static_cast<double>(counts.steps) + 10.0);
    EXPECT_LT(counts.linearisations, counts.residuals);
    EXPECT_EQ(counts.convergence_failures, 0);
  }
}

TEST_F(Dae, AnyTrialStepWillDo) {
  for (const double trial : {1e-12, 1e-6, 1e-1, 10.0}) {
    begin(1e-6, trial);
    ASSERT_EQ(run(1.0), DaeSolver::Status::stop_time) << trial;
    EXPECT_NEAR(solver->state()[0], Relaxation::exact(1.0), 3e-6) << trial;
  }
}

TEST_F(Dae, StopsAtAnEvent) {
  system.level = 0.25;
  begin(1e-7);
  ASSERT_EQ(run(3.0), DaeSolver::Status::event);
  EXPECT_NEAR(Relaxation::exact(solver->time()), 0.25, 1e-6);
  EXPECT_TRUE(solver->stopped_by()[0]);
}

TEST_F(Dae, WhatTheSystemThrowsPasses) {
  system.throws_at = 0.5;
  begin(1e-5);
  EXPECT_THROW(run(1.0), std::domain_error);
}

TEST_F(Dae, ValuesThatEndAreAFailureWithAName) {
  system.ends_at = 0.5;
  begin(1e-5);
  ASSERT_EQ(run(1.0), DaeSolver::Status::failed);
  EXPECT_NEAR(solver->time(), 0.5, 1e-3);
  EXPECT_FALSE(solver->failure().empty());
}

}  // namespace
}  // namespace nacre::numerics
