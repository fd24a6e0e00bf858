#include "nacre/formats/inflate.hpp"

#include <libdeflate.h>
#include <zlib.h>

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

// window_bits as zlib has them: which wrapping the stream has.
InflatedPrefix inflate_stream(std::string_view packed, std::size_t limit, int window_bits) {
  // zlib, because libdeflate returns nothing of a stream that is cut off.
  InflatedPrefix result;
  z_stream stream{};
  if (inflateInit2(&stream, window_bits) != Z_OK) {
    throw std::bad_alloc();
  }
  constexpr std::size_t piece = std::size_t{1} << 20U;
  std::size_t fed = 0;
  int status = Z_OK;
  while (status == Z_OK && result.bytes.size() < limit) {
    if (stream.avail_in == 0) {
      const std::size_t size = std::min(piece, packed.size() - fed);
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + fed));
      stream.avail_in = static_cast<uInt>(size);
      fed += size;
    }
    const std::size_t before = result.bytes.size();
    const std::size_t room = std::min({piece, limit - before, std::max<std::size_t>(4096, before)});
    result.bytes.resize(before + room);
    stream.next_out = reinterpret_cast<Bytef*>(result.bytes.data() + before);
    stream.avail_out = static_cast<uInt>(room);
    status = inflate(&stream, Z_NO_FLUSH);
    result.bytes.resize(before + room - stream.avail_out);
  }
  result.complete = status == Z_STREAM_END;
  result.used = fed - stream.avail_in;
  inflateEnd(&stream);
  return result;
}

constexpr int gzip_wrapping = 16;  // what zlib wants added

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

InflatedPrefix inflate_prefix(std::string_view packed, std::size_t limit) {
  return inflate_stream(packed, limit, -MAX_WBITS);
}

InflatedPrefix gunzip_prefix(std::string_view packed, std::size_t limit) {
  InflatedPrefix result;
  result.complete = true;
  while (result.complete && is_gzip(packed.substr(result.used))) {
    const auto member =
        inflate_stream(packed.substr(result.used), limit - result.bytes.size(), MAX_WBITS + gzip_wrapping);
    result.bytes.insert(result.bytes.end(), member.bytes.begin(), member.bytes.end());
    result.used += member.used;
    result.complete = member.complete;
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
