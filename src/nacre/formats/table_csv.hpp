// Tables as comma-separated text: headings as Column::heading gives them, numbers with the fewest digits that
// read back to the same value, text labels, nothing where a value is missing.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "nacre/formats/table.hpp"

namespace nacre::formats {

// Takes a block of text; false: no more is wanted.
using TextSink = std::function<bool(std::string_view block)>;

struct CsvColumn {
  std::string heading;
  const Column* column;
};

// Writes one heading line and all rows, in blocks of about 1 MiB.
void write_csv(std::span<const CsvColumn> columns, const TextSink& sink);
void write_csv(const Table& table, const TextSink& sink);

std::string to_csv(std::span<const CsvColumn> columns);
std::string to_csv(const Table& table);

}  // namespace nacre::formats
