// What Neware's files say of each record, whatever their layout, and how it becomes a table.
#pragma once

#include <cstddef>

#include "nacre/formats/table.hpp"

namespace nacre::formats::neware {

// In columns. An empty column: the file does not say it.
struct Rows {
  std::size_t count = 0;
  Numbers index;
  Numbers time;
  Numbers step_time;
  Numbers unix_time;
  Numbers voltage;
  Numbers current;
  Numbers cycle;
  Numbers step;  // counted from 1 through the record
  Numbers step_index;
  Numbers step_type;  // the vendor's code
  Numbers capacity;
  Numbers energy;
  Numbers charge_capacity;
  Numbers discharge_capacity;
  Numbers charge_energy;
  Numbers discharge_energy;
  Numbers temperature;
  Numbers interpolated;  // 1: the file holds no time and capacity of this record
  bool single_precision = false;
  bool utc = true;

  // Keeps the first rows only.
  void truncate(std::size_t rows);
};

// Adds the columns to the table: standard names, step types as text, cycles counted where the file has none,
// and a column `record` with the vendor's number where numbers are missing.
void add_rows(Table& table, Rows&& rows);

}  // namespace nacre::formats::neware
