#include "nacre/formats/neware/nda.hpp"

#include <algorithm>

#include "nacre/formats/neware/channels.hpp"

namespace nacre::formats::neware {
namespace {

constexpr char aux_identifier = 0x65;

// The records of a block that count, and its auxiliary records.
struct Records {
  std::vector<const char*> data;
  std::vector<const char*> aux;
};

void collect(std::string_view block, const NdaLayout& layout, Records& records) {
  const std::size_t size = layout.record.size;
  const auto& index = layout.record.index;
  for (std::size_t at = 0; at + size <= block.size(); at += size) {
    const char* record = block.data() + at;
    const auto identifier = static_cast<std::uint8_t>(*record);
    const bool counts = layout.identifiers.empty() ||
                        std::find(layout.identifiers.begin(), layout.identifiers.end(), identifier) !=
                            layout.identifiers.end();
    std::uint32_t number = 1;
    if (index) {
      std::memcpy(&number, record + index.offset, sizeof(number));
    }
    if (counts && number != 0) {
      records.data.push_back(record);
    } else if (*record == aux_identifier && layout.aux_voltage) {
      records.aux.push_back(record);
    }
  }
}

// Where the records lie. Some files of the newest versions lack the pointer to them: there, where the first
// record is.
std::pair<std::uint64_t, std::uint64_t> find_records(const Place& place, const NdaLayout& layout,
                                                     unsigned version) {
  const std::uint64_t begin = place.file.load<std::uint32_t>(64);
  const std::uint64_t length = place.file.load<std::uint32_t>(68);
  if (begin >= 80 && begin < place.bytes.size()) {
    return {begin, length != 0 ? length : place.bytes.size() - begin};
  }
  if (version >= 26) {
    const std::string_view first_record("\x55\x00\x01\x00\x00\x00", 6);
    const auto found = place.bytes.find(first_record);
    if (found != std::string_view::npos) {
      return {found, (place.bytes.size() - found) / layout.record.size * layout.record.size};
    }
  }
  if (begin >= place.bytes.size()) {
    place.fail("ends before its records", place.bytes.size(), "copy the file again");
  }
  place.fail("has no pointer to its records", 64, "copy the file again");
}

Table read_old(const Place& place, unsigned version, bool salvage) {
  const auto layout = nda_layout(version);
  if (!layout) {
    place.fail("is of .nda version " + std::to_string(version) + ", which is not known", 14,
               "nacre reads versions " + nda_versions() + "; export the test as .ndax or csv");
  }
  Table table;
  Records records;
  const auto [begin, length] = find_records(place, *layout, version);
  const auto block = checked_block(place, begin, length, salvage, table.warnings);
  records.data.reserve(block.size() / layout->record.size);
  collect(block, *layout, records);
  if (layout->aux_voltage) {
    const std::uint64_t aux_begin = place.file.load<std::uint32_t>(72);
    const std::uint64_t aux_length = place.file.load<std::uint32_t>(76);
    if (aux_begin != 0 && aux_length != 0 && aux_begin >= begin + length) {
      Records aux;
      collect(checked_block(place, aux_begin, aux_length, salvage, table.warnings), *layout, aux);
      records.aux.insert(records.aux.end(), aux.aux.begin(), aux.aux.end());
    }
  }
  if (records.data.empty()) {
    place.fail("holds no records", begin, "the test had not begun when the file was written");
  }
  if (layout->record.index) {
    order_by_index(records.data, layout->record.index);
  }
  std::int32_t fixed_range = 0;
  const std::size_t device = place.file.load<std::uint32_t>(16);
  if (device != 0 && device + 30 <= place.bytes.size()) {
    fixed_range = place.file.load<std::int32_t>(device + 26);
  }
  Rows rows = decode(place, records.data, layout->record, fixed_range);
  if (version == 1) {
    // The oldest files number the step types in their own way.
    for (double& type : rows.step_type) {
      type = type == 2 ? 3 : type == 4 ? 2 : type == 5 ? 4 : type;
    }
  }
  const ChannelQuantity quantities[] = {{"V", "V", layout->aux_voltage},
                                        {"T", "degC", layout->aux_temperature}};
  auto channels = channel_columns(place, rows.index, records.aux, {2, Type::u32}, {1, Type::u8}, quantities);
  table.metadata = nda_metadata(place.bytes, version);
  add_rows(table, std::move(rows));
  add_channels(table, std::move(channels));
  return table;
}

}  // namespace

Match detect_nda(const Source& source) {
  return source.bytes().starts_with("NEWARE") ? Match::certain : Match::no;
}

Table read_nda(const Source& source, const ReadOptions& options) {
  const Place place{source, "", source.bytes()};
  const unsigned version = source.load<std::uint8_t>(14);
  Table table;
  if (version == 129 || version == 130) {
    std::vector<Column> channels;
    std::vector<std::string> warnings;
    Rows rows = read_bts9(place, options.salvage, warnings, channels);
    table.warnings = std::move(warnings);
    add_rows(table, std::move(rows));
    add_channels(table, std::move(channels));
  } else {
    table = read_old(place, version, options.salvage);
  }
  table.metadata.insert(table.metadata.begin(), {"format", "Neware .nda version " + std::to_string(version)});
  return table;
}

std::string_view checked_block(const Place& place, std::uint64_t begin, std::uint64_t length, bool salvage,
                               std::vector<std::string>& warnings) {
  const std::uint64_t size = place.bytes.size();
  if (begin <= size && length <= size - begin) {
    return place.bytes.substr(begin, length);
  }
  if (!salvage) {
    place.fail("ends too early: its records reach to byte " + std::to_string(begin + length), size,
               "copy the file again, or read what there is with --salvage");
  }
  warnings.push_back("the file ends at " + at_byte(size) + "; its records should reach to byte " +
                     std::to_string(begin + length));
  return place.bytes.substr(std::min(begin, size));
}

}  // namespace nacre::formats::neware
