// Weight fractions of phases from their scales.
//
//   W_p = S_p (Z M V)_p/sum_q S_q (Z M V)_q                    (Hill and Howard, J. Appl. Cryst. 20 (1987)
//   467)
// Coarse grains of a strong absorber hide from the beam what they hold: S_p is divided by Brindley's factor
//   tau_p = (1/V) integral over a grain of exp(-(mu_p - mu) path) dV   (Brindley, Philos. Mag. 36 (1945) 347)
// for spheres, path in and out at a scattering angle of 90 degrees, mu the mean of the solid.
// With an internal standard of known share s, of which the refinement finds W_s, every fraction is multiplied
// by s/W_s and what is missing to one is amorphous.
#pragma once

#include <Eigen/Dense>
#include <optional>
#include <vector>

#include "nacre/diffraction/refine.hpp"

namespace nacre::diffraction {

struct Fraction {
  double value = 0.0, std = 0.0;  // NaN: a phase without a structure
  double brindley = 1.0;          // tau
};
struct Standard {
  std::size_t phase;
  double weight_fraction;  // weighed in
};
struct Fractions {
  std::vector<Fraction> phases;
  std::optional<Fraction> amorphous;
};

// particle_um: diameters of the grains of each phase, empty or 0 for no correction.
Fractions weight_fractions(const Refined& refined, const std::vector<double>& particle_um = {},
                           const std::optional<Standard>& standard = std::nullopt);

// tau for a product of absorption difference and diameter (dimensionless), -3 ... 3.
double brindley_factor(double difference_times_diameter);

}  // namespace nacre::diffraction
