#include "nacre/formats/text/cell.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "nacre/formats/text/line.hpp"
#include "nacre/formats/text/number.hpp"

namespace nacre::formats::text {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool same_word(std::string_view word, std::string_view lower_case) {
  return word.size() == lower_case.size() && std::equal(word.begin(), word.end(), lower_case.begin(),
                                                        [](char a, char b) { return lower(a) == b; });
}

// Words that say that there is no value.
bool says_nothing(std::string_view field) {
  static constexpr std::string_view words[] = {"nan",  "-nan", "n/a",  "#n/a",     "na",
                                               "null", "none", "-",    "--",       "---",
                                               "inf",  "-inf", "+inf", "infinity", "-infinity"};
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view word) { return same_word(field, word); });
}

// A number with its thousands apart: 1,234.5 or 1.234,5 or 1 234,5 or 1'234.5.
bool strip_thousands(std::string_view field, char decimal, std::string& plain) {
  plain.clear();
  char mark = '\0';
  std::size_t group = 0;
  bool fraction = false;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const char c = field[i];
    if (is_digit(c)) {
      ++group;
    } else if (c == decimal && !fraction) {
      if (mark != '\0' && group != 3) {
        return false;
      }
      fraction = true;
    } else if (!fraction && group > 0 && (c == ',' || c == '.' || c == ' ' || c == '\'') &&
               (mark == '\0' ? group <= 3 : c == mark && group == 3)) {
      mark = c;
      group = 0;
      continue;
    } else if (i != 0 || (c != '-' && c != '+')) {
      return false;
    }
    plain.push_back(c);
  }
  plain.push_back('\n');
  return mark != '\0' && (fraction || group == 3);
}

}  // namespace

bool read_whole_number(std::string_view field, char decimal, int exponent, double& value,
                       std::string& scratch) {
  scratch.assign(field);
  scratch.push_back('\n');
  const char* end = read_number(scratch.data(), decimal, exponent, value);
  if (end == scratch.data() + field.size()) {
    return std::isfinite(value);
  }
  if (strip_thousands(field, decimal, scratch)) {
    end = read_number(scratch.data(), decimal, exponent, value);
    return end == scratch.data() + scratch.size() - 1 && std::isfinite(value);
  }
  return false;
}

Cell classify(std::string_view field, char decimal) {
  field = trim(field);
  if (field.empty() || says_nothing(field)) {
    return Cell::skip;
  }
  double value = 0;
  std::string scratch;
  if (read_whole_number(field, decimal, 0, value, scratch)) {
    return Cell::number;
  }
  if (read_duration(field, decimal)) {
    return Cell::duration;
  }
  return read_date(field) ? Cell::date : Cell::text;
}

std::optional<std::size_t> read_count(std::string_view field) {
  field = trim(field);
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
  return error == std::errc() && end == field.data() + field.size() ? std::optional(number) : std::nullopt;
}

ColumnKind decide(const std::vector<std::vector<std::string>>& rows, std::size_t c, char decimal,
                  Cell wanted) {
  ColumnKind column;
  column.cell = wanted == Cell::automatic ? Cell::number : wanted;
  std::array<std::size_t, 6> counts{};
  std::optional<DateOrder> order;
  bool open = false;
  for (const auto& row : rows) {
    if (c >= row.size()) {
      continue;
    }
    if (wanted == Cell::automatic) {
      ++counts[static_cast<std::size_t>(classify(row[c], decimal))];
    }
    if (!order && (wanted == Cell::automatic || wanted == Cell::date)) {
      order = stated_order(row[c]);
      open = open || has_ambiguous_order(row[c]);
    }
  }
  for (const Cell cell : {Cell::text, Cell::duration, Cell::date}) {
    if (counts[static_cast<std::size_t>(cell)] > counts[static_cast<std::size_t>(column.cell)]) {
      column.cell = cell;
    }
  }
  column.order = order.value_or(DateOrder::month_first);
  column.order_assumed = column.cell == Cell::date && open && !order;
  return column;
}

}  // namespace nacre::formats::text
