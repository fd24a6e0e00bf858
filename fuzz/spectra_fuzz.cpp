// Every reader of impedance files, with and without --salvage: the first byte chooses.
#include <array>
#include <cstdint>

#include "nacre/formats/reader.hpp"
#include "table_promises.hpp"

namespace {

constexpr std::array<const char*, 9> names = {"",          "gamry-dta",       "zview",
                                              "ivium-idf", "versastudio-par", "autolab-dfr",
                                              "p00-text",  "elchemea-i2b",    "spectrum-text"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) {
    return 0;
  }
  nacre::formats::ReadOptions options;
  options.reader = names[data[0] % names.size()];
  options.salvage = (data[0] & 0x80U) != 0;
  try {
    const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    nacre::fuzz::check_promises(
        nacre::formats::read_table(nacre::formats::Source::from_memory("x", bytes), options),
        [](const auto& column) { return column.name == "frequency_Hz"; });
  } catch (const nacre::Error&) {
    // The only way in which a reader may refuse.
  }
  return 0;
}
