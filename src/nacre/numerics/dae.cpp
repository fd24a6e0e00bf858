#include "nacre/numerics/dae.hpp"

#include <idas/idas.h>
#include <nvector/nvector_serial.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <optional>
#include <utility>

#include "nacre/base/error.hpp"
#include "nacre/numerics/dae_newton.hpp"
#include "nacre/numerics/dae_vector.hpp"

namespace nacre::numerics {
namespace {

// Steps one after the other that are too short to move the time (relative), before it counts as standing
// still: IDAS itself would go on without end.
constexpr int most_idle_steps = 20;
constexpr double idle_step = 1e-14;

std::string words(int flag) {
  switch (flag) {
    case IDA_TOO_MUCH_WORK:
      return "too many steps";
    case IDA_ERR_FAIL:
      return "the error could not be kept within the tolerance at the smallest step";
    case IDA_CONV_FAIL:
      return "the equations could not be solved at the smallest step";
    case IDA_RES_FAIL:
    case IDA_REP_RES_ERR:
      return "the equations have no finite value";
    case IDA_LSETUP_FAIL:
    case IDA_LSOLVE_FAIL:
      return "the linearised equations are singular";
    default:
      return "the integrator gave up (IDAS " + std::to_string(flag) + ")";
  }
}

}  // namespace

struct DaeSolver::Memory {
  explicit Memory(DaeSystem& s) : system(s), n(s.size()) {
    bool complete = SUNContext_Create(nullptr, &context) == 0;
    const auto length = static_cast<sunindextype>(n);
    if (complete) {
      y = N_VNew_Serial(length, context);
      yp = N_VNew_Serial(length, context);
      scratch = N_VNew_Serial(length, context);
      tolerance = N_VNew_Serial(length, context);
      for (auto* vector : {y, yp, scratch, tolerance}) {
        if (vector != nullptr) {
          use_fast_operations(vector);
        }
      }
      ida = IDACreate(context);
    }
    complete = complete && y && yp && scratch && tolerance && ida;
    if (!complete) {
      release();
      throw Error("SUNDIALS found no memory");
    }
    newton.emplace(system, ida, context);
  }
  ~Memory() { release(); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  void release() {
    if (ida != nullptr) {
      IDAFree(&ida);
    }
    newton.reset();
    for (auto* vector : {y, yp, scratch, tolerance}) {
      if (vector != nullptr) {
        N_VDestroy(vector);
      }
    }
    if (context != nullptr) {
      SUNContext_Free(&context);
    }
  }

  void check(int flag) const {
    if (flag < 0) {
      throw Error("IDAS refuses its settings (" + std::to_string(flag) + ")");
    }
  }

  // IDAS wants one, though only the solver of the steps calls the system.
  static int residual(realtype /*t*/, N_Vector /*y*/, N_Vector /*yp*/, N_Vector /*r*/, void* /*self*/) {
    return -1;
  }

  // A step whose error is about half of what is allowed, from the error at a trial step: it grows with the
  // square of the step where the solution is smooth.
  double first_step(double t, std::span<const double> state, std::span<const double> rates, double trial) {
    std::vector<double> weights(n);
    for (std::size_t i = 0; i < n; ++i) {
      weights[i] = 1.0 / (options.relative_tolerance * std::abs(state[i]) + options.absolute_tolerance[i]);
    }
    const double norm = newton->euler_correction(t, trial, state, rates, weights);
    return std::isfinite(norm) ? trial * std::clamp(std::sqrt(1.0 / norm), 1e-3, 10.0) : 1e-3 * trial;
  }

  // An exception must not pass through C: it is kept and thrown again by step().
  static int events(realtype t, N_Vector y, N_Vector /*yp*/, realtype* g, void* self) {
    auto& memory = *static_cast<Memory*>(self);
    try {
      memory.system.event_values(t, N_VGetArrayPointer(y), g);
      return 0;
    } catch (...) {
      memory.newton->thrown() = std::current_exception();
      return -1;
    }
  }

  DaeSystem& system;
  std::size_t n;
  SUNContext context = nullptr;
  N_Vector y = nullptr;
  N_Vector yp = nullptr;
  N_Vector scratch = nullptr;
  N_Vector tolerance = nullptr;
  void* ida = nullptr;
  std::optional<DaeNewton> newton;
  double time = 0.0;
  int idle_steps = 0;
  bool begun = false;
  std::size_t event_count = 0;
  std::vector<bool> found;
  std::vector<int> roots;
  std::string failure;
  DaeCounts counts;
  DaeOptions options;
};

DaeSolver::DaeSolver(DaeSystem& system, const DaeOptions& options)
    : memory_(std::make_unique<Memory>(system)) {
  memory_->options = options;
  std::copy_n(options.absolute_tolerance.begin(), memory_->n, N_VGetArrayPointer(memory_->tolerance));
}

DaeSolver::~DaeSolver() = default;

void DaeSolver::restart(double t, std::span<const double> y, std::span<const double> yp, double trial) {
  auto& m = *memory_;
  std::copy(y.begin(), y.end(), N_VGetArrayPointer(m.y));
  std::copy(yp.begin(), yp.end(), N_VGetArrayPointer(m.yp));
  m.time = t;
  m.idle_steps = 0;
  m.newton->forget();
  if (m.begun) {
    DaeCounts now = counts();
    m.counts.steps = now.steps;
    m.counts.error_test_failures = now.error_test_failures;
    m.counts.convergence_failures = now.convergence_failures;
    m.check(IDAReInit(m.ida, t, m.y, m.yp));
  } else {
    m.check(IDAInit(m.ida, Memory::residual, t, m.y, m.yp));
    m.check(IDASVtolerances(m.ida, m.options.relative_tolerance, m.tolerance));
    m.check(IDASetUserData(m.ida, &m));
    m.check(IDASetErrFile(m.ida, nullptr));
    m.check(IDASetNonlinearSolver(m.ida, m.newton->handle()));
    m.check(IDASetMaxNumSteps(m.ida, -1));
    if (m.options.largest_step > 0.0) {
      m.check(IDASetMaxStep(m.ida, m.options.largest_step));
    }
    m.begun = true;
  }
  m.check(IDASetInitStep(m.ida, m.first_step(t, y, yp, trial)));
  if (m.event_count != m.system.events() || m.event_count > 0) {
    m.event_count = m.system.events();
    m.roots.assign(m.event_count, 0);
    m.check(
        IDARootInit(m.ida, static_cast<int>(m.event_count), m.event_count > 0 ? Memory::events : nullptr));
    if (m.event_count > 0) {
      m.check(IDASetNoInactiveRootWarn(m.ida));
      std::vector<int> directions(m.event_count);
      for (std::size_t k = 0; k < m.event_count; ++k) {
        directions[k] = m.system.event_direction(k);
      }
      m.check(IDASetRootDirection(m.ida, directions.data()));
    }
  }
  m.found.assign(m.event_count, false);
}

DaeSolver::Status DaeSolver::step(double stop_time) {
  auto& m = *memory_;
  m.failure.clear();
  m.check(IDASetStopTime(m.ida, stop_time));
  const double before = m.time;
  const int flag = IDASolve(m.ida, stop_time, &m.time, m.y, m.yp, IDA_ONE_STEP);
  m.idle_steps = m.time - before <= idle_step * std::abs(m.time) ? m.idle_steps + 1 : 0;
  if (m.newton->thrown()) {
    std::rethrow_exception(std::exchange(m.newton->thrown(), nullptr));
  }
  switch (flag) {
    case IDA_SUCCESS:
      if (m.idle_steps >= most_idle_steps) {
        m.failure = "the steps became too short to move the time";
        return Status::failed;
      }
      return Status::stepped;
    case IDA_TSTOP_RETURN:
      return Status::stop_time;
    case IDA_ROOT_RETURN:
      IDAGetRootInfo(m.ida, m.roots.data());
      std::transform(m.roots.begin(), m.roots.end(), m.found.begin(), [](int root) { return root != 0; });
      return Status::event;
    default:
      m.failure = words(flag);
      return Status::failed;
  }
}

double DaeSolver::time() const { return memory_->time; }
std::span<const double> DaeSolver::state() const { return {N_VGetArrayPointer(memory_->y), memory_->n}; }
std::span<const double> DaeSolver::derivative() const {
  return {N_VGetArrayPointer(memory_->yp), memory_->n};
}
const std::vector<bool>& DaeSolver::stopped_by() const { return memory_->found; }
const std::string& DaeSolver::failure() const { return memory_->failure; }

void DaeSolver::interpolate(double t, std::span<double> y) const {
  const auto& m = *memory_;
  m.check(IDAGetDky(m.ida, t, 0, m.scratch));
  std::copy_n(N_VGetArrayPointer(m.scratch), m.n, y.begin());
}

DaeCounts DaeSolver::counts() const {
  const auto& m = *memory_;
  DaeCounts total = m.counts;
  total.residuals = m.newton->residuals();
  total.linearisations = m.newton->linearisations();
  if (m.begun) {
    long steps = 0;
    long errors = 0;
    long failures = 0;
    IDAGetNumSteps(m.ida, &steps);
    IDAGetNumErrTestFails(m.ida, &errors);
    IDAGetNumNonlinSolvConvFails(m.ida, &failures);
    total.steps += steps;
    total.error_test_failures += errors;
    total.convergence_failures += failures;
  }
  return total;
}

}  // namespace nacre::numerics
