#include "nacre/numerics/dae_newton.hpp"

#include <idas/idas.h>
#include <nvector/nvector_serial.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "nacre/base/error.hpp"
#include "nacre/numerics/clones.hpp"

namespace nacre::numerics {
namespace {

constexpr double largest_drift = 0.03;      // of cj, relative, before the system is linearised anew
constexpr double fresh_contraction = 0.05;  // q of new factors until it is measured
constexpr double diverging = 0.9;           // q beyond which an iteration is given up
constexpr double negligible = 1e-4;         // in tolerances: a correction that needs no other, whatever q
constexpr int most_corrections = 4;

// z = x + a y.
NACRE_VECTOR_CLONES void add(const double* x, double a, const double* y, double* z, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    z[i] = x[i] + a * y[i];
  }
}

// e -= a d; returns the sum of squares of a d times the weights.
NACRE_VECTOR_CLONES double correct(double* e, double a, const double* d, const double* weights,
                                   std::size_t n) {
  constexpr std::size_t lanes = 8;
  double sums[lanes] = {};
  const auto term = [&](std::size_t i) {
    const double change = a * d[i];
    e[i] -= change;
    const double weighted = change * weights[i];
    return weighted * weighted;
  };
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    for (std::size_t k = 0; k < lanes; ++k) {
      sums[k] += term(i + k);
    }
  }
  double sum = ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
  for (; i < n; ++i) {
    sum += term(i);
  }
  return sum;
}

}  // namespace

struct DaeNewton::Step {
  double t = 0.0;
  double cj = 0.0;
  const double* y = nullptr;  // predicted
  const double* yp = nullptr;
  double* correction = nullptr;
  const double* weights = nullptr;
  double tolerance = 0.0;
};

DaeNewton::DaeNewton(DaeSystem& system, void* ida, SUNContext context)
    : system_(system),
      ida_(ida),
      handle_(SUNNonlinSolNewEmpty(context)),
      y_(system.size()),
      yp_(system.size()),
      r_(system.size()) {
  if (handle_ == nullptr) {
    throw Error("SUNDIALS found no memory");
  }
  handle_->content = this;
  auto& ops = *handle_->ops;
  ops.gettype = [](SUNNonlinearSolver) { return SUNNONLINEARSOLVER_ROOTFIND; };
  // IDAS insists on handing its own view of the system over: this solver knows the system itself.
  ops.setsysfn = [](SUNNonlinearSolver, SUNNonlinSolSysFn) { return SUN_NLS_SUCCESS; };
  ops.solve = [](SUNNonlinearSolver self, N_Vector, N_Vector correction, N_Vector weights, realtype tolerance,
                 booleantype, void*) {
    return static_cast<DaeNewton*>(self->content)->solve(correction, weights, tolerance);
  };
}

DaeNewton::~DaeNewton() { SUNNonlinSolFreeEmpty(handle_); }

int DaeNewton::solve(N_Vector correction, N_Vector weights, double tolerance) {
  Step step;
  N_Vector y = nullptr;
  N_Vector yp = nullptr;
  N_Vector unused = nullptr;
  void* user = nullptr;
  IDAGetNonlinearSystemData(ida_, &step.t, &y, &yp, &unused, &unused, &unused, &step.cj, &user);
  step.y = N_VGetArrayPointer(y);
  step.yp = N_VGetArrayPointer(yp);
  step.correction = N_VGetArrayPointer(correction);
  step.weights = N_VGetArrayPointer(weights);
  step.tolerance = tolerance;
  const bool old = linearised_cj_ != 0.0 && std::abs(step.cj / linearised_cj_ - 1.0) <= largest_drift;
  try {
    if ((old && iterate(step, false)) || iterate(step, true)) {
      return SUN_NLS_SUCCESS;
    }
  } catch (...) {
    thrown_ = std::current_exception();
    return IDA_RES_FAIL;
  }
  forget();
  return SUN_NLS_CONV_RECVR;
}

bool DaeNewton::iterate(const Step& step, bool anew) {
  const std::size_t n = r_.size();
  const double* y = step.y;
  const double* yp = step.yp;
  std::fill_n(step.correction, n, 0.0);
  double last = 0.0;
  for (int k = 0; k < most_corrections; ++k) {
    if (k > 0) {
      add(step.y, 1.0, step.correction, y_.data(), n);
      add(step.yp, step.cj, step.correction, yp_.data(), n);
      y = y_.data();
      yp = yp_.data();
    }
    ++residuals_;
    system_.residual(step.t, y, yp, r_.data());
    if (k == 0 && anew) {
      ++linearisations_;
      system_.linearise(step.t, y, yp, step.cj);
      linearised_cj_ = step.cj;
      contraction_ = fresh_contraction;
    }
    system_.solve(r_.data());
    // Factors of another cj answer too much or too little in what cj rules: half of that is mended.
    const double scale = 2.0 / (1.0 + step.cj / linearised_cj_);
    const double norm =
        std::sqrt(correct(step.correction, scale, r_.data(), step.weights, n) / static_cast<double>(n));
    if (!std::isfinite(norm)) {
      return false;
    }
    if (k > 0) {
      contraction_ = norm / last;
      if (contraction_ > diverging) {
        return false;
      }
    } else if (norm <= negligible * step.tolerance) {
      return true;
    }
    if (contraction_ / (1.0 - contraction_) * norm <= step.tolerance) {
      return true;
    }
    last = norm;
  }
  return false;
}

double DaeNewton::euler_correction(double t, double step, std::span<const double> y,
                                   std::span<const double> yp, std::span<const double> weights) {
  add(y.data(), step, yp.data(), y_.data(), y.size());
  ++residuals_;
  system_.residual(t + step, y_.data(), yp.data(), r_.data());
  ++linearisations_;
  system_.linearise(t + step, y_.data(), yp.data(), 1.0 / step);
  forget();
  system_.solve(r_.data());
  std::fill(y_.begin(), y_.end(), 0.0);
  return std::sqrt(correct(y_.data(), 1.0, r_.data(), weights.data(), y.size()) /
                   static_cast<double>(y.size()));
}

}  // namespace nacre::numerics
