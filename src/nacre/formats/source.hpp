// A file's bytes, read once, with the outer packing (gzip, or a zip around a single file) taken off.
#pragma once

#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "nacre/base/error.hpp"
#include "nacre/formats/unset_allocator.hpp"

namespace nacre::formats {

// The most that unpacking may allocate: deflate can blow a small file up a thousand times.
inline constexpr std::size_t unpacked_limit = std::size_t{1} << 30U;

class Source {
 public:
  // Maps the file. A gzip file is unpacked; a zip archive is left as it is (see archive.hpp), but where no
  // file has that path, "archive.zip:member" is that member of an archive. Throws InputError: cannot be read,
  // is empty, larger than the limit when unpacked.
  static Source open(const std::filesystem::path& path);
  // Bytes already in memory (tests, fuzzing, a member of an archive); name decides like a file's name.
  static Source from_memory(std::string name, std::string bytes);
  static Source from_memory(std::string name, Bytes bytes);

  const std::string& path() const noexcept { return path_; }  // as the user gave it
  const std::string& name() const noexcept { return name_; }  // lower case, without folder and ".gz"
  std::string_view bytes() const noexcept { return bytes_; }
  // What lies on the disk: the same, or what was unpacked.
  std::string_view packed_bytes() const noexcept { return packed_; }
  // Where a gzip file is damaged or cut off, and bytes() what came before that; empty: it is whole.
  const std::string& damage() const noexcept { return damage_; }  // "byte 1234"
  // Of a text, without a last line that does not end: where a stream is cut off, that is within a number.
  Source without_cut_line() const;
  bool has_extension(std::string_view extension) const { return name_.ends_with(extension); }  // ".mpr"

  // Throws InputError for this file.
  [[noreturn]] void fail(const std::string& problem, const std::string& where,
                         const std::string& advice = {}) const;

  // A little-endian value at offset. Throws InputError with the byte where the file ends before it.
  template <class T>
  T load(std::size_t offset) const {
    if (offset > bytes_.size() || bytes_.size() - offset < sizeof(T)) {
      fail_truncated(offset, sizeof(T));
    }
    T value;
    std::memcpy(&value, bytes_.data() + offset, sizeof(T));
    return value;
  }
  // The bytes [offset, offset + size). Throws InputError with the byte where the file ends before them.
  std::string_view slice(std::size_t offset, std::size_t size) const {
    if (offset > bytes_.size() || bytes_.size() - offset < size) {
      fail_truncated(offset, size);
    }
    return bytes_.substr(offset, size);
  }

 private:
  template <class Buffer>
  void hold(Buffer bytes);
  template <class Buffer>
  static Source own(std::string name, Buffer bytes);
  [[noreturn]] void fail_truncated(std::size_t offset, std::size_t size) const;

  std::string path_;
  std::string name_;
  std::shared_ptr<const void> owner_;  // keeps the mapping or the buffer alive
  std::string_view bytes_;
  std::shared_ptr<const void> packed_owner_;
  std::string_view packed_;
  std::string damage_;
};

std::string at_byte(std::size_t offset);  // "byte 1234"
std::string at_line(std::size_t line);    // "line 12", counted from 1

}  // namespace nacre::formats
