// The records of .nda versions 129 and 130, which BTS 9 writes: 32-bit floats in V, mA, mA s and mW s.
//
// u16 record version at 16: from 19 on (BTS 9.1) a record begins with 0x55 and holds 52, 56 or 60 bytes;
// before (BTS 9.0) with four bytes of the device's address and then 0x55, and holds 88. A file either has one
// block of records, or a header without one and, from 1024 on, a chain of headers that each point to a block
// (82) and, by the end of their last section (242), to the next header.
#include <algorithm>
#include <array>
#include <set>

#include "nacre/formats/neware/channels.hpp"
#include "nacre/formats/neware/nda.hpp"

namespace nacre::formats::neware {
namespace {

constexpr char data_identifier = 0x55;
constexpr char aux_identifier = 0x65;
constexpr double per_ampere = 1e3;
constexpr double per_ampere_hour = 3.6e6;

struct Bts9Layout {
  Layout record;
  std::size_t identifier = 0;  // offset of the byte 0x55
};

Layout common() {
  Layout record;
  record.single_precision = true;
  record.ticks_per_second = 1e6;
  return record;
}

Bts9Layout version_2() {
  Layout record = common();
  record.size = 88;
  record.step_index = {9, Type::u8};
  record.step_type = {10, Type::u8};
  record.index = {16, Type::u32};
  record.step_time = {28, Type::u64};
  record.voltage = {36, Type::f32};
  record.current = {40, Type::f32, per_ampere};
  record.charge_capacity = {52, Type::f32, per_ampere_hour};
  record.charge_energy = {56, Type::f32, per_ampere_hour};
  record.discharge_capacity = {60, Type::f32, per_ampere_hour};
  record.discharge_energy = {64, Type::f32, per_ampere_hour};
  record.unix_time = {68, Type::u64, 1e6};
  record.cycle_rule = Cycle::none;
  return {record, 4};
}

Bts9Layout version_19(std::size_t size) {
  Layout record = common();
  record.size = size;
  record.step_index = {2, Type::u8};
  record.step_type = {3, Type::u8};
  record.index = {8, Type::u32};
  record.total_time = {12, Type::seconds_and_nanoseconds};
  record.current = {20, Type::f32, per_ampere};
  record.voltage = {24, Type::f32};
  record.capacity = {28, Type::f32, per_ampere_hour};
  record.energy = {32, Type::f32, per_ampere_hour};
  const bool late_cycle = size == 60;
  record.cycle = {static_cast<std::uint16_t>(late_cycle ? 52 : 36), Type::u32};
  record.unix_time = {static_cast<std::uint16_t>(late_cycle ? 36 : 44), Type::seconds_and_nanoseconds, 1e6};
  if (size >= 56) {
    record.temperature = {static_cast<std::uint16_t>(late_cycle ? 48 : 52), Type::f32};
  }
  return {record, 0};
}

std::vector<std::string_view> find_blocks(const Place& place, bool salvage,
                                          std::vector<std::string>& warnings) {
  const auto pointer = [&](std::uint64_t at) {
    return std::pair{place.file.load<std::uint64_t>(at), place.file.load<std::uint64_t>(at + 8)};
  };
  const auto magic_at = [&](std::uint64_t at) {
    return at < place.bytes.size() && place.bytes.substr(at).starts_with("NEWARE");
  };
  constexpr std::uint64_t record_pointer = 82;
  constexpr std::uint64_t last_pointer = 242;
  constexpr std::uint64_t first_header = 1024;
  std::vector<std::string_view> blocks;
  const auto [begin, length] = pointer(record_pointer);
  if (begin != 0 || !magic_at(first_header)) {
    if (begin < 98) {
      place.fail("has no pointer to its records", record_pointer, "copy the file again");
    }
    blocks.push_back(checked_block(place, begin, length, salvage, warnings));
    return blocks;
  }
  std::set<std::uint64_t> seen;
  for (std::uint64_t head = first_header; magic_at(head) && seen.insert(head).second;) {
    const auto [block_begin, block_length] = pointer(head + record_pointer);
    if (block_length != 0) {
      blocks.push_back(checked_block(place, block_begin, block_length, salvage, warnings));
    }
    if (head + last_pointer + 16 > place.bytes.size()) {
      break;
    }
    const auto [foot_begin, foot_length] = pointer(head + last_pointer);
    head = foot_begin + foot_length;
  }
  return blocks;
}

// The layout whose record length fits the blocks: every record must begin with an identifier.
Bts9Layout find_layout(const Place& place, const std::vector<std::string_view>& blocks, unsigned version) {
  const auto& first = blocks.front();
  const std::array<Bts9Layout, 4> layouts{version_2(), version_19(52), version_19(56), version_19(60)};
  const Bts9Layout* best = nullptr;
  std::size_t most = 0;
  for (const auto& layout : layouts) {
    constexpr std::size_t sample = 4096;
    std::size_t fit = 0;
    const std::size_t size = layout.record.size;
    std::size_t tried = 0;
    for (std::size_t at = 0; at + size <= first.size() && tried < sample; at += size, ++tried) {
      fit += first[at + layout.identifier] == data_identifier ? 1U : 0U;
    }
    // Data may be mixed with other records, but the first is data and most are.
    if (first.size() >= size && first[layout.identifier] == data_identifier && 2 * fit > tried &&
        fit > most) {
      best = &layout;
      most = fit;
    }
  }
  if (best == nullptr) {
    place.fail("has records of BTS 9 version " + std::to_string(version) + " in a layout that is not known",
               place.offset_of(first.data()),
               "nacre reads those of 52, 56, 60 and 88 bytes; export the test as csv");
  }
  return *best;
}

}  // namespace

Rows read_bts9(const Place& place, bool salvage, std::vector<std::string>& warnings,
               std::vector<Column>& channels) {
  const unsigned version = place.file.load<std::uint16_t>(16);
  auto blocks = find_blocks(place, salvage, warnings);
  std::erase_if(blocks, [](std::string_view block) { return block.empty(); });
  if (blocks.empty()) {
    place.fail("holds no records", 82, "the test had not begun when the file was written");
  }
  const auto layout = find_layout(place, blocks, version);
  std::vector<const char*> data;
  std::vector<const char*> aux;
  for (const auto& block : blocks) {
    const std::size_t size = layout.record.size;
    data.reserve(data.size() + block.size() / size);
    for (std::size_t at = 0; at + size <= block.size(); at += size) {
      const char identifier = block[at + layout.identifier];
      if (identifier == data_identifier) {
        data.push_back(block.data() + at);
      } else if (identifier == aux_identifier && layout.identifier == 4) {
        aux.push_back(block.data() + at);
      }
    }
  }
  order_by_index(data, layout.record.index);
  Rows rows = decode(place, data, layout.record);
  const ChannelQuantity quantities[] = {{"V", "V", {26, Type::i32, 1e4}}, {"T", "degC", {38, Type::i16, 10}}};
  channels = channel_columns(place, rows.index, aux, {6, Type::u32}, {5, Type::u8}, quantities);
  return rows;
}

}  // namespace nacre::formats::neware
