// What every table of a reader promises, for fuzz targets.
#pragma once

#include <cmath>
#include <cstdlib>

#include "nacre/formats/table.hpp"
#include "nacre/formats/table_csv.hpp"

namespace nacre::fuzz {

// Ends the program unless there are rows, the columns are equally long, texts lie within their labels, and no
// column of which finite(column) is true holds an infinity; and writes the table as CSV.
template <class Finite>
void check_promises(const formats::Table& table, const Finite& finite) {
  if (table.rows() == 0) {
    std::abort();
  }
  for (const auto& column : table.columns()) {
    if (column.values.size() != table.rows()) {
      std::abort();
    }
    for (const double value : column.values) {
      if (column.is_text() && value >= static_cast<double>(column.labels.size())) {
        std::abort();
      }
      if (std::isinf(value) && finite(column)) {
        std::abort();
      }
    }
  }
  formats::to_csv(table);
}

}  // namespace nacre::fuzz
