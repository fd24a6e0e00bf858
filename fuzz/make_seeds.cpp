// make_seeds FOLDER: writes the first inputs of every fuzz target to FOLDER/<target>/.
#include "make_seeds.hpp"

#include <cstdio>
#include <fstream>

namespace nacre::fuzz {

void write_seed(const std::filesystem::path& folder, std::string_view target, std::string_view name,
                const std::string& bytes) {
  std::filesystem::create_directories(folder / target);
  std::ofstream(folder / target / name, std::ios::binary) << bytes;
}

}  // namespace nacre::fuzz

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: make_seeds FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder(arguments[1]);
  nacre::fuzz::make_neware_seeds(folder);
  nacre::fuzz::make_biologic_seeds(folder);
  nacre::fuzz::make_arbin_seeds(folder);
  nacre::fuzz::make_text_seeds(folder);
  nacre::fuzz::make_spectrum_seeds(folder);
  nacre::fuzz::make_pattern_seeds(folder);
  nacre::fuzz::make_protocol_seeds(folder);
  nacre::fuzz::make_bpx_seeds(folder);
  nacre::fuzz::make_cif_seeds(folder);
  nacre::fuzz::make_recipe_seeds(folder);
  return 0;
}
