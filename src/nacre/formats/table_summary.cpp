#include "nacre/formats/table_summary.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace nacre::formats {
namespace {

constexpr std::size_t labels_shown = 100;

// Characters, not bytes: those that continue a UTF-8 sequence do not count.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string padded(const std::string& text, std::size_t width, bool right) {
  const std::string space(width - std::min(width, width_of(text)), ' ');
  return right ? space + text : text + space;
}

std::string number(double value) { return std::isnan(value) ? "" : fmt::format("{:.7g}", value); }

}  // namespace

namespace {

// Least, greatest and number of missing values. Comparisons with NaN are false, so that missing values pass
// without a branch; four chains hide the latency of each.
void find_range(const Numbers& values, ColumnSummary& summary) {
  constexpr std::size_t lanes = 4;
  double low[lanes];
  double high[lanes];
  std::size_t gaps[lanes] = {};
  std::fill(low, low + lanes, HUGE_VAL);
  std::fill(high, high + lanes, -HUGE_VAL);
  const std::size_t whole = values.size() - values.size() % lanes;
  const auto take = [&](std::size_t i, std::size_t lane) {
    const double value = values[i];
    low[lane] = value < low[lane] ? value : low[lane];
    high[lane] = value > high[lane] ? value : high[lane];
    gaps[lane] += static_cast<std::size_t>(std::isnan(value));
  };
  for (std::size_t i = 0; i < whole; i += lanes) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      take(i + lane, lane);
    }
  }
  for (std::size_t i = whole; i < values.size(); ++i) {
    take(i, 0);
  }
  for (const std::size_t count : gaps) {
    summary.missing_values += count;
  }
  if (summary.missing_values < values.size()) {
    summary.min = *std::min_element(low, low + lanes);
    summary.max = *std::max_element(high, high + lanes);
  }
}

}  // namespace

ColumnSummary summarise(const Column& column) {
  ColumnSummary summary;
  if (!column.is_text()) {
    find_range(column.values, summary);
    return summary;
  }
  std::vector<std::size_t> rows(column.labels.size());
  for (const double value : column.values) {
    if (std::isnan(value)) {
      ++summary.missing_values;
    } else {
      ++rows[static_cast<std::size_t>(value)];
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    summary.labels.emplace_back(column.labels[i], rows[i]);
  }
  return summary;
}

Json to_json(const Table& table) {
  Json json{{"rows", table.rows()}, {"columns", Json::array()}, {"metadata", Json::object()}};
  for (const auto& column : table.columns()) {
    const auto summary = summarise(column);
    Json entry{{"name", column.name},
               {"unit", column.unit},
               {"min", summary.min},
               {"max", summary.max},
               {"missing", summary.missing_values}};
    if (column.is_text() && summary.labels.size() <= labels_shown) {
      entry["labels"] = Json::object();
      for (const auto& [label, rows] : summary.labels) {
        entry["labels"][label] = rows;
      }
    }
    json["columns"].push_back(std::move(entry));
  }
  for (const auto& [key, value] : table.metadata) {
    std::string name = key;
    for (int copy = 2; json["metadata"].contains(name); ++copy) {
      name = fmt::format("{} ({})", key, copy);
    }
    json["metadata"][name] = value;
  }
  return json;
}

std::string describe(const Table& table) {
  std::vector<std::vector<std::string>> cells = {{"column", "unit", "min", "max", "missing"}};
  std::string kinds;
  for (const auto& column : table.columns()) {
    const auto summary = summarise(column);
    const bool text = column.is_text();
    cells.push_back({column.name, column.unit, text ? "text" : number(summary.min),
                     text ? fmt::format("{} different", summary.labels.size()) : number(summary.max),
                     summary.missing_values == 0 ? "" : fmt::format("{}", summary.missing_values)});
    if (column.name == "step_type") {
      for (const auto& [label, rows] : summary.labels) {
        kinds += fmt::format("{}{} {}", kinds.empty() ? "steps (rows): " : ", ", label, rows);
      }
    }
  }
  std::vector<std::size_t> widths(cells.front().size());
  for (const auto& row : cells) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      widths[c] = std::max(widths[c], width_of(row[c]));
    }
  }
  std::string text = fmt::format("{}: {} rows, {} columns ({})\n\n", table.file, table.rows(),
                                 table.columns().size(), table.reader);
  for (const auto& row : cells) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) {
      line += (c == 0 ? "  " : "   ") + padded(row[c], widths[c], c >= 2);
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  if (!table.metadata.empty()) {
    text += "\n";
  }
  for (const auto& [key, value] : table.metadata) {
    text += fmt::format("  {}: {}\n", key, value);
  }
  return kinds.empty() ? text : text + "\n" + kinds + "\n";
}

}  // namespace nacre::formats
