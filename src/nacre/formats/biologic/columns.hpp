// What EC-Lab's column ids mean: name, unit and stored width of every id that is publicly known.
//
// Sources (facts only): the public readers galvani, yadg and OpenReadout for ids whose stored type was
// checked against EC-Lab's own text export; the list of variables in BioLogic's "BT-Lab and EC-Lab OLE COM"
// manual for the names of ids that nobody has published a file of. The latter have a name here but no width
// (Stored::unknown): the width is then worked out from the record (records.hpp) or the file is refused.
//
// A label is what a text export prints over the column: "Q charge/discharge/mA.h", "control/V/mA", "ox/red".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nacre::formats::biologic {

enum class Stored : std::uint8_t { unknown, flag, u8, u16, u32, f32, f64 };

// Bytes in a record; 0 for unknown and for flags, which share one byte.
std::size_t width_of(Stored stored);

struct ColumnId {
  std::uint16_t id = 0;
  std::string label;
  Stored stored = Stored::unknown;
  std::uint8_t mask = 0;  // of a flag: its bits in the flag byte
};

// nullopt: the id is not publicly known at all.
std::optional<ColumnId> find_column(std::uint16_t id);

struct Label {
  std::string name;
  std::string unit;  // "1" for a count, a ratio or a flag
};
// "I/mA" -> {"I", "mA"}; "half cycle" -> {"half cycle", "1"}; "control/V/mA" -> {"control", "V/mA"}, but,
// since the three may stand side by side, "control/V" -> {"control_V", "V"} and "control/mA" ->
// {"control_mA", "mA"}.
Label split_label(std::string_view label);

}  // namespace nacre::formats::biologic
