// Every reader of delimited text, with and without --salvage: the first byte chooses.
#include <algorithm>
#include <array>
#include <cstdint>

#include "nacre/formats/bdf/bdf.hpp"
#include "nacre/formats/reader.hpp"
#include "table_promises.hpp"

namespace {

constexpr std::array<const char*, 8> names = {"",          "bdf",         "landt-csv", "neware-text",
                                              "arbin-csv", "maccor-text", "pec-csv",   "delimited-text"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) {
    return 0;
  }
  nacre::formats::ReadOptions options;
  options.reader = names[data[0] % names.size()];
  options.salvage = (data[0] & 0x80U) != 0;
  if (options.reader == "delimited-text" && (data[0] & 0x40U) != 0) {
    options.column_map = {{"time_s", "t"}, {"voltage_V", "U * 1e-3"}};
  }
  try {
    const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const auto table =
        nacre::formats::read_table(nacre::formats::Source::from_memory("x.csv", bytes), options);
    nacre::fuzz::check_promises(table, [](const auto&) { return true; });
    nacre::formats::bdf::to_bdf(table);
  } catch (const nacre::Error&) {
    // The only way in which a reader may refuse.
  }
  return 0;
}
