#include "nacre/formats/salvage.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "nacre/formats/inflate.hpp"

namespace nacre::formats {
namespace {

constexpr std::string_view local_header("PK\x03\x04", 4);
constexpr std::size_t header_size = 30;
constexpr std::uint32_t unknown_size = 0xffffffff;

struct Header {
  std::uint16_t flags;
  std::uint16_t method;
  std::uint32_t checksum;
  std::uint32_t packed_size;
  std::uint32_t size;
  std::string_view name;
  std::size_t begin;  // of the data

  bool encrypted() const { return (flags & 1U) != 0; }
  // The sizes and the checksum may follow the data instead.
  bool sized() const { return (flags & 8U) == 0 && packed_size != unknown_size && size != unknown_size; }
};

std::optional<Header> read_header(const Source& source, std::size_t at) {
  if (source.bytes().size() - at < header_size) {
    return std::nullopt;
  }
  Header header{};
  header.flags = source.load<std::uint16_t>(at + 6);
  header.method = source.load<std::uint16_t>(at + 8);
  header.checksum = source.load<std::uint32_t>(at + 14);
  header.packed_size = source.load<std::uint32_t>(at + 18);
  header.size = source.load<std::uint32_t>(at + 22);
  const std::size_t name_size = source.load<std::uint16_t>(at + 26);
  const std::size_t extra_size = source.load<std::uint16_t>(at + 28);
  header.begin = at + header_size + name_size + extra_size;
  if (header.begin > source.bytes().size()) {
    return std::nullopt;
  }
  header.name = source.bytes().substr(at + header_size, name_size);
  return header;
}

}  // namespace

std::vector<SalvagedMember> salvage_members(const Source& source, std::size_t limit) {
  const std::string_view bytes = source.bytes();
  std::vector<SalvagedMember> members;
  std::size_t at = bytes.find(local_header);
  while (at != std::string_view::npos && limit > 0) {
    const auto header = read_header(source, at);
    if (!header) {
      break;
    }
    std::string_view packed = bytes.substr(header->begin);
    if (header->sized()) {
      packed = packed.substr(0, header->packed_size);
    }
    std::size_t next = header->begin;
    SalvagedMember member{std::string(header->name), {}, false};
    if (header->method == 8 && !header->encrypted()) {
      auto stream = inflate_prefix(packed, limit);
      member.bytes = std::move(stream.bytes);
      member.complete = stream.complete;
      next += stream.complete ? stream.used : 0;
    } else if (header->method == 0 && !header->encrypted() && header->sized()) {
      packed = packed.substr(0, limit);
      member.bytes.assign(packed.begin(), packed.end());
      member.complete = packed.size() == header->packed_size;
      next += member.complete ? packed.size() : 0;
    }
    if (member.complete && header->sized()) {
      member.complete = libdeflate_crc32(0, member.bytes.data(), member.bytes.size()) == header->checksum;
    }
    limit -= member.bytes.size();
    if (!member.bytes.empty() || member.complete) {
      members.push_back(std::move(member));
    }
    at = bytes.find(local_header, next);
  }
  return members;
}

}  // namespace nacre::formats
