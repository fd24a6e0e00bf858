// .ndc records that say everything (versions 1 to 7 and 15), and auxiliary channels of all versions.
#include <algorithm>
#include <array>
#include <cstring>

#include "nacre/formats/neware/codes.hpp"
#include "nacre/formats/neware/ndc.hpp"

namespace nacre::formats::neware {
namespace {

constexpr double per_volt = 1e4;
constexpr double per_hour = 3600;

// Versions 1 to 5: integers scaled by the current range of the record. `at`: where the number of the record
// lies; `gap`: bytes between the type of the step and the time.
Layout ranged_layout(std::size_t size, std::uint16_t at, std::uint16_t gap) {
  Layout layout;
  layout.size = size;
  auto offset = at;
  const auto next = [&offset](Type type, double divisor = 1, std::uint16_t skip = 0) {
    const Field field{static_cast<std::uint16_t>(offset + skip), type, divisor};
    offset = static_cast<std::uint16_t>(field.offset + size_of(type));
    return field;
  };
  layout.index = next(Type::u32);
  layout.cycle = next(Type::u32);
  layout.step_index = next(Type::u8);
  layout.step_type = next(Type::u8);
  layout.step_time = next(Type::u64, 1, gap);
  layout.ticks_per_second = 1000;
  layout.voltage = next(Type::i32, per_volt);
  layout.current = next(Type::i32);
  layout.charge_capacity = next(Type::i64, per_hour, 4);
  layout.discharge_capacity = next(Type::i64, per_hour);
  layout.charge_energy = next(Type::i64, per_hour);
  layout.discharge_energy = next(Type::i64, per_hour);
  layout.unix_time = next(Type::calendar);
  layout.utc = false;
  layout.range = next(Type::i32);
  layout.ranged = true;
  return layout;
}

Layout version_6() {
  Layout layout;
  layout.size = 38;
  layout.step_time = {0, Type::u32};
  layout.ticks_per_second = 1000;
  layout.voltage = {5, Type::f32};
  layout.current = {9, Type::f32};
  layout.charge_capacity = {13, Type::f32};
  layout.discharge_capacity = {17, Type::f32};
  layout.charge_energy = {21, Type::f32};
  layout.discharge_energy = {25, Type::f32};
  layout.unix_time = {30, Type::u32};
  layout.jump = {34, Type::u32};
  layout.cycle_rule = Cycle::none;
  layout.single_precision = true;
  return layout;
}

// Version 7 lists the fields of its records in the header, by number.
Layout version_7(const NdcFile& file) {
  struct Meaning {
    int code;
    Type type;
    double divisor;
    Field Layout::*field;  // null: passed over
  };
  static constexpr double per_ampere_hour = 3.6e6;
  static const std::array<Meaning, 21> meanings{{
      {1, Type::u8, 1, nullptr},
      {6, Type::u32, 1, &Layout::index},
      {7, Type::u32, 1, &Layout::cycle},
      {8, Type::u8, 1, &Layout::step_index},
      {9, Type::u8, 1, &Layout::step_type},
      {10, Type::u8, 1, nullptr},
      {11, Type::u32, 1, nullptr},
      {12, Type::u64, 1, &Layout::step_time},
      {13, Type::i32, per_volt, &Layout::voltage},
      {14, Type::i32, 1000, &Layout::current},
      {15, Type::u16, 1, nullptr},
      {16, Type::i16, 10, &Layout::temperature},
      {17, Type::i64, per_ampere_hour, &Layout::charge_capacity},
      {18, Type::i64, per_ampere_hour, &Layout::discharge_capacity},
      {19, Type::i64, per_ampere_hour, &Layout::charge_energy},
      {20, Type::i64, per_ampere_hour, &Layout::discharge_energy},
      {21, Type::calendar, 1, &Layout::unix_time},
      {28, Type::u32, 1, nullptr},
      {29, Type::u64, 1, &Layout::total_time},
      {51, Type::u64, 1, nullptr},
      {52, Type::u64, 1, nullptr},
  }};
  constexpr std::size_t list = 13;
  constexpr std::size_t list_size = 40;
  constexpr int milliseconds = 53;
  Layout layout;
  layout.ticks_per_second = 1000;
  layout.utc = false;
  for (std::size_t i = 0; i < list_size; ++i) {
    std::int32_t code = 0;
    std::memcpy(&code, file.place().bytes.data() + list + 4 * i, sizeof(code));
    if (code == 0) {
      break;
    }
    const auto offset = static_cast<std::uint16_t>(layout.size);
    const auto* const meaning =
        std::find_if(meanings.begin(), meanings.end(), [code](const Meaning& m) { return m.code == code; });
    if (code == milliseconds) {
      layout.unix_milliseconds = {offset, Type::u16};
      layout.size += 2;
    } else if (meaning != meanings.end()) {
      if (meaning->field != nullptr) {
        layout.*(meaning->field) = {offset, meaning->type, meaning->divisor};
      }
      layout.size += size_of(meaning->type);
    } else {
      file.place().fail("has a field with the unknown code " + std::to_string(code), list + 4 * i,
                        "export the test as csv");
    }
  }
  if (layout.size == 0) {
    file.place().fail("lists no fields", list, "export the test as csv");
  }
  if (!layout.unix_time) {
    layout.unix_milliseconds = {};
  }
  return layout;
}

// Version 15 (BTS 9): 36 fixed bytes, then fields that the header lists with their places.
Layout version_15(const NdcFile& file) {
  constexpr std::size_t size_at = 516;
  constexpr std::size_t list = 520;
  constexpr std::size_t list_size = 300;
  constexpr std::size_t item_size = 9;
  constexpr double per_ampere_hour = 3.6e6;
  const auto& bytes = file.place().bytes;
  std::uint32_t size = 0;
  std::memcpy(&size, bytes.data() + size_at, sizeof(size));
  if (size < 36 || file.slots_per_page(size) == 0) {
    file.place().fail("claims records of " + std::to_string(size) + " bytes", size_at, "copy the file again");
  }
  Layout layout;
  layout.size = size;
  layout.step_index = {2, Type::u8};
  layout.step_type = {3, Type::u8};
  layout.index = {8, Type::u32};
  layout.total_time = {12, Type::seconds_and_nanoseconds};
  layout.ticks_per_second = 1e6;
  layout.current = {20, Type::f32, 1000};
  layout.voltage = {24, Type::f32};
  layout.capacity = {28, Type::f32, per_ampere_hour};
  layout.energy = {32, Type::f32, per_ampere_hour};
  layout.cycle_rule = Cycle::none;
  layout.single_precision = true;
  for (std::size_t i = 0; i < list_size; ++i) {
    std::int32_t quantity = 0;
    std::int32_t offset = 0;
    const char* item = bytes.data() + list + i * item_size;
    std::memcpy(&quantity, item, sizeof(quantity));
    std::memcpy(&offset, item + 5, sizeof(offset));
    if (quantity == 0 && item[4] == 0) {
      break;
    }
    const auto place = [&](Type type, double divisor) {
      if (offset < 0 || static_cast<std::size_t>(offset) + size_of(type) > size) {
        file.place().fail("places a field outside of its records", list + i * item_size,
                          "copy the file again");
      }
      return Field{static_cast<std::uint16_t>(offset), type, divisor};
    };
    switch (quantity) {
      case 5:
        layout.charge_capacity = place(Type::f32, per_ampere_hour);
        break;
      case 6:
        layout.discharge_capacity = place(Type::f32, per_ampere_hour);
        break;
      case 8:
        layout.charge_energy = place(Type::f32, per_ampere_hour);
        break;
      case 9:
        layout.discharge_energy = place(Type::f32, per_ampere_hour);
        break;
      case 15:
        layout.unix_time = place(Type::seconds_and_nanoseconds, 1e6);
        break;
      case 65:
        layout.step_time = place(Type::seconds_and_nanoseconds, 1);
        break;
      default:
        break;  // can be calculated from the others, as power
    }
  }
  return layout;
}

Layout layout_of(const NdcFile& file) {
  switch (file.version()) {
    case 1:
    case 3:
      return ranged_layout(83, 8, 2);
    case 2:
    case 4:
      return ranged_layout(94, 8, 5);
    case 5:
      return ranged_layout(87, 1, 5);
    case 6:
      return version_6();
    case 7:
      return version_7(file);
    case 15:
      return version_15(file);
    default:
      file.fail_version();
  }
}

// Where a channel keeps its quantities.
struct ChannelLayout {
  std::size_t size = 0;
  Field index;  // none: the place of the record
  std::vector<ChannelQuantity> quantities;
};

ChannelLayout channel_layout(const NdcFile& file) {
  constexpr char voltage_and_temperature = 0x65;
  constexpr char temperature_only = 0x74;
  const auto integers = [](std::uint16_t index, std::uint16_t voltage) {
    const auto temperature = static_cast<std::uint16_t>(voltage + 10);
    const auto set_point = static_cast<std::uint16_t>(voltage + 12);
    return ChannelLayout{0,
                         {index, Type::u32},
                         {{"V", "V", {voltage, Type::i32, per_volt}},
                          {"T", "degC", {temperature, Type::i16, 10}},
                          {"t", "degC", {set_point, Type::i16, 10}}}};
  };
  ChannelLayout layout;
  switch (file.version()) {
    case 2:
    case 4:
      layout = integers(8, 31);
      layout.size = 94;
      return layout;
    case 5:
      layout = integers(1, 24);
      layout.size = 87;
      return layout;
    case 6:
    case 8:
    case 12:
    case 14:
    case 17:
      return {4, {}, {{"?", "", {0, Type::f32}}}};
    case 7: {
      const Layout fields = version_7(file);
      layout = {fields.size, fields.index, {}};
      if (fields.voltage) {
        layout.quantities.push_back({"V", "V", fields.voltage});
      }
      if (fields.temperature) {
        layout.quantities.push_back({"T", "degC", fields.temperature});
      }
      return layout;
    }
    case 9:
    case 11:
    case 13:
    case 16: {
      const auto first = file.first_record();
      if (first.empty() || first[0] == voltage_and_temperature) {
        return {7, {}, {{"V", "V", {1, Type::f32, per_volt}}, {"T", "degC", {5, Type::i16, 10}}}};
      }
      if (first[0] == temperature_only) {
        return {88, {1, Type::u32}, {{"T", "degC", {35, Type::i16, 10}}}};
      }
      file.place().fail(
          "has auxiliary records of the unknown kind " + std::to_string(static_cast<unsigned char>(first[0])),
          file.place().offset_of(first.data()), "export the test as csv");
    }
    default:
      file.fail_version();
  }
}

}  // namespace

Rows read_records(const NdcFile& data, std::span<const Step> steps) {
  const Layout layout = layout_of(data);
  auto records = data.records(layout.size, layout.index.offset);
  if (layout.index) {
    order_by_index(records, layout.index);
  }
  Rows rows = decode(data.place(), records, layout);
  if (!layout.index) {
    rows.index = data.slots(layout.size);
  }
  if (data.version() == 15) {
    for (double& type : rows.step_type) {
      type = type == 21 ? 27 : type == 22 ? 26 : type;  // BTS 9 numbers these in its own way
    }
  }
  if (!layout.step_type && !steps.empty()) {
    check_memory(data.place(), rows.count, 20);
    rows.cycle.resize(rows.count);
    rows.step_index.resize(rows.count);
    rows.step_type.resize(rows.count);
    for (std::size_t i = 0; i < rows.count; ++i) {
      const auto number = static_cast<std::size_t>(rows.step[i]) - 1;
      const Step step = number < steps.size() ? steps[number] : Step{missing, missing, missing};
      rows.cycle[i] = step.cycle;
      rows.step_index[i] = step.step_index;
      rows.step_type[i] = step.type;
    }
  }
  return rows;
}

std::vector<Column> read_channel(const NdcFile& file, std::span<const double> row_index) {
  const auto layout = channel_layout(file);
  const auto records = file.records(layout.size, layout.index.offset);
  std::vector<Column> columns;
  const Numbers numbers = layout.index ? decode_field(records, layout.index) : file.slots(layout.size);
  for (const auto& quantity : layout.quantities) {
    Column column;
    column.name = quantity.letter;
    column.unit = quantity.unit;
    column.values = align(row_index, numbers, decode_field(records, quantity.field));
    column.single_precision = quantity.field.type == Type::f32;
    if (!is_unused(column.values) || quantity.letter == "?") {
      columns.push_back(std::move(column));
    }
  }
  return columns;
}

}  // namespace nacre::formats::neware
