#include "nacre/formats/table_csv.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <vector>

namespace nacre::formats {
namespace {

constexpr std::size_t block_size = std::size_t{1} << 20U;
constexpr std::size_t longest_number = 32;

// Writes a number of few decimals, as instruments give them, with a point put into a whole number: where n /
// 10^k is exactly the value (both are exact, the quotient is rounded once), the decimals of n read back to
// it, and the least such k gives the fewest digits. Returns nullptr for other numbers.
char* put_decimal(char* at, char* end, double value) {
  constexpr double powers[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};
  const double magnitude = std::abs(value);
  if (!(magnitude >= 1e-3 && magnitude < 1e6)) {
    return nullptr;
  }
  for (int places = 1; places <= 8; ++places) {
    const double whole = std::nearbyint(magnitude * powers[places]);
    if (whole / powers[places] != magnitude) {
      continue;
    }
    if (value < 0) {
      *at++ = '-';
    }
    const auto number = static_cast<std::uint64_t>(whole);
    const auto power = static_cast<std::uint64_t>(powers[places]);
    at = std::to_chars(at, end, number / power).ptr;
    *at++ = '.';
    auto decimals = number % power;
    for (int place = places; place-- > 0; decimals /= 10) {
      at[place] = static_cast<char>('0' + decimals % 10);
    }
    return at + places;
  }
  return nullptr;
}

char* put_number(char* at, char* end, double value, bool single_precision) {
  if (std::isnan(value)) {
    return at;
  }
  // Counts and round numbers: faster than the shortest-digits search, and never written as 1e+05.
  if (std::abs(value) < 1e15 && value == std::trunc(value) && !(value == 0 && std::signbit(value))) {
    return std::to_chars(at, end, static_cast<std::int64_t>(value)).ptr;
  }
  if (single_precision) {
    return std::to_chars(at, end, static_cast<float>(value)).ptr;
  }
  char* const decimal = put_decimal(at, end, value);
  return decimal != nullptr ? decimal : std::to_chars(at, end, value).ptr;
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string result = "\"";
  for (const char c : text) {
    result += c;
    if (c == '"') {
      result += c;
    }
  }
  return result + "\"";
}

}  // namespace

void write_csv(std::span<const CsvColumn> columns, const TextSink& sink) {
  std::vector<std::vector<std::string>> labels;
  std::string block;
  std::size_t longest_row = 1;
  for (const auto& [heading, column] : columns) {
    block += block.empty() ? "" : ",";
    block += csv_field(heading);
    auto& texts = labels.emplace_back();
    std::size_t longest = longest_number;
    for (const auto& label : column->labels) {
      texts.push_back(csv_field(label));
      longest = std::max(longest, texts.back().size());
    }
    longest_row += longest + 1;
  }
  block += '\n';
  const std::size_t rows = columns.empty() ? 0 : columns.front().column->values.size();
  for (std::size_t row = 0; row < rows;) {
    std::size_t used = block.size();
    block.resize(std::max(block_size, used + longest_row));
    char* const end = block.data() + block.size();
    for (; row < rows && block.size() - used >= longest_row; ++row) {
      char* at = block.data() + used;
      for (std::size_t c = 0; c < columns.size(); ++c) {
        const Column& column = *columns[c].column;
        const double value = column.values[row];
        if (column.is_text()) {
          if (!std::isnan(value)) {
            at += labels[c][static_cast<std::size_t>(value)].copy(at, std::string::npos);
          }
        } else {
          at = put_number(at, end, value, column.single_precision);
        }
        *at++ = ',';
      }
      at[-1] = '\n';
      used = static_cast<std::size_t>(at - block.data());
    }
    block.resize(used);
    if (!sink(block)) {
      return;
    }
    block.clear();
  }
  if (!block.empty()) {
    sink(block);
  }
}

void write_csv(const Table& table, const TextSink& sink) {
  std::vector<CsvColumn> columns;
  for (const auto& column : table.columns()) {
    columns.push_back({column.heading(), &column});
  }
  write_csv(columns, sink);
}

std::string to_csv(std::span<const CsvColumn> columns) {
  std::string text;
  write_csv(columns, [&](std::string_view block) {
    text += block;
    return true;
  });
  return text;
}

std::string to_csv(const Table& table) {
  std::vector<CsvColumn> columns;
  for (const auto& column : table.columns()) {
    columns.push_back({column.heading(), &column});
  }
  return to_csv(columns);
}

}  // namespace nacre::formats
