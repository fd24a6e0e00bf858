// Differential-algebraic equations F(t, y, y') = 0 of index 1: a door to IDAS of SUNDIALS
// (Hindmarsh et al. 2005, 10.1145/1089014.1089020): variable order, variable step, backward differences.
//
// The system brings its own linear solver, which knows the structure of dF/dy + cj dF/dy'.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace nacre::numerics {

class DaeSystem {
 public:
  virtual ~DaeSystem() = default;
  virtual std::size_t size() const = 0;
  virtual void residual(double t, const double* y, const double* yp, double* r) = 0;
  // Prepares solve() for the matrix dF/dy + cj dF/dy' at this state, which is that of the last residual().
  virtual void linearise(double t, const double* y, const double* yp, double cj) = 0;
  // b becomes the solution of the linearised system.
  virtual void solve(double* b) = 0;
  // What an event is: integration stops where one of these changes its sign.
  virtual std::size_t events() const { return 0; }
  virtual void event_values(double /*t*/, const double* /*y*/, double* /*g*/) {}
  // +1: only where it rises through zero, -1: only where it falls, 0: both.
  virtual int event_direction(std::size_t /*event*/) const { return 0; }
};

struct DaeOptions {
  double relative_tolerance = 1e-5;
  std::vector<double> absolute_tolerance;  // one per unknown
  double largest_step = 0.0;               // 0: none
};

// Counts since the solver was made.
struct DaeCounts {
  long steps = 0;
  long residuals = 0;
  long linearisations = 0;
  long error_test_failures = 0;
  long convergence_failures = 0;
};

class DaeSolver {
 public:
  enum class Status { stepped, stop_time, event, failed };

  // The system must outlive the solver. Throws Error where SUNDIALS gives no memory.
  DaeSolver(DaeSystem& system, const DaeOptions& options);
  ~DaeSolver();
  DaeSolver(const DaeSolver&) = delete;
  DaeSolver& operator=(const DaeSolver&) = delete;

  // Begins at a consistent state. y and yp are copied. trial: a step that is thought to be about right for
  // the first one, which is then chosen by its error.
  void restart(double t, std::span<const double> y, std::span<const double> yp, double trial);
  // One step of the solver's own choosing, not beyond stop_time.
  Status step(double stop_time);

  double time() const;
  std::span<const double> state() const;
  std::span<const double> derivative() const;
  // The state at a time within the last step.
  void interpolate(double t, std::span<double> y) const;
  // Which events stopped the last step.
  const std::vector<bool>& stopped_by() const;
  // Why the last step failed, in words.
  const std::string& failure() const;
  DaeCounts counts() const;

 private:
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

}  // namespace nacre::numerics
