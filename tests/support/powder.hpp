// Powder patterns calculated from structures, with counting noise: what is in them is known.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "nacre/crystal/cif.hpp"
#include "nacre/diffraction/model.hpp"
#include "nacre/diffraction/pattern.hpp"

namespace nacre::testing {

// Rock salt of NiO; a is the edge of the cell, angstrom.
inline std::string nickel_oxide_cif(double a = 4.178) {
  const std::string edge = std::to_string(a);
  return "data_NiO\n_chemical_name_common NiO\n_space_group_IT_number 225\n_space_group_name_H-M_alt 'F m -3 "
         "m'\n"
         "_cell_length_a " +
         edge + "\n_cell_length_b " + edge + "\n_cell_length_c " + edge +
         "\n_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\nloop_\n_atom_site_label\n"
         "_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n"
         "_atom_site_occupancy\n_atom_site_U_iso_or_equiv\nNi1 Ni 0 0 0 1 0.005\nO1 O 0.5 0.5 0.5 1 0.006\n";
}

// Fluorite.
inline std::string fluorite_cif() {
  return "data_fluorite\n_chemical_name_common fluorite\n_space_group_IT_number 225\n"
         "_space_group_name_H-M_alt 'F m -3 m'\n_cell_length_a 5.463\n_cell_length_b 5.463\n_cell_length_c "
         "5.463\n"
         "_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\nloop_\n_atom_site_label\n"
         "_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n"
         "_atom_site_occupancy\n_atom_site_U_iso_or_equiv\nCa1 Ca 0 0 0 1 0.005\nF1 F 0.25 0.25 0.25 1 "
         "0.007\n";
}

inline crystal::Structure structure_of(const std::string& cif) {
  return crystal::parse_structures(cif, "test.cif").front();
}

// Phases with the height of each one's strongest peak in counts, on a level of 200; Cu K alpha, 25 to 100
// degrees.
inline diffraction::Pattern powder_pattern(const std::vector<std::pair<crystal::Structure, double>>& phases,
                                           std::uint64_t seed = 1) {
  diffraction::Model model;
  model.instrument.radiation = diffraction::parse_radiation("CuKa");
  model.instrument.w = 60.0;
  model.instrument.x = 4.0;
  model.background.chebyshev = {200.0};
  for (const auto& phase : phases) {
    model.phases.emplace_back(phase.first);
  }
  diffraction::Pattern pattern;
  for (int i = 0; i <= 2500; ++i) {
    pattern.two_theta_deg.push_back(25.0 + 0.03 * i);
  }
  model.list_reflections(pattern.two_theta_deg.front(), pattern.two_theta_deg.back());
  diffraction::CalculateOptions parts;
  parts.by_phase = true;
  parts.level = 0.0;
  const auto once = diffraction::calculate(model, pattern.two_theta_deg, {}, parts);
  for (std::size_t p = 0; p < phases.size(); ++p) {
    model.phases[p].scale = phases[p].second / *std::ranges::max_element(once.of_phase[p]);
  }
  std::mt19937_64 random(seed);
  for (const double expected : diffraction::calculate(model, pattern.two_theta_deg, {}).intensity) {
    const double counts =
        std::max(std::round(expected + std::sqrt(expected) * std::normal_distribution<>()(random)), 0.0);
    pattern.intensity.push_back(counts);
    pattern.std.push_back(std::sqrt(std::max(counts, 1.0)));
  }
  return pattern;
}

}  // namespace nacre::testing
