// The engine of every delimited-text reader: rows of text to columns of numbers in one pass.
//
// A row is parsed field by field straight into the columns, which are sized beforehand from the number of
// lines: no field is copied, and nothing is allocated per row. Numbers are exactly rounded (number.hpp).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/formats/source.hpp"
#include "nacre/formats/table.hpp"
#include "nacre/formats/text/cell.hpp"

namespace nacre::formats::text {

// More columns than any instrument writes: a file with more is no table.
inline constexpr std::size_t column_limit = 4096;

struct ColumnFormat {
  std::string name;  // for messages
  Cell cell = Cell::automatic;
  int exponent = 0;  // numbers are multiplied by 10^exponent as they are read, still exactly rounded
};

// The rows of a delimited text.
struct Body {
  std::string_view text;  // from the first row on
  std::size_t line = 1;   // the number of its first line in the file
  char delimiter = ',';   // ' ': any run of blanks
  char decimal = '.';
};

struct ParsedColumn : ColumnKind {
  Numbers values;  // missing where the field is empty or not what the column holds
  std::vector<std::string> labels;
  std::size_t empty = 0;  // fields with nothing in them
  std::size_t unreadable =
      0;  // fields that hold something else than the column does, "nan" and "inf" included
  std::size_t first_unreadable_line = 0;
  std::string first_unreadable;
};

struct Parsed {
  std::vector<ParsedColumn> columns;  // one per format
  std::size_t rows = 0;
  std::vector<std::string> warnings;
};

// Reads all rows; blank lines are passed over. Every row must have as many fields as there are formats; empty
// fields behind the last are let pass. salvage: rows from the first wrong one on are left out, with a
// warning, instead of an error. Throws InputError with the line: wrong number of fields, no rows.
Parsed parse_columns(const Source& source, const Body& body, const std::vector<ColumnFormat>& formats,
                     bool salvage);

}  // namespace nacre::formats::text
