#include "support/cell.hpp"

#include <cmath>

namespace nacre::testing {
namespace {

// Calls write(t) for t = 0, step, 2 step, ..., duration.
void sample(double duration_s, double step_s, const std::function<void(double)>& write) {
  for (double t = 0.0; t < duration_s - 1e-6 * step_s; t += step_s) {
    write(t);
  }
  write(duration_s);
}

}  // namespace

// The Box-Muller transform on splitmix64: the same numbers with every standard library.
double CellRecord::normal() {
  const auto uniform = [this] {
    unsigned long long z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
    return (static_cast<double>((z ^ (z >> 31U)) >> 11U) + 0.5) / 9007199254740992.0;
  };
  const double radius = std::sqrt(-2.0 * std::log(uniform()));
  return radius * std::cos(2.0 * 3.14159265358979323846 * uniform());
}

void CellRecord::row(double time_s_in, double voltage_V_in, double current_A_in) {
  double voltage =
      voltage_V_in + (program_.voltage_noise_V > 0.0 ? program_.voltage_noise_V * normal() : 0.0);
  if (program_.voltage_resolution_V > 0.0) {
    voltage = std::round(voltage / program_.voltage_resolution_V) * program_.voltage_resolution_V;
  }
  time_s.push_back(time_s_in);
  voltage_V.push_back(voltage);
  current_A.push_back(current_A_in);
}

CellRecord& CellRecord::current(double current, double duration_s,
                                const std::function<double(double)>& voltage) {
  sample(duration_s, program_.step_s,
         [&](double t) { row(now_s_ + t, voltage(std::abs(current) * t / 3600.0), current); });
  now_s_ += duration_s;
  return *this;
}

CellRecord& CellRecord::hold(double voltage, double current, double tau_s, double duration_s) {
  sample(duration_s, program_.step_s,
         [&](double t) { row(now_s_ + t, voltage, current * std::exp(-t / tau_s)); });
  now_s_ += duration_s;
  return *this;
}

CellRecord& CellRecord::rest(double duration_s, const std::function<double(double)>& voltage) {
  sample(duration_s, program_.step_s,
         [&](double t) { row(now_s_ + t, voltage(t), program_.rest_current_A); });
  now_s_ += duration_s;
  return *this;
}

formats::Table CellRecord::table() const {
  formats::Table table;
  table.file = "synthetic";
  table.add("time_s", "s", formats::Numbers(time_s.begin(), time_s.end()));
  table.add("voltage_V", "V", formats::Numbers(voltage_V.begin(), voltage_V.end()));
  table.add("current_A", "A", formats::Numbers(current_A.begin(), current_A.end()));
  return table;
}

}  // namespace nacre::testing
