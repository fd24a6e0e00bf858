#include "support/packing.hpp"

#include <libdeflate.h>

#include <cstdint>
#include <memory>

namespace nacre::testing {
namespace {

using Compressor = std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)>;

Compressor make_compressor() { return {libdeflate_alloc_compressor(6), &libdeflate_free_compressor}; }

void append(std::string& bytes, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i) {
    bytes += static_cast<char>(value >> (8 * i) & 0xff);
  }
}

}  // namespace

std::string gzip_bytes(std::string_view bytes) {
  const auto compressor = make_compressor();
  std::string packed(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()), '\0');
  packed.resize(
      libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), packed.data(), packed.size()));
  return packed;
}

// Layout: APPNOTE.TXT of PKWARE, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.16 (its end).
std::string zip_bytes(const std::vector<std::pair<std::string, std::string>>& members) {
  const auto compressor = make_compressor();
  std::string archive;
  std::string directory;
  for (const auto& [name, bytes] : members) {
    std::string packed(libdeflate_deflate_compress_bound(compressor.get(), bytes.size()), '\0');
    packed.resize(libdeflate_deflate_compress(compressor.get(), bytes.data(), bytes.size(), packed.data(),
                                              packed.size()));
    std::string common;
    append(common, 20, 2);    // version needed
    append(common, 0, 2);     // flags
    append(common, 8, 2);     // deflate
    append(common, 0, 2);     // time
    append(common, 0x21, 2);  // date: 1980-01-01
    append(common, libdeflate_crc32(0, bytes.data(), bytes.size()), 4);
    append(common, packed.size(), 4);
    append(common, bytes.size(), 4);
    append(common, name.size(), 2);
    append(common, 0, 2);  // extra field
    const auto offset = archive.size();
    append(archive, 0x04034b50, 4);
    archive += common + name + packed;
    append(directory, 0x02014b50, 4);
    append(directory, 20, 2);  // made by
    directory += common;
    append(directory, 0, 2);  // comment
    append(directory, 0, 2);  // disk
    append(directory, 0, 2);  // internal attributes
    append(directory, 0, 4);  // external attributes
    append(directory, offset, 4);
    directory += name;
  }
  const auto directory_offset = archive.size();
  archive += directory;
  append(archive, 0x06054b50, 4);
  append(archive, 0, 4);  // disks
  append(archive, members.size(), 2);
  append(archive, members.size(), 2);
  append(archive, directory.size(), 4);
  append(archive, directory_offset, 4);
  append(archive, 0, 2);  // comment
  return archive;
}

}  // namespace nacre::testing
