// Records of fixed size, as Neware's .nda and older .ndc files hold them: a layout says where which quantity
// lies, and one decoder turns any of them into columns, a block of records at a time so that each block stays
// in the cache while column after column is taken out of it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/formats/neware/rows.hpp"
#include "nacre/formats/source.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::formats::neware {

// A file, or a member of an archive, with what an error must say of it.
struct Place {
  const Source& file;
  std::string member;      // empty: the file itself
  std::string_view bytes;  // its content

  std::string where(std::size_t offset) const;  // "byte 12", "data.ndc, byte 12"
  [[noreturn]] void fail(const std::string& problem, std::size_t offset,
                         const std::string& advice = {}) const;
  std::size_t offset_of(const char* position) const {
    return static_cast<std::size_t>(position - bytes.data());
  }
};

enum class Type : std::uint8_t {
  none,  // the layout has no such field
  u8,
  u16,
  u32,
  u64,
  i16,
  i32,
  i64,
  f32,
  seconds_and_nanoseconds,  // two u32; read as microseconds
  calendar,                 // u16 year, u8 month, day, hour, minute, second; read as seconds since 1970
};
std::size_t size_of(Type type) noexcept;

struct Field {
  std::uint16_t offset = 0;
  Type type = Type::none;
  double divisor = 1;  // the stored number over this is in the unit of the column

  explicit operator bool() const noexcept { return type != Type::none; }
};

// How the number of the cycle is stored.
enum class Cycle : std::uint8_t {
  from_zero,
  from_one,
  loop_counter,  // it changes where a cycle begins
  none,          // it is counted: a charge after a discharge, or the other way round, begins a cycle
};

struct Layout {
  std::size_t size = 0;  // bytes of a record
  Field index;           // the vendor's number of the record, from 1
  Field cycle;
  Cycle cycle_rule = Cycle::from_zero;
  Field step_index;  // the number of the step in the schedule
  Field step_type;
  Field jump;  // changes where a new step begins, even if it has the same number
  double ticks_per_second = 1;
  Field step_time;   // in ticks
  Field total_time;  // in ticks
  Field voltage;
  Field
      current;  // this, capacities and energies: over the counts per ampere of the range, where there is one
  Field charge_capacity;
  Field discharge_capacity;
  Field charge_energy;
  Field discharge_energy;
  Field capacity;  // one counter for both directions
  Field energy;
  Field unix_time;
  Field unix_milliseconds;
  bool utc = true;  // unix_time counts in UTC, not in the local time of the computer
  Field range;
  bool ranged = false;            // currents are scaled by a range, of the record or of the file
  bool single_precision = false;  // electrical quantities are 32-bit floats
  Field temperature;
};

// Records in the order of their index, the first of several with one index.
void order_by_index(std::vector<const char*>& records, const Field& index);

// fixed_range: of the file, for layouts without one per record and where that is 0.
// Throws InputError: an unknown current range.
Rows decode(const Place& place, std::span<const char* const> records, const Layout& layout,
            std::int32_t fixed_range = 0);

// One field of many records.
Numbers decode_field(std::span<const char* const> records, const Field& field);

// Throws InputError where a table of so many rows and columns could not come from a file of that size.
void check_memory(const Place& place, std::size_t rows, std::size_t columns);

}  // namespace nacre::formats::neware
