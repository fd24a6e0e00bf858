// Auxiliary channels (thermocouples, extra voltages, ...), which Neware files keep in records of their own.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "nacre/formats/neware/records.hpp"

namespace nacre::formats::neware {

// The values of one quantity, each in the row whose number stands beside it; missing elsewhere. Of several
// for one row the first counts.
Numbers align(std::span<const double> row_index, std::span<const double> indices,
              std::span<const double> values);

// A quantity of an auxiliary channel: "T" and "degC" for the column T1 of channel 1.
struct ChannelQuantity {
  std::string letter;
  std::string unit;
  Field field;
};

// The columns of all channels in records of several: letter and number of the channel. A quantity that is 0
// throughout is not connected and left out.
std::vector<Column> channel_columns(const Place& place, std::span<const double> row_index,
                                    std::span<const char* const> records, const Field& index,
                                    const Field& channel, std::span<const ChannelQuantity> quantities);

// Appends the columns of channels to a table that has its rows. The first temperature, T1, becomes
// temperature_C; where two are called so, nobody can say which is the cell's, and both keep their names.
void add_channels(Table& table, std::vector<Column>&& channels);

// True where no row has a value other than 0.
bool is_unused(std::span<const double> values) noexcept;

}  // namespace nacre::formats::neware
