// Deflate streams, unpacked at full speed and never past a limit (libdeflate).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "nacre/formats/unset_allocator.hpp"

namespace nacre::formats {

struct Inflated {
  Bytes bytes;
  bool complete = true;  // false: the stream is damaged or ends early; bytes is empty
};

// size: what the container says it unpacks to; a stream that holds more or less is not complete.
Inflated inflate_raw(std::string_view packed, std::size_t size);

// A stream of unknown size, as far as it goes: what comes before damage or the end of the bytes, at most
// `limit`.
struct InflatedPrefix {
  Bytes bytes;
  std::size_t used = 0;   // packed bytes that were taken
  bool complete = false;  // the stream ends as it should
};
InflatedPrefix inflate_prefix(std::string_view packed, std::size_t limit);

// A gzip file of one or more members, at most `limit` bytes when unpacked; nullopt: damaged or over the
// limit.
std::optional<std::string> gunzip(std::string_view packed, std::size_t limit);
// The same as far as it goes.
InflatedPrefix gunzip_prefix(std::string_view packed, std::size_t limit);

bool is_gzip(std::string_view bytes);

}  // namespace nacre::formats
