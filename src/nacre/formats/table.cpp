#include "nacre/formats/table.hpp"

#include <algorithm>
#include <stdexcept>

#include "nacre/base/error.hpp"

namespace nacre::formats {
namespace {

bool name_carries_unit(const Column& column) {
  return column.name.size() > column.unit.size() && column.name.ends_with("_" + column.unit);
}

}  // namespace

std::string Column::heading() const {
  if (unit.empty() || unit == "1" || name_carries_unit(*this)) {
    return name;
  }
  return name + " / " + unit;
}

Column& Table::add(Column column, std::string_view before) {
  if (!columns_.empty() && column.values.size() != rows()) {
    throw std::logic_error("column " + column.name + " has " + std::to_string(column.values.size()) +
                           " rows beside " + std::to_string(rows()));
  }
  const std::string wanted = column.name;
  for (int copy = 2; has(column.name); ++copy) {
    column.name = wanted + " (" + std::to_string(copy) + ")";
  }
  const auto place = std::find_if(columns_.begin(), columns_.end(),
                                  [&](const Column& other) { return other.name == before; });
  return *columns_.insert(place, std::move(column));
}

Column& Table::add(std::string name, std::string unit, Numbers values) {
  Column column;
  column.name = std::move(name);
  column.unit = std::move(unit);
  column.values = std::move(values);
  return add(std::move(column));
}

const Column* Table::find(std::string_view name) const noexcept {
  const auto found = std::find_if(columns_.begin(), columns_.end(),
                                  [&](const Column& column) { return column.name == name; });
  return found == columns_.end() ? nullptr : &*found;
}

Column* Table::find(std::string_view name) noexcept {
  return const_cast<Column*>(std::as_const(*this).find(name));
}

std::span<const double> Table::numbers(std::string_view name) const {
  const Column* column = find(name);
  if (column == nullptr) {
    std::string present;
    for (const auto& other : columns_) {
      present += (present.empty() ? "" : ", ") + other.name;
    }
    throw InputError(file, "has no column " + std::string(name), "columns: " + present,
                     "name the column that holds it in a column map");
  }
  return column->values;
}

void Table::truncate(std::size_t count) {
  for (auto& column : columns_) {
    column.values.resize(std::min(count, column.values.size()));
  }
}

}  // namespace nacre::formats
