// Scanning the rows of a delimited text straight into columns.
//
// The rows come in two parts that can be read past their fields without looking for the end: whole lines, of
// which at least one more follows, and a copy of the last row with a line's end behind it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "nacre/formats/text/columns.hpp"

namespace nacre::formats::text {

struct Parts {
  std::string_view lines;
  std::string last;
};

Parts split_parts(std::string_view text);

// Fills the columns, of which the kinds are known, with at most `capacity` rows; returns their number. Throws
// InputError with the line as parse_columns does; with salvage a wrong row ends the reading with a warning.
std::size_t scan_rows(const Source& source, const Body& body, const Parts& parts,
                      const std::vector<ColumnFormat>& formats, bool salvage, std::size_t capacity,
                      std::vector<ParsedColumn>& columns, std::vector<std::string>& warnings);

}  // namespace nacre::formats::text
