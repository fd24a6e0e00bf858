// Precipitates in size classes: nucleation, growth and coarsening at once, by the numerical method of
// Kampmann and Wagner (1984; Robson 2004, 10.1016/j.actamat.2004.06.024, has it in this form).
//
// Precipitates of the radius r grow or shrink with
//   dr/dt = D/r (c - c_r)/(c_p - c_r),   c_r = c_eq exp(2 g V/(r R T))          (Zener; Gibbs and Thomson),
// which carries them through the classes (size_classes.hpp); those that shrink through the smallest edge
// dissolve.
// New ones come at
//   J = N_0 D/a^2 Z exp(-f G*/(k T)),   G* = 16 pi g^3/(3 dG^2),   dG = R T/V ln(c/c_eq),
//   Z = V dG^2/(N_A 8 pi (g^3 k T)^(1/2))                                     (Zeldovich's factor),
// f the part of the barrier that a grain boundary leaves, at the radius r* + (k T/(pi g))^(1/2)/2 at which
// they no longer fall apart. c counts what the matrix holds, c_p what a precipitate holds, per the same
// volume; the matrix loses what the precipitates gain, so that the element is conserved to rounding. A step
// is driven by the c at its end (backward Euler), which no precipitates, however many, can overshoot.
//
// In the long run the mean radius to the third grows in proportion to time (Lifshitz and Slyozov 1961,
// 10.1016/0022-3697(61)90054-3; Wagner 1961, 10.1002/bbpc.19610650704):
//   d(r^3)/dt = 8 g V D c_eq/(9 R T (c_p - c_eq)),
// and the radii over their mean, u, have the density
//   4/9 u^2 (3/(3 + u))^(7/3) (1.5/(1.5 - u))^(11/3) exp(-u/(1.5 - u)),   none above 1.5.
// Both hold where precipitates are few; that they come closer in a larger volume fraction is not in it.
#pragma once

#include <cstddef>

#include "nacre/process/size_classes.hpp"

namespace nacre::process {

// Of one moment; concentrations per volume in any unit, all in the same.
struct PrecipitationConditions {
  double t_K = 0.0;
  double diffusivity = 0.0;         // m2/s
  double equilibrium = 0.0;         // c_eq over a flat surface
  double in_precipitate = 0.0;      // c_p
  double interface_J_per_m2 = 0.0;  // g
  double molar_volume = 0.0;        // V, m3/mol of the precipitate
  double sites_per_m3 = 0.0;        // N_0
  double jump_m = 0.3e-9;           // a
  double barrier_part = 1.0;        // f
};

class Precipitation {
 public:
  Precipitation(double smallest_m, double largest_m, std::size_t classes);

  // Puts precipitates in, for tests: per m3 of the whole, of that radius.
  void add(double radius_m, double per_m3) { classes_.add(radius_m, per_m3); }

  // A time step, in as many as the change of the matrix needs; matrix is c, which follows. Returns how much
  // the precipitates gained per volume of the whole.
  double advance(const PrecipitationConditions& conditions, double& matrix, double step_s);

  double number() const { return classes_.number(); }  // per m3
  double mean_radius() const;                          // m; 0 where there are none
  double volume_fraction() const { return classes_.volume(); }
  // c_p times the volume fraction.
  double held(double in_precipitate) const { return in_precipitate * volume_fraction(); }
  const SizeClasses& classes() const { return classes_; }

 private:
  SizeClasses classes_;
  double last_part_s_ = 0.0;  // of a step, that was short enough
};

}  // namespace nacre::process
