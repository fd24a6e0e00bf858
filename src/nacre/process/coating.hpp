// The coating: how thick it is, how much of the surface it covers, how rough it is, and what it holds.
//
// Thickness, as if even over the whole surface: h = mol% V_m/(M S), with the molar volume V_m of the coating,
// the molar mass M of the oxide and its specific surface S; 1 mol% of NaCaPO4 on 0.65 m2/g is the paper's 8
// nm. As it is put on it covers by chance, theta_0 = 1 - exp(-h/h_c), h_c the size of its first particles.
//
// A thin film breaks up into patches by diffusion on its surface (Mullins 1957, 10.1063/1.1722742: times go
// with the fourth power of lengths): d(theta)/dt = -(theta - theta_min) B(T)/h^4, with h the thickness there
// is.
//
// Two levels, bare and covered, have the roughness (root mean square of the thickness)
//   h sqrt((1 - theta)/theta).
#pragma once

#include <cmath>
#include <string>

#include "nacre/process/arrhenius.hpp"

namespace nacre::process {

// From parameters/process/coating-<name>.toml. Amounts are per formula unit of the coating.
struct CoatingMaterial {
  std::string name;
  double molar_mass = 0.0;    // kg/mol
  double molar_volume = 0.0;  // m3/mol
  double sodium = 0.0;        // that it takes from the sodium of the recipe
  double calcium = 0.0;       // that it is made with
  double phosphorus = 0.0;
  double oxygen = 0.0;
  Arrhenius formation;        // 1/s
  double first_size_m = 0.0;  // h_c
  Arrhenius break_up;         // B, m4/s
  double least_coverage = 0.0;
  // gamma to alpha; see phosphate.hpp
  double transition_K = 0.0;
  double transition_per_calcium_K = 0.0;
  double transformation_s = 0.0;
  double transformation_barrier_K = 0.0;
  double transformation_activation = 0.0;
  double transformation_exponent = 0.0;
};

CoatingMaterial coating_material(ParameterFile& file);

inline double coating_thickness(const CoatingMaterial& coating, double per_formula, double oxide_kg_per_mol,
                                double surface_m2_per_kg) {
  return per_formula * coating.molar_volume / (oxide_kg_per_mol * surface_m2_per_kg);
}

inline double first_coverage(const CoatingMaterial& coating, double thickness_m) {
  return -std::expm1(-thickness_m / coating.first_size_m);
}

// After a step at one temperature.
inline double broken_up(const CoatingMaterial& coating, double coverage, double thickness_m, double t_K,
                        double step_s) {
  const double least = std::min(coating.least_coverage, coverage);
  const double rate = coating.break_up(t_K) / std::pow(thickness_m, 4);
  return least + (coverage - least) * std::exp(-rate * step_s);
}

inline double coating_roughness(double coverage, double thickness_m) {
  return coverage > 0.0 ? thickness_m * std::sqrt((1.0 - coverage) / coverage) : 0.0;
}

}  // namespace nacre::process
