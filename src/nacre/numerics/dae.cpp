#include "nacre/numerics/dae.hpp"

#include <idas/idas.h>
#include <nvector/nvector_serial.h>
#include <sundials/sundials_linearsolver.h>
#include <sundials/sundials_matrix.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "nacre/base/error.hpp"
#include "nacre/numerics/dae_vector.hpp"

namespace nacre::numerics {
namespace {

// SUNDIALS wants a matrix beside a direct solver. Ours lives inside the system: this one is only its ticket.
SUNMatrix ticket(SUNContext context);
SUNMatrix clone_ticket(SUNMatrix matrix) { return ticket(matrix->sunctx); }
SUNMatrix_ID ticket_id(SUNMatrix /*matrix*/) { return SUNMATRIX_CUSTOM; }
int zero_ticket(SUNMatrix /*matrix*/) { return 0; }
void free_ticket(SUNMatrix matrix) { SUNMatFreeEmpty(matrix); }

SUNMatrix ticket(SUNContext context) {
  auto* matrix = SUNMatNewEmpty(context);
  if (matrix != nullptr) {
    matrix->ops->getid = ticket_id;
    matrix->ops->clone = clone_ticket;
    matrix->ops->zero = zero_ticket;
    matrix->ops->destroy = free_ticket;
  }
  return matrix;
}

SUNLinearSolver_Type solver_type(SUNLinearSolver /*solver*/) { return SUNLINEARSOLVER_DIRECT; }
int solver_setup(SUNLinearSolver /*solver*/, SUNMatrix /*matrix*/) { return 0; }
int solver_solve(SUNLinearSolver solver, SUNMatrix /*matrix*/, N_Vector x, N_Vector b,
                 realtype /*tolerance*/) {
  N_VScale(1.0, b, x);
  static_cast<DaeSystem*>(solver->content)->solve(N_VGetArrayPointer(x));
  return 0;
}

// Relative change of the step's leading coefficient beyond which the system is linearised anew. IDAS would
// wait for 0.25, which suits systems whose factors are dear; here they cost about one residual, and a fresh
// one saves a second iteration in most steps and nearly all failures to converge.
constexpr double largest_drift = 0.03;

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
      matrix = ticket(context);
      solver = SUNLinSolNewEmpty(context);
    }
    complete = complete && y && yp && scratch && tolerance && ida && matrix && solver;
    if (!complete) {
      release();
      throw Error("SUNDIALS found no memory");
    }
    solver->ops->gettype = solver_type;
    solver->ops->setup = solver_setup;
    solver->ops->solve = solver_solve;
    solver->content = &system;
  }
  ~Memory() { release(); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  void release() {
    if (ida != nullptr) {
      IDAFree(&ida);
    }
    if (solver != nullptr) {
      SUNLinSolFreeEmpty(solver);
    }
    if (matrix != nullptr) {
      SUNMatDestroy(matrix);
    }
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

  // An exception must not pass through C: it is kept and thrown again by step().
  template <class Body>
  int guarded(Body&& body) {
    try {
      body();
      return 0;
    } catch (...) {
      thrown = std::current_exception();
      return -1;
    }
  }

  static int residual(realtype t, N_Vector y, N_Vector yp, N_Vector r, void* self) {
    auto& memory = *static_cast<Memory*>(self);
    ++memory.counts.residuals;
    return memory.guarded([&] {
      memory.system.residual(t, N_VGetArrayPointer(y), N_VGetArrayPointer(yp), N_VGetArrayPointer(r));
    });
  }
  static int jacobian(realtype t, realtype cj, N_Vector y, N_Vector yp, N_Vector /*r*/, SUNMatrix /*matrix*/,
                      void* self, N_Vector /*a*/, N_Vector /*b*/, N_Vector /*c*/) {
    auto& memory = *static_cast<Memory*>(self);
    ++memory.counts.linearisations;
    return memory.guarded(
        [&] { memory.system.linearise(t, N_VGetArrayPointer(y), N_VGetArrayPointer(yp), cj); });
  }
  static int events(realtype t, N_Vector y, N_Vector /*yp*/, realtype* g, void* self) {
    auto& memory = *static_cast<Memory*>(self);
    return memory.guarded([&] { memory.system.event_values(t, N_VGetArrayPointer(y), g); });
  }

  DaeSystem& system;
  std::size_t n;
  SUNContext context = nullptr;
  N_Vector y = nullptr;
  N_Vector yp = nullptr;
  N_Vector scratch = nullptr;
  N_Vector tolerance = nullptr;
  void* ida = nullptr;
  SUNMatrix matrix = nullptr;
  SUNLinearSolver solver = nullptr;
  double time = 0.0;
  bool begun = false;
  std::size_t event_count = 0;
  std::vector<bool> found;
  std::vector<int> roots;
  std::string failure;
  std::exception_ptr thrown;
  DaeCounts counts;
  DaeOptions options;
};

DaeSolver::DaeSolver(DaeSystem& system, const DaeOptions& options)
    : memory_(std::make_unique<Memory>(system)) {
  memory_->options = options;
  std::copy_n(options.absolute_tolerance.begin(), memory_->n, N_VGetArrayPointer(memory_->tolerance));
}

DaeSolver::~DaeSolver() = default;

void DaeSolver::restart(double t, std::span<const double> y, std::span<const double> yp, double first_step) {
  auto& m = *memory_;
  std::copy(y.begin(), y.end(), N_VGetArrayPointer(m.y));
  std::copy(yp.begin(), yp.end(), N_VGetArrayPointer(m.yp));
  m.time = t;
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
    m.check(IDASetLinearSolver(m.ida, m.solver, m.matrix));
    m.check(IDASetJacFn(m.ida, Memory::jacobian));
    m.check(IDASetMaxNumSteps(m.ida, -1));
    m.check(IDASetDeltaCjLSetup(m.ida, largest_drift));
    if (m.options.largest_step > 0.0) {
      m.check(IDASetMaxStep(m.ida, m.options.largest_step));
    }
    m.begun = true;
  }
  m.check(IDASetInitStep(m.ida, first_step > 0.0 ? first_step : m.options.first_step));
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
  realtype reached = m.time;
  const int flag = IDASolve(m.ida, stop_time, &reached, m.y, m.yp, IDA_ONE_STEP);
  m.time = reached;
  if (m.thrown) {
    std::rethrow_exception(std::exchange(m.thrown, nullptr));
  }
  switch (flag) {
    case IDA_SUCCESS:
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
