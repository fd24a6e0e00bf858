// The container of an EC-Lab .mpr file: a signature, then modules one behind the other.
//
//   0x00  "BIO-LOGIC MODULAR FILE\x1a", blanks up to 0x30, four zero bytes
//   0x34  modules, each: "MODULE", short name (10 bytes, "VMP Set", "VMP data", "VMP LOG", "VMP loop",
//         "VMP ExtDev"), long name (25), then
//           older:           u32 length, u32 version, 8 bytes of date        57 bytes in all
//           from 11.50 on:   u32 0xffffffff, u32 length, u32 0, u32 version, 8 bytes of date   65 bytes
//         and the body of `length` bytes.
// Source: public reverse engineering by galvani, yadg and OpenReadout; every byte of the reference files is
// accounted for. Numbers are little-endian.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/formats/source.hpp"

namespace nacre::formats::biologic {

struct Module {
  std::string name;  // "VMP data", without the blanks behind it
  std::uint32_t version = 0;
  std::string date;        // as stored: "03/15/17", "03.15.17"
  std::size_t offset = 0;  // of the body in the file
  std::size_t length = 0;  // of the body, as the header says
  std::string_view body;   // what the file has of it: shorter than length where the file ends early

  bool complete() const noexcept { return body.size() == length; }
};

struct Modules {
  std::vector<Module> list;
  std::string damage;  // empty: every module is whole
  std::string where;   // the byte
  // The first module of that name, or nullptr.
  const Module* find(std::string_view name) const noexcept;
};

bool is_mpr(std::string_view bytes);

// Walks the modules as far as they go; damage is reported, not thrown.
Modules read_modules(const Source& source);

}  // namespace nacre::formats::biologic
