// The records of .nda versions 1 to 29. Voltages count 0.1 mV; currents, capacities (range x s) and energies
// are scaled by the current range.
#include "nacre/formats/neware/codes.hpp"
#include "nacre/formats/neware/nda.hpp"

namespace nacre::formats::neware {
namespace {

constexpr double per_volt = 1e4;
constexpr double per_hour = 3600;
constexpr std::uint8_t data = 0x55;

// Versions 1 to 13, 15, 18, 25 and 27 have one counter of capacity (and energy) for both directions.
struct Offsets {
  std::uint16_t index, cycle, step, type, time, voltage, current, capacity, energy, unix;
};

NdaLayout one_counter(std::size_t size, const Offsets& at, Type step, Type time, double ticks_per_second) {
  NdaLayout layout;
  auto& record = layout.record;
  record.size = size;
  record.index = {at.index, Type::u32};
  record.cycle = {at.cycle, Type::u32};
  record.step_index = {at.step, step};
  record.step_type = {at.type, Type::u8};
  record.step_time = {at.time, time};
  record.ticks_per_second = ticks_per_second;
  record.voltage = {at.voltage, Type::i32, per_volt};
  record.current = {at.current, Type::i32};
  record.capacity = {at.capacity, Type::i64, per_hour};
  if (at.energy != 0) {
    record.energy = {at.energy, Type::i64, per_hour};
    record.unix_time = {at.unix, Type::u64};
  }
  record.ranged = true;
  layout.identifiers = {data};
  return layout;
}

NdaLayout version_1() {
  auto layout = one_counter(38, {0, 4, 8, 9, 10, 14, 18, 30, 0, 0}, Type::u8, Type::u32, 1);
  layout.record.cycle_rule = Cycle::loop_counter;
  layout.identifiers.clear();
  return layout;
}

NdaLayout version_2() {
  auto layout = one_counter(39, {0, 5, 10, 9, 11, 15, 19, 31, 0, 0}, Type::u8, Type::u32, 1);
  layout.record.index = {};
  layout.record.cycle_rule = Cycle::from_one;
  layout.identifiers = {0};
  return layout;
}

NdaLayout version_3_4() {
  auto layout = one_counter(43, {1, 5, 9, 10, 11, 15, 19, 31, 0, 0}, Type::u8, Type::u32, 1);
  layout.record.cycle_rule = Cycle::loop_counter;
  layout.identifiers = {0, data};
  return layout;
}

NdaLayout version_5_to_8(bool cycle_from_zero) {
  auto layout = one_counter(59, {1, 5, 9, 10, 11, 15, 19, 31, 39, 47}, Type::u8, Type::u32, 1);
  layout.record.cycle_rule = cycle_from_zero ? Cycle::from_zero : Cycle::from_one;
  layout.identifiers = {0, data};
  return layout;
}

NdaLayout version_9() {
  return one_counter(60, {2, 6, 10, 11, 12, 16, 20, 32, 40, 48}, Type::u8, Type::u32, 1);
}

NdaLayout version_10() {
  auto layout = one_counter(64, {2, 6, 10, 11, 12, 20, 24, 36, 44, 52}, Type::u8, Type::u64, 1);
  layout.record.cycle_rule = Cycle::loop_counter;
  return layout;
}

NdaLayout version_11(std::size_t size) {
  auto layout = one_counter(size, {2, 6, 10, 12, 13, 21, 25, 37, 45, 53}, Type::u16, Type::u64, 1000);
  layout.record.range = {61, Type::i32};
  layout.aux_voltage = {21, Type::i32, per_volt};
  layout.aux_temperature = {33, Type::i16, 10};
  return layout;
}

NdaLayout version_25() {
  auto layout = version_11(70);
  layout.record.cycle_rule = Cycle::loop_counter;
  return layout;
}

void separate_counters(Layout& record, std::uint16_t at, Type type) {
  const auto step = static_cast<std::uint16_t>(size_of(type));
  const auto field = [&](int place) {
    return Field{static_cast<std::uint16_t>(at + place * step), type, per_hour};
  };
  record.capacity = {};
  record.energy = {};
  record.charge_capacity = field(0);
  record.discharge_capacity = field(1);
  record.charge_energy = field(2);
  record.discharge_energy = field(3);
}

NdaLayout version_14() {
  auto layout = one_counter(86, {2, 6, 10, 12, 14, 22, 26, 0, 0, 0}, Type::u16, Type::u64, 1000);
  separate_counters(layout.record, 38, Type::i64);
  layout.record.jump = {13, Type::u8};
  layout.record.unix_time = {70, Type::u64};
  layout.record.range = {78, Type::i32};
  layout.aux_voltage = {22, Type::i32, per_volt};
  layout.aux_temperature = {34, Type::i16, 10};
  return layout;
}

NdaLayout version_19() {
  auto layout = one_counter(68, {8, 12, 16, 18, 24, 28, 32, 0, 0, 0}, Type::u16, Type::u32, 1);
  separate_counters(layout.record, 44, Type::i32);
  layout.record.unix_time = {60, Type::u32};
  return layout;
}

NdaLayout version_29() {
  auto layout = version_14();
  layout.record.unix_time = {70, Type::calendar};
  layout.record.utc = false;
  return layout;
}

}  // namespace

std::optional<NdaLayout> nda_layout(unsigned version) {
  switch (version) {
    case 1:
      return version_1();
    case 2:
      return version_2();
    case 3:
    case 4:
      return version_3_4();
    case 5:
    case 7:
      return version_5_to_8(true);
    case 6:
    case 8:
      return version_5_to_8(false);
    case 9:
      return version_9();
    case 10:
      return version_10();
    case 11:
    case 12:
    case 13:
    case 15:
    case 18:
      return version_11(69);
    case 14:
    case 16:
    case 17:
    case 20:
    case 22:
    case 23:
    case 24:
      return version_14();
    case 19:
      return version_19();
    case 25:
    case 27:
      return version_25();
    case 26:
    case 28:
    case 29:
      return version_29();
    default:
      return std::nullopt;
  }
}

std::string nda_versions() { return "1 to 20, 22 to 29, 129 and 130"; }

std::vector<std::pair<std::string, std::string>> nda_metadata(std::string_view bytes, unsigned version) {
  std::vector<std::pair<std::string, std::string>> metadata;
  const auto u32 = [&](std::size_t at) {
    std::uint32_t value = 0;
    if (at + 4 <= bytes.size()) {
      std::memcpy(&value, bytes.data() + at, 4);
    }
    return value;
  };
  struct Item {
    const char* name;
    unsigned since;
    std::size_t offset;
    std::size_t size;
  };
  // The information is written anew when the test is changed: the last record counts.
  const std::size_t size = version >= 29   ? 503
                           : version >= 17 ? 383
                           : version >= 16 ? 343
                           : version >= 11 ? 327
                                           : 211;
  static constexpr Item new_items[] = {{"start_time", 11, 37, 20},     {"creator", 11, 77, 60},
                                       {"serial_number", 11, 137, 90}, {"remarks", 11, 227, 100},
                                       {"barcode", 17, 343, 40},       {"test_name", 29, 383, 60},
                                       {"schedule", 29, 443, 60}};
  static constexpr Item old_items[] = {{"start_time", 1, 36, 20},
                                       {"creator", 1, 76, 15},
                                       {"serial_number", 1, 91, 20},
                                       {"remarks", 1, 111, 100}};
  const std::size_t begin = u32(24);
  const std::size_t count = u32(28) / size;
  const std::size_t last = begin + (count - 1) * size;
  if (begin != 0 && count != 0 && last + size <= bytes.size()) {
    const auto items = version >= 11 ? std::span<const Item>(new_items) : std::span<const Item>(old_items);
    for (const auto& item : items) {
      const auto value = text(bytes.substr(last + item.offset, item.size));
      if (version >= item.since && !value.empty()) {
        metadata.emplace_back(item.name, value);
      }
    }
  }
  const auto mass_ug = u32(version >= 9 ? 152 : version == 8 ? 144 : 80);
  if (mass_ug != 0) {
    metadata.emplace_back("active_mass_mg", std::to_string(mass_ug / 1000.0));
  }
  return metadata;
}

}  // namespace nacre::formats::neware
