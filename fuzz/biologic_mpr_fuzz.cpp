// Any bytes as a BioLogic .mpr file: an InputError or a table, with and without salvage.
#include <cstddef>
#include <cstdint>

#include "nacre/base/error.hpp"
#include "nacre/formats/biologic/mpr.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nacre;
  const auto source = formats::Source::from_memory("fuzz.mpr", {reinterpret_cast<const char*>(data), size});
  for (const bool salvage : {false, true}) {
    formats::ReadOptions options;
    options.salvage = salvage;
    try {
      formats::biologic::read_mpr(source, options);
    } catch (const InputError&) {
    }
  }
  return 0;
}
