// A programme carried out on a strip: its controller, and the integration over time.
//
// The controller gives the part p of the greatest power that keeps the sensor at the programme,
//   w = K_p e + z,  dz/dt = K_i e + (p - w)/T_t,  p = w within 0 and 1,  e = target - sensor,
//   lag d(sensor)/dt = T - sensor                                        (T of the powder at the middle),
// (Astrom and Haegglund, PID Controllers, 1995, 3.5: the last term of dz/dt ends the wind-up of z), and the
// current is I = I_max sqrt(p), where I_max is that of the current's limit or the voltage's.
//
// In time: singly diagonally implicit Runge-Kutta of order 2, L-stable (Alexander 1977, 10.1137/0714068); the
// controller is part of each implicit stage, so that its limits meet no step too long. Steps end at the
// corners of the programme and are as long as the difference to order 1 allows.
#pragma once

#include "nacre/process/programme.hpp"
#include "nacre/process/strip.hpp"
#include "nacre/process/thermal_history.hpp"

namespace nacre::process {

struct ControllerOptions {
  double current_limit_A = 100.0;
  double voltage_limit_V = 10.0;
  double sensor_lag_s = 0.02;
  double gain_per_K = 0.02;        // K_p
  double integral_per_K_s = 0.05;  // K_i
  double unwind_s = 0.05;          // T_t
};

struct StripRunOptions {
  ControllerOptions controller;
  double after_s = 10.0;     // watched after the end of the programme
  double quench = 10.0;      // convection from the last cooling on, W/(m2 K)
  double tolerance_K = 0.3;  // of a step
  std::size_t places = 5;
};

// Throws ConvergenceError where no step is short enough.
ThermalHistory run_strip(Strip& strip, const Programme& programme, const StripRunOptions& options);

// Temperatures and their rate of change: one step of the integration from `t`, at a current that does not
// change; exposed for tests. The step is refused (false) where Newton's method does not end.
bool strip_step_at_current(Strip& strip, std::vector<double>& t, std::vector<double>& rate, double step_s,
                           double current_A);

}  // namespace nacre::process
