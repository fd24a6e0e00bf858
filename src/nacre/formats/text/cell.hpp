// What a field of a text table holds, and what a column of them does.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/formats/text/clock.hpp"

namespace nacre::formats::text {

enum class Cell {
  automatic,  // a number, duration or date, whichever the first fields are; text where most are none of these
  number,
  text,
  duration,  // to seconds
  date,      // to seconds since 1970
  skip,      // not read
};

// What a single field holds; Cell::skip for an empty field or one that says "no value" (nan, n/a, -, ...).
Cell classify(std::string_view field, char decimal);

// A number that fills the whole field, also with its thousands apart; false: the field holds none. scratch is
// overwritten.
bool read_whole_number(std::string_view field, char decimal, int exponent, double& value,
                       std::string& scratch);

// A field, or a line, that holds nothing but digits.
std::optional<std::size_t> read_count(std::string_view field);

struct ColumnKind {
  Cell cell = Cell::number;  // never automatic
  DateOrder order = DateOrder::month_first;
  bool order_assumed = false;  // a date column whose dates leave the order of day and month open
};

// What column c of some rows (as fields) holds, where `wanted` leaves it open, and the order of day and month
// in its dates.
ColumnKind decide(const std::vector<std::vector<std::string>>& rows, std::size_t c, char decimal,
                  Cell wanted);

}  // namespace nacre::formats::text
