#include "make_seeds.hpp"
#include "support/text_files.hpp"

namespace nacre::fuzz {

void make_text_seeds(const std::filesystem::path& folder) {
  for (const auto& file : testing::all_text_files()) {
    // The first byte chooses the reader (text_fuzz.cpp): by content, with and without salvage, and as plain
    // text.
    write_seed(folder, "text_fuzz", file.name, std::string(1, '\0') + file.bytes);
    write_seed(folder, "text_fuzz", "salvage_" + file.name, "\x80" + file.bytes);
    write_seed(folder, "text_fuzz", "plain_" + file.name, "\x07" + file.bytes);
  }
  write_seed(folder, "text_fuzz", "map", "\x47t;U;I\n1,5;3000;2\n2,5;3100;2\n");
}

}  // namespace nacre::fuzz
