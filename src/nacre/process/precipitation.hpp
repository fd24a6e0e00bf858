// Precipitates in size classes: nucleation, growth and coarsening at once, by the numerical method of
// Kampmann and Wagner (1984; Robson 2004, 10.1016/j.actamat.2004.06.024, has it in this form).
//
// n_i precipitates per volume lie in the class with edges r_i and r_(i+1). Each edge moves with
//   dr/dt = D/r (c - c_r)/(c_p - c_r),   c_r = c_eq exp(2 g V/(r R T))          (Zener; Gibbs and Thomson),
// which carries precipitates from class to class (first order, upwind); classes that shrink through the
// smallest edge dissolve. New ones come at
//   J = N_0 D/a^2 Z exp(-f G*/(k T)),   G* = 16 pi g^3/(3 dG^2),   dG = R T/V ln(c/c_eq),
//   Z = V dG^2/(N_A 8 pi (g^3 k T)^(1/2))                                     (Zeldovich's factor),
// f the part of the barrier that a grain boundary leaves, at the radius r* + (k T/(pi g))^(1/2)/2 at which
// they no longer fall apart. c counts what the matrix holds, c_p what a precipitate holds, per the same
// volume; the matrix loses what the precipitates gain, so that the element is conserved to rounding.
//
// In the long run the mean radius to the third grows in proportion to time (Lifshitz, Slyozov and Wagner):
//   d(r^3)/dt = 8 g V D c_eq/(9 R T (c_p - c_eq)).
// Upwind classes are a little wide, which hastens it: by 1.75 with 100 classes, 1.24 with 800 (measured in
// the test; the exponent is within 0.002 of 1/3 with either).
#pragma once

#include <cstddef>
#include <vector>

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
  // Classes even in the logarithm of the radius.
  Precipitation(double smallest_m, double largest_m, std::size_t classes);

  // Puts precipitates in, for tests: per m3 of the whole, of that radius.
  void add(double radius_m, double per_m3);

  // A time step, in as many as the quickest class needs; matrix is c, which follows. Returns how much the
  // precipitates gained per volume of the whole.
  double advance(const PrecipitationConditions& conditions, double& matrix, double step_s);

  double number() const;       // per m3
  double mean_radius() const;  // m; 0 where there are none
  double volume_fraction() const;
  // c_p times the volume fraction.
  double held(double in_precipitate) const { return in_precipitate * volume_fraction(); }
  const std::vector<double>& radii() const { return centres_; }
  const std::vector<double>& numbers() const { return n_; }

 private:
  double nucleate(const PrecipitationConditions& conditions, double matrix, double step_s);
  std::vector<double> velocities(const PrecipitationConditions& conditions, double matrix) const;

  std::vector<double> edges_;
  std::vector<double> centres_;
  std::vector<double> n_;
};

}  // namespace nacre::process
