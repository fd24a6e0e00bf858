#include "nacre/cell/model.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/base/units.hpp"

namespace nacre::cell {
namespace {
constexpr double temperature_unit = 10.0;  // K
}

Model::Model(CellParameters parameters)
    : parameters_(std::move(parameters)),
      one_C_(parameters_.nominal_capacity_Ah / parameters_.total_area()),
      ambient_(parameters_.temperature) {}

std::vector<double> Model::rest(double state_of_charge) const {
  std::vector<double> y(size(), 0.0);
  fill(y.data(), state_of_charge);
  guess(y.data());
  return y;
}

std::vector<double> Model::absolute_tolerance(double scale) const {
  std::vector<double> tolerance(size(), scale);
  fill_tolerance(tolerance.data());
  return tolerance;
}

void Model::set_ambient(double temperature) {
  ambient_ = temperature;
  set_core_temperature(temperature);
}

double Model::closure_residual(double t, const double* y) const {
  const double value = drive_.at(t);
  const double i = current(y);
  switch (drive_.kind) {
    case Drive::Kind::current:
      return (i - value) / one_C_;
    case Drive::Kind::voltage:
      return voltage(y) - value;
    case Drive::Kind::power:
      return (voltage(y) * i - value) / one_C_;
    case Drive::Kind::resistance:
      return voltage(y) - i * value;  // value < 0: a load
  }
  return 0.0;
}

Model::Closure Model::closure(double t, const double* y) const {
  switch (drive_.kind) {
    case Drive::Kind::current:
      return {0.0, 1.0};
    case Drive::Kind::voltage:
      return {1.0, 0.0};
    case Drive::Kind::power:
      return {current(y) / one_C_, voltage(y)};
    case Drive::Kind::resistance:
      return {1.0, -drive_.at(t) * one_C_};
  }
  return {0.0, 1.0};
}

void Model::residual(double t, const double* y, const double* yp, double* r) {
  const std::size_t g = globals();
  const auto& heat = parameters_.heat;
  if (heat) {
    set_core_temperature(temperature(y));
  }
  const double stored = core_residual(y, yp, r);
  r[g] = closure_residual(t, y);
  r[g + 1] = yp[g + 1] - y[g] / seconds_per_hour;
  if (heat) {
    const double heating = current(y) * voltage(y) - stored;
    r[g + 2] = temperature_unit * (heat->heat_capacity * yp[g + 2] + heat->cooling * y[g + 2]) - heating;
  } else {
    r[g + 2] = y[g + 2];
  }
}

void Model::linearise(double t, const double* y, const double* /*yp*/, double cj) {
  cj_ = cj;
  core_linearise(y);
  core_factor(cj);
  closure_ = closure(t, y);
  voltage_row_ = voltage_row();
  column_.assign(globals(), 0.0);
  for (const auto& [index, value] : current_column()) {
    column_[index] = value;
  }
  core_solve(column_.data());
  pivot_ = closure_.by_current + closure_.by_voltage * voltage_by_current();
  for (const auto& [index, value] : voltage_row_) {
    pivot_ -= closure_.by_voltage * value * column_[index];
  }
}

template <class S>
void Model::solve_bordered(S* b, const std::vector<S>& column, S pivot, S cj, const Closure& closure) {
  const std::size_t g = globals();
  core_solve(b);
  S known = b[g];
  if (closure.by_voltage != 0.0) {
    for (const auto& [index, value] : voltage_row_) {
      known -= closure.by_voltage * value * b[index];
    }
  }
  const S i = known / pivot;
  for (std::size_t k = 0; k < g; ++k) {
    b[k] -= column[k] * i;
  }
  b[g] = i;
  b[g + 1] = (b[g + 1] + i / seconds_per_hour) / cj;
  if (const auto& heat = parameters_.heat) {
    b[g + 2] /= temperature_unit * (heat->heat_capacity * cj + heat->cooling);
  }
}

void Model::solve(double* b) { solve_bordered<double>(b, column_, pivot_, cj_, closure_); }

void Model::event_values(double /*t*/, const double* y, double* g) {
  for (std::size_t k = 0; k < limits_.size(); ++k) {
    const auto& limit = limits_[k];
    switch (limit.quantity) {
      case Limit::Quantity::voltage:
        g[k] = voltage(y) - limit.value;
        break;
      case Limit::Quantity::current:
        g[k] = (std::abs(current(y)) - limit.value) / one_C_;
        break;
      case Limit::Quantity::charge:
        g[k] = (std::abs(charge(y) - limit.offset) - limit.value) / (one_C_ * seconds_per_hour);
        break;
    }
  }
  g[limits_.size()] = margin(y);
}

std::string Model::make_consistent(double t, std::vector<double>& y, std::vector<double>& yp) {
  // One implicit Euler step, so short that nothing with a time derivative moves: its Newton iteration solves
  // for the rest, whatever has or has not a derivative, and its difference quotient is the derivative.
  constexpr double step = 1e-9;
  const std::size_t n = size();
  const std::vector<double> start = y;
  std::vector<double> r(n);
  yp.assign(n, 0.0);
  const auto evaluate = [&](const std::vector<double>& state) {
    for (std::size_t k = 0; k < n; ++k) {
      yp[k] = (state[k] - start[k]) / step;
    }
    residual(t, state.data(), yp.data(), r.data());
  };
  // Newton; the update is shortened where a current would more than change its order of magnitude. Returns
  // success.
  const auto newton = [&]() {
    constexpr int most = 60;
    for (int k = 0; k < most; ++k) {
      evaluate(y);
      linearise(t, y.data(), yp.data(), 1.0 / step);
      solve(r.data());
      double largest = 0.0;
      for (std::size_t j = 0; j < n; ++j) {
        if (!std::isfinite(r[j])) {
          return false;
        }
        largest = std::max(largest, std::abs(r[j]) / (1.0 + std::abs(y[j])));
      }
      const double damping = largest > 2.0 ? 2.0 / largest : 1.0;
      for (std::size_t j = 0; j < n; ++j) {
        y[j] -= damping * r[j];
      }
      if (largest < 1e-9) {
        return true;
      }
    }
    return false;
  };
  bool found = newton();
  if (!found) {  // from the uniform guess
    y = start;
    if (drive_.kind == Drive::Kind::current) {
      y[globals()] = drive_.at(t) / one_C_;
    }
    guess(y.data());
    found = newton();
  }
  if (!found) {  // from rest, in small steps of the current
    const Drive goal = drive_;
    y = start;
    y[globals()] = 0.0;
    guess(y.data());
    constexpr int stages = 24;
    for (int k = 0; k <= stages; ++k) {
      const double share = static_cast<double>(k) / stages;
      drive_ = goal;
      drive_.profile = nullptr;
      drive_.rate = 0.0;
      if (goal.kind == Drive::Kind::voltage) {
        drive_.value = k == 0 ? voltage(y.data())
                              : voltage(y.data()) + (goal.at(t) - voltage(y.data())) / (stages + 1 - k);
      } else if (goal.kind == Drive::Kind::resistance) {
        drive_.value = goal.at(t) / std::max(share, 1e-3);
      } else {
        drive_.value = goal.at(t) * share;
      }
      found = newton();
      if (!found) {
        break;
      }
    }
    drive_ = goal;
    found = found && newton();
  }
  if (!found) {
    const auto why = exhausted(y.data());
    return why.empty() ? "no consistent state at the start of the step" : why;
  }
  // The derivatives, those of the algebraic unknowns too: one linear step of a microsecond from the
  // consistent state.
  constexpr double microsecond = 1e-6;
  yp.assign(n, 0.0);
  residual(t + microsecond, y.data(), yp.data(), r.data());
  linearise(t + microsecond, y.data(), yp.data(), 1.0 / microsecond);
  solve(r.data());
  for (std::size_t k = 0; k < n; ++k) {
    yp[k] = -r[k] / microsecond;
  }
  return {};
}

double Model::apply_damage(double* y) {
  const double consumed =
      electrode_state(y, false).solvent_consumed + electrode_state(y, true).solvent_consumed;
  const double solvent = parameters_.electrolyte.solvent_concentration * pore_volume();
  const double wetted = std::clamp(1.0 - consumed / solvent, 0.01, 1.0);
  const double change = lose_material(y, wetted / wetted_);
  wetted_ = wetted;
  return change;
}

Model::Complex Model::impedance(const double* y, double frequency_Hz) {
  const Complex cj(0.0, 2.0 * 3.14159265358979323846 * frequency_Hz);
  // Linearised is the state of the last residual, whatever its rates.
  const std::vector<double> rates(size(), 0.0);
  std::vector<double> unused(size());
  residual(0.0, y, rates.data(), unused.data());
  core_linearise(y);
  core_factor(cj);
  // A unit of current: J u = -column.
  std::vector<Complex> answer(globals(), Complex(0.0));
  for (const auto& [index, value] : current_column()) {
    answer[index] = -value;
  }
  core_solve(answer.data());
  Complex voltage = voltage_by_current();
  for (const auto& [index, value] : voltage_row()) {
    voltage += value * answer[index];
  }
  return voltage / one_C_;
}

}  // namespace nacre::cell
