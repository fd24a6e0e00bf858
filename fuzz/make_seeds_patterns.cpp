#include "make_seeds.hpp"
#include "support/packing.hpp"
#include "support/pattern_files.hpp"

namespace nacre::fuzz {

void make_pattern_seeds(const std::filesystem::path& folder) {
  // The first byte chooses the reader (patterns_fuzz.cpp): by content, with and without salvage.
  const auto write = [&](const std::string& name, const std::string& bytes) {
    write_seed(folder, "patterns_fuzz", name, std::string(1, '\0') + bytes);
    write_seed(folder, "patterns_fuzz", "salvage_" + name, "\x80" + bytes);
  };
  for (const auto& file : testing::all_pattern_files()) {
    write(file.name, file.bytes);
  }
  write("two.gsas", testing::gsas_counts_text(2));
  write("two.xrdml", testing::xrdml_text(2, 10));
  write("two.ras", testing::ras_text(2, 10));
  write("two.brml", testing::brml_bytes(2, 8));
  write("two.rasx", testing::rasx_bytes(2));
  write("rocking.rasx", testing::rasx_bytes(1, "Omega"));
  write("warm.xrdml", testing::xrdml_text(2, 1, "400 402"));
  write("rocking_3.raw", testing::rocking_curve_bytes(3));
  write("rocking_4.raw", testing::rocking_curve_bytes(4));
  for (const int version : {1, 2, 3, 4}) {
    write("two_" + std::to_string(version) + ".raw", testing::bruker_raw_bytes(version, 2));
  }
  write("rows.xy", testing::xy_text(",", false));
  const std::string series =
      testing::zip_bytes({{"2.xy", testing::xy_text(" ", true)}, {"10.ras", testing::ras_text()}});
  write_seed(folder, "patterns_fuzz", "series.zip", "\x7e" + series);
  write_seed(folder, "patterns_fuzz", "instrument.prm",
             "\x7fINS   HTYPE   PXCR\nINS  1 ICONS  1.540500  1.544300       0.0         0       0.7    0    "
             "   0.5\n"
             "INS  1PRCF1     3    8      0.01\n"
             "INS  1PRCF11   2.000000E+00  -2.000000E+00   5.000000E+00   0.100000E+00\n");
  write_seed(folder, "patterns_fuzz", "instrument.instprm",
             "\x7f#GSAS-II instrument parameter file\nType:PXC\nBank:1.0\nLam:1.5405\nU:2.0\nSH/L:0.002\n");
}

}  // namespace nacre::fuzz
