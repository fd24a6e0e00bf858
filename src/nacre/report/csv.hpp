// Tables and the points of figures as CSV (RFC 4180, UTF-8, one heading row).
#pragma once

#include <string>

#include "nacre/report/document.hpp"

namespace nacre::report {

// Every digit of every number; an uncertainty stands in a column of its own, "<name>_std", behind its value.
std::string to_csv(const DataTable& table);

// The points as drawn, one a row: panel, series, x, y, y_std.
std::string to_csv(const Figure& figure);

}  // namespace nacre::report
