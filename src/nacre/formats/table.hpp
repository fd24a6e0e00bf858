// The neutral table: what every reader of tabular files returns, whatever instrument wrote the file.
//
// Standard columns carry their unit in their name and hold SI values or the unit that the name states:
//   time_s (since the start of the record), voltage_V, current_A (charge positive), cycle,
//   step (counted through the record: 1, 2, 3, ...) and step_index (the number that the schedule gives it),
//   capacity_Ah and energy_Wh (of the step, as the instrument counted them, counted from zero and positive in
//   both directions), temperature_C, frequency_Hz, z_real_ohm, z_imag_ohm (Im Z, negative when capacitive),
//   spectrum (1, 2, 3, ..., where there are several; missing in rows without a frequency),
//   two_theta_deg, intensity and intensity_std of powder patterns (patterns/pattern.hpp), scan (1, 2, 3, ...,
//   where there are several).
// Every other column keeps the name that the instrument gave it, with its unit apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nacre/formats/unset_allocator.hpp"

namespace nacre::formats {

using Numbers = std::vector<double, UnsetAllocator<double>>;

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();  // no value in this row

struct Column {
  std::string name;                 // "voltage_V", or the instrument's own name
  std::string unit;                 // "V"; "1" for a count or ratio; empty where the file does not say
  Numbers values;                   // missing where the file has none; for text, the index into labels
  std::vector<std::string> labels;  // not empty: a text column, values are indices into these
  bool single_precision = false;    // the file stored 32-bit floats: written out with as few digits

  bool is_text() const noexcept { return !labels.empty(); }
  // "voltage_V", "Ewe-Ece / V": the heading of this column in a written table.
  std::string heading() const;
};

class Table {
 public:
  std::size_t rows() const noexcept { return columns_.empty() ? 0 : columns_.front().values.size(); }
  const std::vector<Column>& columns() const noexcept { return columns_; }

  // Adds a column. Throws std::logic_error where its length differs from the columns before it; a name
  // already taken gets " (2)", " (3)", ... behind it. It comes in front of the column `before`, or last.
  Column& add(Column column, std::string_view before = {});
  Column& add(std::string name, std::string unit, Numbers values);

  // The column of that name, or nullptr.
  const Column* find(std::string_view name) const noexcept;
  Column* find(std::string_view name) noexcept;
  bool has(std::string_view name) const noexcept { return find(name) != nullptr; }
  // The values of a column that must be there. Throws InputError naming the file and the column.
  std::span<const double> numbers(std::string_view name) const;

  // Keeps the first count rows of every column.
  void truncate(std::size_t count);

  std::string file;                                           // the path as the user gave it
  std::string reader;                                         // the reader's name: "biologic-mpr"
  std::vector<std::pair<std::string, std::string>> metadata;  // instrument, start time, ..., in file order
  std::vector<std::string> warnings;

 private:
  std::vector<Column> columns_;
};

}  // namespace nacre::formats
