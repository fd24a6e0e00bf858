#include "make_seeds.hpp"

namespace nacre::fuzz {

void make_cif_seeds(const std::filesystem::path& folder) {
  const std::string cell =
      "data_x\n_cell_length_a 2.975(1)\n_cell_length_b 2.975\n_cell_length_c 16.0\n"
      "_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 120\n";
  const std::string sites =
      "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n"
      "_atom_site_fract_z\n_atom_site_occupancy\n_atom_site_U_iso_or_equiv\n"
      "Na1 Na+ 0 0 0 1 0.01\nNi1 Ni3+ 0 0 1/2 0.5 0.005\nO1 O-2 0 0 0.233(1) . ?\n";
  std::string halves = sites;
  halves.replace(halves.find("1/2"), 3, "0.5");
  const std::string aniso =
      "loop_\n_atom_site_aniso_label\n_atom_site_aniso_U_11\n_atom_site_aniso_U_22\n"
      "_atom_site_aniso_U_33\n_atom_site_aniso_U_12\n_atom_site_aniso_U_13\n"
      "_atom_site_aniso_U_23\nO1 0.01 0.01 0.02 0.005 0 0\n";
  const auto seed = [&](std::string_view name, const std::string& text) {
    write_seed(folder, "cif_fuzz", name, text);
  };
  seed("name.cif", cell + "_space_group_name_H-M_alt 'R -3 m'\n" + halves);
  seed("hall.cif", cell + "_space_group_name_Hall '-R 3 2\"'\n" + halves + aniso);
  seed("number.cif", cell + "_symmetry_Int_Tables_number 166\n" + sites);
  seed("operations.cif",
       cell +
           "loop_\n_space_group_symop.operation_xyz\nx,y,z\n'-x, -y, -z'\n-y,x-y,z\ny,x,-z\n"
           "x+2/3,y+1/3,z+1/3\n" +
           halves);
  seed("text.cif", cell + "_a\n;\nfield\n;\n_b \"it's\" # comment\nsave_f\n_c d\nsave_\n" + halves);
}

}  // namespace nacre::fuzz
