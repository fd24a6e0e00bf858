// Every reader of impedance files, with and without --salvage: the first byte chooses.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "nacre/formats/reader.hpp"
#include "nacre/formats/table_csv.hpp"

namespace {

constexpr std::array<const char*, 9> names = {"",          "gamry-dta",       "zview",
                                              "ivium-idf", "versastudio-par", "autolab-dfr",
                                              "p00-text",  "elchemea-i2b",    "spectrum-text"};

// What every table promises: equal columns, text values within the labels, and no infinite frequency.
void check(const nacre::formats::Table& table) {
  if (table.rows() == 0) {
    std::abort();
  }
  for (const auto& column : table.columns()) {
    if (column.values.size() != table.rows()) {
      std::abort();
    }
    for (const double value : column.values) {
      if (column.is_text() && value >= static_cast<double>(column.labels.size())) {
        std::abort();
      }
      if (column.name == "frequency_Hz" && std::isinf(value)) {
        std::abort();
      }
    }
  }
  nacre::formats::to_csv(table);
}

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
    check(nacre::formats::read_table(nacre::formats::Source::from_memory("x", bytes), options));
  } catch (const nacre::Error&) {
    // The only way in which a reader may refuse.
  }
  return 0;
}
