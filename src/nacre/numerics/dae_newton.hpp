// Newton's method for one implicit step: the nonlinear solver that IDAS is given for a DaeSystem.
//
// IDAS predicts y_p, y'_p and asks for the correction e with F(t, y_p + e, y'_p + cj e) = 0. Its own
// iteration suits systems whose factors are dear: it keeps them until cj has changed by a quarter, then takes
// their first answer for a poor one and asks for a second. Here a linearisation costs about one residual, so
// that it is renewed sooner, and what is expected of the next answer is what is known of this one (as in
// Hairer and Wanner, Solving Ordinary Differential Equations II, IV.8): with the contraction q of the
// iteration, the error that is left after a correction d is q / (1 - q) |d|, in the norm of the error
// weights. q is measured wherever a second correction was needed; an answer of new factors has a q of its
// own.
#pragma once

#include <sundials/sundials_nonlinearsolver.h>

#include <exception>
#include <span>
#include <vector>

#include "nacre/numerics/dae.hpp"

namespace nacre::numerics {

class DaeNewton {
 public:
  // system and ida (of IDACreate) must outlive it. Throws Error where SUNDIALS finds no memory.
  DaeNewton(DaeSystem& system, void* ida, SUNContext context);
  ~DaeNewton();
  DaeNewton(const DaeNewton&) = delete;
  DaeNewton& operator=(const DaeNewton&) = delete;

  // To be attached to ida.
  SUNNonlinearSolver handle() { return handle_; }
  // The next step begins elsewhere: nothing is known of the system there.
  void forget() { linearised_cj_ = 0.0; }
  // The norm of the correction of an implicit Euler step: twice its local error, in tolerances. The system's
  // own exceptions pass.
  double euler_correction(double t, double step, std::span<const double> y, std::span<const double> yp,
                          std::span<const double> weights);

  long residuals() const { return residuals_; }
  long linearisations() const { return linearisations_; }
  // What the system threw in the last step; null: nothing. An exception must not pass through C.
  std::exception_ptr& thrown() { return thrown_; }

 private:
  struct Step;
  int solve(N_Vector correction, N_Vector weights, double tolerance);
  // Returns whether it converged.
  bool iterate(const Step& step, bool anew);

  DaeSystem& system_;
  void* ida_;
  SUNNonlinearSolver handle_;
  std::vector<double> y_, yp_, r_;
  double linearised_cj_ = 0.0;  // cj of the factors; 0: there are none
  double contraction_ = 0.0;    // q, last known
  long residuals_ = 0;
  long linearisations_ = 0;
  std::exception_ptr thrown_;
};

}  // namespace nacre::numerics
