#include "nacre/formats/neware/channels.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace nacre::formats::neware {

Numbers align(std::span<const double> row_index, std::span<const double> indices,
              std::span<const double> values) {
  Numbers column(row_index.size());
  std::fill(column.begin(), column.end(), missing);
  if (row_index.empty()) {
    return column;
  }
  const double first = row_index.front();
  const bool dense = row_index.back() - first + 1 == static_cast<double>(row_index.size());
  for (std::size_t i = 0; i < indices.size(); ++i) {
    std::size_t row = row_index.size();
    if (!dense) {
      const auto found = std::lower_bound(row_index.begin(), row_index.end(), indices[i]);
      if (found != row_index.end() && *found == indices[i]) {
        row = static_cast<std::size_t>(found - row_index.begin());
      }
    } else if (indices[i] >= first && indices[i] <= row_index.back()) {
      row = static_cast<std::size_t>(indices[i] - first);
    }
    if (row < column.size() && std::isnan(column[row])) {
      column[row] = values[i];
    }
  }
  return column;
}

std::vector<Column> channel_columns(const Place& place, std::span<const double> row_index,
                                    std::span<const char* const> records, const Field& index,
                                    const Field& channel, std::span<const ChannelQuantity> quantities) {
  std::array<std::vector<const char*>, 256> of_channel;
  std::size_t channels = 0;
  for (const char* record : records) {
    auto& list = of_channel[static_cast<unsigned char>(record[channel.offset])];
    channels += list.empty() ? 1 : 0;
    list.push_back(record);
  }
  check_memory(place, row_index.size(), channels * quantities.size());
  std::vector<Column> columns;
  for (std::size_t number = 0; number < of_channel.size(); ++number) {
    for (const auto& quantity : quantities) {
      if (of_channel[number].empty()) {
        continue;
      }
      Column column;
      column.name = quantity.letter + std::to_string(number);
      column.unit = quantity.unit;
      column.values = align(row_index, decode_field(of_channel[number], index),
                            decode_field(of_channel[number], quantity.field));
      if (!is_unused(column.values)) {
        columns.push_back(std::move(column));
      }
    }
  }
  return columns;
}

void add_channels(Table& table, std::vector<Column>&& channels) {
  for (auto& channel : channels) {
    table.add(std::move(channel));
  }
  if (Column* first = table.find("T1"); first != nullptr && !table.has("T1 (2)")) {
    table.metadata.emplace_back("temperature_C", "auxiliary channel T1");
    first->name = "temperature_C";
    first->unit = "C";
  }
}

bool is_unused(std::span<const double> values) noexcept {
  return std::all_of(values.begin(), values.end(), [](double v) { return v == 0 || std::isnan(v); });
}

}  // namespace nacre::formats::neware
