// Every reader of powder patterns and of instrument parameters, with and without --salvage: the first byte
// chooses.
#include <array>
#include <cstdint>

#include "nacre/formats/patterns/instrument.hpp"
#include "nacre/formats/patterns/pattern.hpp"
#include "nacre/formats/reader.hpp"
#include "table_promises.hpp"

namespace {

constexpr std::array<const char*, 12> names = {
    "",           "xrdml",      "gsas",        "pattern-steps", "pattern-text",  "bruker-raw", "bruker-brml",
    "bruker-uxd", "rigaku-ras", "rigaku-rasx", "philips-udf",   "sietronics-cpi"};

void read_instrument_of(const nacre::formats::Source& source) {
  const auto instrument = nacre::formats::patterns::read_instrument(source);
  if (!instrument.wavelength_angstrom || !(*instrument.wavelength_angstrom > 0)) {
    std::abort();
  }
}

// No row is lost where scans become patterns of their own.
void split_each(std::vector<nacre::formats::Table>&& tables) {
  for (auto& table : tables) {
    const std::size_t rows = table.rows();
    std::size_t split = 0;
    for (const auto& part : nacre::formats::patterns::split_patterns(std::move(table))) {
      split += part.rows();
    }
    if (split != rows) {
      std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) {
    return 0;
  }
  nacre::formats::ReadOptions options;
  const auto choice = data[0] & 0x7fU;
  options.reader = names[choice % names.size()];
  options.salvage = (data[0] & 0x80U) != 0;
  const auto source = nacre::formats::Source::from_memory(
      "x", std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  try {
    if (choice == 0x7fU) {
      read_instrument_of(source);
    } else if (choice == 0x7eU) {
      split_each(nacre::formats::read_tables(source, {}));
    } else {
      nacre::fuzz::check_promises(nacre::formats::read_table(source, options),
                                  [](const auto& column) { return column.name == "two_theta_deg"; });
    }
  } catch (const nacre::Error&) {
    // The only way in which a reader may refuse.
  }
  return 0;
}
