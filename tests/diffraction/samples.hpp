// Structures and instruments of the diffraction tests, written out so that the tests need no file.
#pragma once

#include "nacre/crystal/cif.hpp"
#include "nacre/diffraction/simulate.hpp"

namespace nacre::diffraction::samples {

inline crystal::Structure from_cif(const std::string& text) {
  return crystal::parse_structures(text, "sample.cif").front();
}

inline crystal::Structure rock_salt(double a = 4.178) {
  return from_cif("data_NiO\n_cell_length_a " + std::to_string(a) + "\n_cell_length_b " + std::to_string(a) +
                  "\n_cell_length_c " + std::to_string(a) +
                  "\n_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n"
                  "_space_group_name_H-M_alt 'F m -3 "
                  "m'\nloop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"
                  "_atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\n_atom_site_U_iso_or_equiv\n"
                  "Ni1 Ni 0 0 0 1 0.005\nO1 O 0.5 0.5 0.5 1 0.006\n");
}

inline crystal::Structure layered() {
  return from_cif(
      "data_O3\n_cell_length_a 2.975\n_cell_length_b 2.975\n_cell_length_c 16.0\n_cell_angle_alpha "
      "90\n_cell_angle_beta 90\n"
      "_cell_angle_gamma 120\n_space_group_name_H-M_alt 'R -3 "
      "m'\nloop_\n_atom_site_label\n_atom_site_type_symbol\n"
      "_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\n_atom_site_U_iso_or_"
      "equiv\n"
      "Na1 Na 0 0 0 1 0.01\nNi1 Ni 0 0 0.5 0.33333333 0.005\nFe1 Fe 0 0 0.5 0.33333333 0.005\n"
      "Mn1 Mn 0 0 0.5 0.33333333 0.005\nO1 O 0 0 0.233 1 0.008\n");
}

inline Instrument laboratory() {
  Instrument instrument;
  instrument.radiation = parse_radiation("CuKa");
  instrument.u = 2.0;
  instrument.v = -2.0;
  instrument.w = 6.0;
  instrument.x = 2.0;
  instrument.y = 3.0;
  return instrument;
}

}  // namespace nacre::diffraction::samples
