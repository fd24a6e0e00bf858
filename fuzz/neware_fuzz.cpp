// Whole .nda and .ndax files, read plainly and with salvage.
#include <cstddef>
#include <cstdint>
#include <string>

#include "nacre/formats/neware/nda.hpp"
#include "nacre/formats/neware/ndax.hpp"

using namespace nacre::formats;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto source = Source::from_memory("input", std::string(reinterpret_cast<const char*>(data), size));
  for (const bool salvage : {false, true}) {
    ReadOptions options;
    options.salvage = salvage;
    for (const auto read : {neware::read_nda, neware::read_ndax}) {
      try {
        read(source, options);
      } catch (const nacre::InputError&) {
      }
    }
  }
  return 0;
}
