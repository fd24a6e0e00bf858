#include "nacre/formats/inflate.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

namespace nacre::formats {
namespace {

using Decompressor = std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>;

Decompressor make_decompressor() {
  Decompressor decompressor(libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  if (!decompressor) {
    throw std::bad_alloc();
  }
  return decompressor;
}

}  // namespace

bool is_gzip(std::string_view bytes) { return bytes.size() >= 18 && bytes.starts_with("\x1f\x8b\x08"); }

Inflated inflate_raw(std::string_view packed, std::size_t size) {
  // Deflate cannot shrink more than 1032-fold: a header that claims more lies, and is not allocated for.
  if (size / 1032 > packed.size() + 1) {
    return {{}, false};
  }
  Inflated result;
  result.bytes.resize(size);
  std::size_t written = 0;
  const auto status = libdeflate_deflate_decompress(make_decompressor().get(), packed.data(), packed.size(),
                                                    result.bytes.data(), size, &written);
  result.complete = status == LIBDEFLATE_SUCCESS && written == size;
  if (!result.complete) {
    result.bytes.clear();
  }
  return result;
}

std::optional<std::string> gunzip(std::string_view packed, std::size_t limit) {
  const auto decompressor = make_decompressor();
  std::string unpacked;
  while (is_gzip(packed)) {
    // The last four bytes hold the size of the last member modulo 2^32: a hint, not to be trusted.
    std::uint32_t hint = 0;
    std::memcpy(&hint, packed.data() + packed.size() - 4, 4);
    std::size_t room = std::clamp<std::size_t>(hint, 4096, std::min(limit, 1032 * packed.size()) + 1);
    const std::size_t before = unpacked.size();
    for (;;) {
      if (before + room > limit + 1) {
        return std::nullopt;
      }
      unpacked.resize(before + room);
      std::size_t used = 0;
      std::size_t written = 0;
      const auto status = libdeflate_gzip_decompress_ex(decompressor.get(), packed.data(), packed.size(),
                                                        unpacked.data() + before, room, &used, &written);
      if (status == LIBDEFLATE_SUCCESS) {
        unpacked.resize(before + written);
        packed.remove_prefix(used);
        break;
      }
      if (status != LIBDEFLATE_INSUFFICIENT_SPACE || room >= limit) {
        return std::nullopt;
      }
      room = std::min(limit, 2 * room);
    }
  }
  return unpacked;
}

}  // namespace nacre::formats
