// A table in few numbers: what each column is, its range, and how many values are missing.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "nacre/base/json.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::formats {

struct ColumnSummary {
  double min = missing;  // missing for text and where every value is
  double max = missing;
  std::size_t missing_values = 0;
  std::vector<std::pair<std::string, std::size_t>> labels;  // of a text column, with the rows of each
};

ColumnSummary summarise(const Column& column);

// {"rows", "columns": [{"name", "unit", "min", "max", "missing", "labels"}], "metadata": {...}}. labels, with
// the number of rows of each, are there for text columns of at most 100 different texts.
Json to_json(const Table& table);

// The same for a person: aligned, a line per column.
std::string describe(const Table& table);

}  // namespace nacre::formats
