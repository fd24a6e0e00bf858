// What an .mpr file says beside its numbers: technique, cell, instrument, start time, loops.
//
// Places in the modules' bodies as public readers found them (yadg, galvani, OpenReadout) and as they agree
// with the text exports among the reference files; whatever does not look like what it should be is left out.
//   VMP Set   0x000 technique (u8)            0x007 comments            0x107 mass of active material / mg
//   (f32)
//             0x11e electrode material        0x1c0 electrolyte         0x211 electrode area / cm2 (f32)
//             0x215 reference electrode       0x24c characteristic mass (f32), 0x251 its unit (1 g, 2 mg)
//             0x25c battery capacity (f32), 0x260 its unit (0 A.h, 1 mA.h, 2 uA.h, ...)
//   VMP LOG   0x009 channel - 1 (u8)          0x0ab serial number of the channel (u16)
//             0x249 start of the acquisition: days since 1899-12-30, local time (f64); in older files at 465,
//             469 or 473: the one whose day is that of the settings module is taken 0x251 file   0x351 host
//             0x384 address   0x3b7 EC-Lab   0x3be server   0x3c5 interpreter 0x3cf serial number of the
//             device
//   VMP loop  u32 number of indices, then u32 each: the row with which a loop begins, the last one the end
//   Texts are Pascal strings (a length byte, then Latin-1).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "nacre/formats/biologic/modules.hpp"

namespace nacre::formats::biologic {

struct Settings {
  std::string technique;        // "GCPL"; "technique code 0x05" where the code is not known
  std::optional<double> start;  // seconds since 1970, local time taken as UTC
  std::vector<std::size_t> loops;
  std::vector<std::pair<std::string, std::string>> metadata;
};

Settings read_settings(const Modules& modules);

}  // namespace nacre::formats::biologic
