// BPX files: what is read can be used or is refused, and what is written can be read again.
#include <cstdint>
#include <cstdlib>

#include "nacre/base/error.hpp"
#include "nacre/cell/bpx.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  nacre::cell::BpxText written;
  try {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    written = nacre::cell::to_bpx(nacre::cell::parse_bpx(text, "x.json"));
  } catch (const nacre::Error&) {
    return 0;  // the only way in which a reader may refuse
  }
  if (!nacre::cell::check_bpx(nacre::cell::BpxJson::parse(written.text)).empty()) {
    std::abort();
  }
  return 0;
}
