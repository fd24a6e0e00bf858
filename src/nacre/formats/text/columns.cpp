#include "nacre/formats/text/columns.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "nacre/formats/text/line.hpp"
#include "nacre/formats/text/rows.hpp"

namespace nacre::formats::text {
namespace {

constexpr std::size_t sampled_rows = 100;

std::size_t count_lines(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

// Lines from the beginning and from the end of the body, as fields.
std::vector<std::vector<std::string>> sample_rows(const Body& body) {
  std::vector<std::vector<std::string>> rows;
  const auto take = [&](std::string_view text) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < sampled_rows && at < text.size(); ++i) {
      const auto end = std::min(text.find('\n', at), text.size());
      if (auto line = text.substr(at, end - at); !trim(line).empty() && line.size() < 1'000'000) {
        rows.push_back(split_line(line, body.delimiter));
      }
      at = end + 1;
    }
  };
  constexpr std::size_t window = 1U << 16U;
  take(body.text.substr(0, window));
  if (body.text.size() > 2 * window) {
    const auto tail = body.text.substr(body.text.size() - window);
    take(tail.substr(std::min(tail.find('\n'), tail.size() - 1) + 1));
  }
  return rows;
}

}  // namespace

Parsed parse_columns(const Source& source, const Body& body, const std::vector<ColumnFormat>& formats,
                     bool salvage) {
  if (formats.size() > column_limit) {
    source.fail(fmt::format("has {} columns", formats.size()), at_line(body.line),
                fmt::format("at most {} are read: this is hardly a table of measurements", column_limit));
  }
  const Parts parts = split_parts(body.text);
  // Every row but the last has a delimiter between its fields, so that the memory for the columns is bounded
  // by the size of the file however many empty lines it has.
  const std::size_t capacity = std::min(count_lines(parts.lines) + count_lines(parts.last),
                                        body.text.size() / std::max<std::size_t>(1, formats.size() - 1) + 2);

  Parsed parsed;
  parsed.columns.resize(formats.size());
  const auto sample = sample_rows(body);
  for (std::size_t c = 0; c < formats.size(); ++c) {
    static_cast<ColumnKind&>(parsed.columns[c]) = decide(sample, c, body.decimal, formats[c].cell);
  }
  parsed.rows = scan_rows(source, body, parts, formats, salvage, capacity, parsed.columns, parsed.warnings);
  if (parsed.rows == 0) {
    source.fail("has no rows of data", at_line(body.line), "export it again with the measured points");
  }

  // Columns that turned out to hold text are read once more as such.
  std::vector<ParsedColumn> again(formats.size());
  bool any = false;
  for (std::size_t c = 0; c < formats.size(); ++c) {
    const ParsedColumn& column = parsed.columns[c];
    const bool text = formats[c].cell == Cell::automatic && column.cell != Cell::text &&
                      2 * column.unreadable > parsed.rows - column.empty;
    again[c].cell = text ? Cell::text : Cell::skip;
    any = any || text;
  }
  if (any) {
    std::vector<std::string> repeated;
    scan_rows(source, body, parts, formats, salvage, capacity, again, repeated);
    for (std::size_t c = 0; c < formats.size(); ++c) {
      if (!again[c].values.empty()) {
        parsed.columns[c] = std::move(again[c]);
      }
    }
  }
  for (auto& column : parsed.columns) {
    if (column.cell != Cell::skip) {
      column.values.resize(parsed.rows);
    }
  }
  return parsed;
}

}  // namespace nacre::formats::text
