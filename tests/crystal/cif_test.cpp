// CIFs of all kinds.
#include "nacre/crystal/cif.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"
#include "support/reference.hpp"

namespace nacre::crystal {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

const std::string o3 = R"(data_O3
_cell_length_a 2.975(1)
_cell_length_b 2.975(1)
_cell_length_c 16.00(1)
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 120
_space_group_name_H-M_alt 'R -3 m'
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
_atom_site_U_iso_or_equiv
Na1 Na+ 0 0 0 1 0.01
Ni1 Ni3+ 0 0 0.5 0.5 0.005
Mn1 Mn4+ 0 0 0.5 0.5 0.005
O1 O-2 0 0 0.233(1) 1 0.008
)";

std::string changed(const std::string& from, const std::string& to) {
  std::string text = o3;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Cif, AnO3Oxide) {
  const auto all = parse_structures(o3, "o3.cif");
  ASSERT_EQ(all.size(), 1U);
  const Structure& s = all[0];
  EXPECT_EQ(s.name, "O3");
  EXPECT_EQ(s.group.name(), "R -3 m:H");
  ASSERT_EQ(s.sites.size(), 4U);
  EXPECT_EQ(s.sites[0].species.symbol(), "Na+");
  EXPECT_EQ(s.sites[1].species.symbol(), "Ni3+");
  EXPECT_EQ(s.sites[3].species.symbol(), "O2-");
  EXPECT_EQ(s.sites[3].multiplicity, 6);
  EXPECT_EQ(s.formula(), "Mn0.5 Na Ni0.5 O2");
  EXPECT_NEAR(s.mass(), 3 * (22.98977 + 2 * 15.999) + 1.5 * (58.693 + 54.938), 0.01);
  EXPECT_NEAR(s.density(), s.mass() / (0.602214076 * s.cell.volume()), 1e-9);
  EXPECT_TRUE(s.warnings.empty()) << s.warnings.front();
}

TEST(Cif, SyntaxInAllItsForms) {
  std::string dos = "\xef\xbb\xbf#\\#CIF_1.1\n";
  for (const char c :
       changed("data_O3", "data_O3\n_publ_text\n;\nloop_ 'of' _text\n;\n_title \"it's\" # why\n_open ?")) {
    dos += c == '\n' ? "\r\n" : std::string(1, c);
  }
  EXPECT_EQ(parse_structures(dos, "x").at(0).sites.size(), 4U);
  // Operations, quoted or not; tags of the newer dictionary; a second block without a cell.
  const std::string operations =
      "loop_\n_space_group_symop.id\n_space_group_symop.operation_xyz\n1 x,y,z\n2 '-x, -y, -z'\n3 "
      "-y,x-y,z\n4 "
      "y,x,-z\n5 x+2/3,y+1/3,z+1/3\n";
  const auto s = parse_structures(
      "data_nothing\n_a b\n" + changed("_space_group_name_H-M_alt 'R -3 m'\n", operations), "x");
  ASSERT_EQ(s.size(), 1U);
  EXPECT_EQ(s[0].group.name(), "R -3 m:H");
  EXPECT_EQ(
      parse_structures(changed("_space_group_name_H-M_alt 'R -3 m'", "_symmetry_Int_Tables_number 166"), "x")
          .at(0)
          .group.name(),
      "R -3 m:H");
  EXPECT_EQ(
      parse_structures(
          changed("_space_group_name_H-M_alt 'R -3 m'", "_symmetry_space_group_name_Hall '-R 3 2\"'"), "x")
          .at(0)
          .group.name(),
      "R -3 m:H");
}

