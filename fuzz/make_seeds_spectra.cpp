#include "make_seeds.hpp"
#include "support/spectrum_files.hpp"

namespace nacre::fuzz {

void make_spectrum_seeds(const std::filesystem::path& folder) {
  // The first byte chooses the reader (spectra_fuzz.cpp): by content, with and without salvage.
  const auto write = [&](const std::string& name, const std::string& bytes) {
    write_seed(folder, "spectra_fuzz", name, std::string(1, '\0') + bytes);
    write_seed(folder, "spectra_fuzz", "salvage_" + name, "\x87" + bytes);  // 0x87 % 9 == 0
  };
  for (const auto& file : testing::all_spectrum_files()) {
    write(file.name, file.bytes);
  }
  write("two.dta", testing::gamry_text(true, 2));
  write("two.par", testing::versastudio_text(2));
  write("two.idf", testing::ivium_bytes(2));
  write("parstat.txt", testing::parstat_text());
  write("bare.csv", testing::bare_text(','));
  write("polar.csv", "f;|Z|;-phase (deg)\n1000;1,5;10\n100;1,6;20\n10;1,7;30\n");
}

}  // namespace nacre::fuzz