TEST(Cif, WhatIsAssumedIsSaid) {
  const auto with_b =
      parse_structures(changed("_atom_site_U_iso_or_equiv", "_atom_site_B_iso_or_equiv"), "x").at(0);
  EXPECT_NEAR(with_b.sites[0].u_iso, 0.01 / (8 * std::numbers::pi * std::numbers::pi), 1e-15);
  const auto open =
      parse_structures(changed("O1 O-2 0 0 0.233(1) 1 0.008", "O1 O-2 0 0 0.233(1) ? ?"), "x").at(0);
  EXPECT_EQ(open.sites[3].occupancy, 1.0);
  EXPECT_EQ(open.sites[3].u_iso, 0.005);
  EXPECT_THAT(open.warnings, Contains(HasSubstr("O1")));
  EXPECT_THAT(
      parse_structures(changed("'R -3 m'", "'R -3 m'\n_space_group_IT_number 167"), "x").at(0).warnings,
      Contains(HasSubstr("167")));
  EXPECT_THAT(parse_structures(changed("0.5 0.5 0.005", "0.5 0.9 0.005"), "x").at(0).warnings,
              Contains(HasSubstr("occupied 1.4")));
  const auto skew = parse_structures(changed("_cell_angle_alpha 90", "_cell_angle_alpha 90.02"), "x").at(0);
  EXPECT_THAT(skew.warnings, Contains(HasSubstr("metric")));
  EXPECT_NEAR(skew.cell.alpha, 90.0, 1e-9);
  EXPECT_THAT(parse_structures(changed("O1 O-2 0 0 0.233(1)", "O1 O-2 0 0 ?"), "x").at(0).warnings,
              Contains(HasSubstr("without a position")));
}

TEST(Cif, ElementsFromSymbolsAndLabels) {
  const auto element = [](const std::string& symbol) {
    return parse_structures(changed("O1 O-2", "O1 " + symbol), "x").at(0).sites[3].species.symbol();
  };
  EXPECT_EQ(element("O2-"), "O2-");
  EXPECT_EQ(element("O"), "O");
  EXPECT_EQ(element("D"), "D");
  EXPECT_EQ(element("FE3+"), "Fe3+");
  EXPECT_EQ(element("Cl-"), "Cl-");
  EXPECT_EQ(element("Na+1"), "Na+");
  EXPECT_EQ(element("Fe0+"), "Fe");
  std::string no_symbols = o3;
  for (const std::string token : {"_atom_site_type_symbol\n", "Na+ ", "Ni3+ ", "Mn4+ ", "O-2 "}) {
    no_symbols.erase(no_symbols.find(token), token.size());
  }
  const auto labels = parse_structures(no_symbols, "x").at(0);
  EXPECT_EQ(labels.sites[0].species.symbol(), "Na");
  EXPECT_EQ(labels.sites[3].species.symbol(), "O");
}

TEST(Cif, HostileFilesAreRefused) {
  const std::pair<std::string, std::string> cases[] = {
      {"", "no CIF"},
      {"#only a comment", "no CIF"},
      {"hello", "no CIF"},
      {"_cell_length_a 3", "data_"},
      {std::string("data_x\n_a \0\1\2", 12), "byte"},
      {"data_x\nloop_\n", "loop"},
      {"data_x\nloop_\n_a _b 1 2 3", "3 values"},
      {"data_x\n_a 'open\n", "quoted"},
      {"data_x\n_a\n;open\n", "text field"},
      {"data_x\n_a b c", "tag is expected"},
      {"data_x\n_a", "ends after"},
      {"data_x\n_a b", "no crystal structure"},
      {o3.substr(0, o3.find("loop_")), "no atoms"},
      {o3.substr(0, o3.size() - 20), "values"},
      {changed("16.00(1)", "1e300"), "_cell_length_c"},
      {changed("16.00(1)", "1e999"), "_cell_length_c"},
      {changed("16.00(1)", "nan"), "not a number"},
      {changed("16.00(1)", "-16"), "_cell_length_c"},
      {changed("16.00(1)", "?"), "missing"},
      {changed("_cell_angle_gamma 120", "_cell_angle_gamma 90"), "contradicts"},
      {changed("_cell_length_b 2.975(1)", "_cell_length_b 3.1"), "contradicts"},
      {changed("_cell_angle_alpha 90", "_cell_angle_alpha 179"), "close"},
      {changed("0.233(1)", "abc"), "not a number"},
      {changed("0.233(1)", "0.233(1"), "not a number"},
      {changed("0.233(1)", "1e30"), "z of site 'O1'"},
      {changed("0 0 0 1 0.01", "0 0 0 2 0.01"), "occupancy"},
      {changed("0 0 0 1 0.01", "0 0 0 -0.1 0.01"), "occupancy"},
      {changed("0 0 0 1 0.01", "0 0 0 1 -5"), "U of site"},
      {o3 + "loop_ _atom_site_aniso_label _atom_site_aniso_U_11 _atom_site_aniso_U_22 _atom_site_aniso_U_33 "
            "_atom_site_aniso_U_12 _atom_site_aniso_U_13 _atom_site_aniso_U_23\nO1 .01 .01 -5 .005 0 0\n",
       "no displacement"},
      {changed("O1 O-2", "O1 Qq"), "unknown element"},
      {changed("O1 O-2", "O1 Oxygen"), "unknown element"},
      {changed("'R -3 m'", "'Q 7 x'"), "no space group"},
      {changed("_space_group_name_H-M_alt 'R -3 m'\n", ""), "no space group"},
      {changed("_space_group_name_H-M_alt 'R -3 m'\n", "_symmetry_equiv_pos_as_xyz 'x+y,y,z'\n"),
       "no space group"},
      {changed("_space_group_name_H-M_alt 'R -3 m'\n", "_symmetry_equiv_pos_as_xyz 'x,y'\n"),
       "symmetry operation"},
  };
  for (const auto& [text, expected] : cases) {
    try {
      parse_structures(text, "hostile.cif");
      ADD_FAILURE() << "read: " << text.substr(0, 200);
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr("hostile.cif"), HasSubstr(expected)));
    }
  }
  EXPECT_EQ(parse_structures(o3.substr(0, o3.find("loop_")), "x", false).at(0).sites.size(), 0U);
  EXPECT_THROW(read_structures("/nowhere/at/all.cif"), InputError);
}

// Every cut of a file is refused or read, never worse.
TEST(Cif, TruncatedAnywhere) {
  int refused = 0;
  for (std::size_t size = 0; size < o3.size(); ++size) {
    try {
      parse_structures(o3.substr(0, size), "x");
    } catch (const InputError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 400);
}

struct ReferenceFile {
  const char* path;
  const char* group;
  std::size_t sites;
  const char* formula;
  double density;  // g/cm^3: by hand, from atomic masses, formula units and volume
};

TEST(Cif, ReferenceFiles) {
  const ReferenceFile files[] = {
      {"AdvancedPhotonSource__GSAS-II-tutorials/CaF2.cif", "F m -3 m", 2, "Ca F2", 3.178},
      {"AdvancedPhotonSource__GSAS-II-tutorials/CuCr2O4.cif", "F d d d:2", 3, "Cr2 Cu O4", 5.468},
      {"AdvancedPhotonSource__GSAS-II-tutorials/CuO.cif", "C 1 2/c 1", 2, "Cu O", 6.536},
      {"AdvancedPhotonSource__GSAS-II-tutorials/NAC.cif", "I 21 3", 6, "Al2 Ca3 F14 Na2", 2.997},
      {"AdvancedPhotonSource__GSAS-II-tutorials/PbSO4-Wyckoff.cif", "P n m a", 5, "O4 Pb S", 6.324},
      {"CederGroupHub__dara/CaNi(PO3)4_15_sym.cif", "C 1 2/c 1", 10, "Ca Ni O12 P4", 2.991},
      {"CederGroupHub__dara/NiO_225_sym.cif", "F m -3 m", 2, "Ni O", 6.803},
      {"structures/LaB6.cif", "P m -3 m", 2, "B6 La", 4.711},
      {"structures/NiO.cif", "F m -3 m", 2, "Ni O", 6.805},
      {"structures/corundum.cif", "R -3 c:H", 2, "Al2 O3", 3.987},
      {"structures/fluorite.cif", "F m -3 m", 2, "Ca F2", 3.181},
      {"structures/zincite.cif", "P 63 m c", 2, "O Zn", 5.675},
      {"structures/O3-NFM333.cif", "R -3 m:H", 5, "Fe Mn Na3 Ni O6", 4.513},
      {"vincefn__objcryst/PbSO4-COD-1528837.cif", "P n m a", 5, "O4 Pb S", 6.268},
  };
  for (const auto& file : files) {
    NACRE_REFERENCE_FILE(path, std::string("diffraction/") + file.path);
    const auto all = read_structures(path);
    ASSERT_EQ(all.size(), 1U) << file.path;
    const Structure& s = all[0];
    EXPECT_EQ(s.group.name(), file.group) << file.path;
    EXPECT_EQ(s.sites.size(), file.sites) << file.path;
    EXPECT_EQ(s.formula(), file.formula) << file.path;
    EXPECT_NEAR(s.density(), file.density, 0.003 * file.density) << file.path;
    for (const auto& warning : s.warnings) {
      EXPECT_THAT(warning, HasSubstr("no displacement")) << file.path;
    }
  }
}

}  // namespace
}  // namespace nacre::crystal
