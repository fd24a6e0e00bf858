#include "nacre/formats/neware/records.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "nacre/formats/neware/codes.hpp"

namespace nacre::formats::neware {
namespace {

constexpr std::size_t block_rows = 512;  // records of 86 bytes: 43 KiB, a level-2 cache's share

template <class T>
T load(const char* position) noexcept {
  T value;
  std::memcpy(&value, position, sizeof(T));
  return value;
}

using Block = std::span<const char* const>;

template <class Value>
void fill(Block block, const Field& field, double* out, Value value) {
  for (const char* record : block) {
    *out++ = value(record + field.offset);
  }
}

template <class T>
void fill_numbers(Block block, const Field& field, double* out) {
  const double divisor = field.divisor;
  fill(block, field, out, [divisor](const char* p) { return static_cast<double>(load<T>(p)) / divisor; });
}

double calendar(const char* p) {
  const auto byte = [p](std::size_t i) { return int{static_cast<unsigned char>(p[i])}; };
  return calendar_seconds(load<std::uint16_t>(p), byte(2), byte(3), byte(4), byte(5), byte(6))
      .value_or(missing);
}

void decode_block(Block block, const Field& field, double* out) {
  switch (field.type) {
    case Type::none:
      break;
    case Type::u8:
      return fill_numbers<std::uint8_t>(block, field, out);
    case Type::u16:
      return fill_numbers<std::uint16_t>(block, field, out);
    case Type::u32:
      return fill_numbers<std::uint32_t>(block, field, out);
    case Type::u64:
      return fill_numbers<std::uint64_t>(block, field, out);
    case Type::i16:
      return fill_numbers<std::int16_t>(block, field, out);
    case Type::i32:
      return fill_numbers<std::int32_t>(block, field, out);
    case Type::i64:
      return fill_numbers<std::int64_t>(block, field, out);
    case Type::f32:
      return fill_numbers<float>(block, field, out);
    case Type::seconds_and_nanoseconds:
      return fill(block, field, out, [&field](const char* p) {
        const auto microseconds = std::uint64_t{load<std::uint32_t>(p)} * 1'000'000U +
                                  (std::uint64_t{load<std::uint32_t>(p + 4)} + 500U) / 1000U;
        return static_cast<double>(microseconds) / field.divisor;
      });
    case Type::calendar:
      return fill(block, field, out, calendar);
  }
}

// The counts per ampere of each record of a block.
class Ranges {
 public:
  Ranges(const Place& place, const Layout& layout, std::int32_t fixed)
      : place_(place), field_(layout.range), fixed_(fixed) {}

  void decode(Block block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      const auto code = field_ ? load<std::int32_t>(block[i] + field_.offset) : 0;
      if (code != last_code_ || !known_) {
        look_up(code, block[i]);
      }
      counts_[i] = last_counts_;
    }
  }
  void apply(std::size_t size, double* column) const {
    for (std::size_t i = 0; i < size; ++i) {
      column[i] /= counts_[i];
    }
  }

 private:
  void look_up(std::int32_t code, const char* record) {
    const std::int32_t effective = code == 0 ? fixed_ : code;
    const auto counts = counts_per_ampere(effective);
    if (!counts) {
      place_.fail("has the unknown current range " + std::to_string(effective), place_.offset_of(record),
                  "report the range with the instrument's model, so that it can be added");
    }
    last_code_ = code;
    last_counts_ = *counts;
    known_ = true;
  }

  const Place& place_;
  Field field_;
  std::int32_t fixed_;
  std::int32_t last_code_ = 0;
  double last_counts_ = 1;
  bool known_ = false;
  std::array<double, block_rows> counts_{};
};

// Follows the steps through the record: their number, and the time since its start.
class Steps {
 public:
  // step_time and total_time: in ticks; whichever the file lacks is a null pointer and is written to time.
  void advance(Rows& rows, std::size_t begin, std::size_t end, const Numbers& jumps, bool has_step_time,
               bool has_total_time) {
    for (std::size_t i = begin; i < end; ++i) {
      const double number = rows.step_index.empty() ? 0 : rows.step_index[i];
      const double jump = jumps.empty() ? 0 : jumps[i - begin];
      if (step_ == 0 || number != number_ || jump != jump_) {
        ++step_;
        number_ = number;
        jump_ = jump;
        before_ += longest_;
        longest_ = 0;
        start_ = latest_;
      }
      rows.step[i] = step_;
      if (!has_total_time) {
        longest_ = std::max(longest_, rows.step_time[i]);
        rows.time[i] = before_ + rows.step_time[i];
      } else {
        latest_ = std::max(latest_, rows.time[i]);
        if (!has_step_time) {
          rows.step_time[i] = rows.time[i] - start_;
        }
      }
    }
  }

 private:
  double step_ = 0;
  double number_ = 0;
  double jump_ = 0;
  double before_ = 0;   // the time of the steps before this one
  double longest_ = 0;  // in this step so far
  double latest_ = 0;   // the latest total time so far
  double start_ = 0;    // the total time at which this step began
};

void divide(double* column, std::size_t size, double divisor) {
  for (std::size_t i = 0; i < size; ++i) {
    column[i] /= divisor;
  }
}

void make_positive(double* column, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    column[i] = std::abs(column[i]);
  }
}

void count_loops(Numbers& cycle) {
  double before = 0;
  double number = 0;
  for (std::size_t i = 0; i < cycle.size(); ++i) {
    if (i == 0 || cycle[i] != before) {
      ++number;
    }
    before = cycle[i];
    cycle[i] = number;
  }
}

}  // namespace

std::string Place::where(std::size_t offset) const {
  return (member.empty() ? "" : member + ", ") + at_byte(offset);
}

void Place::fail(const std::string& problem, std::size_t offset, const std::string& advice) const {
  file.fail(problem, where(offset), advice);
}

std::size_t size_of(Type type) noexcept {
  switch (type) {
    case Type::none:
      return 0;
    case Type::u8:
      return 1;
    case Type::u16:
    case Type::i16:
      return 2;
    case Type::u32:
    case Type::i32:
    case Type::f32:
      return 4;
    case Type::u64:
    case Type::i64:
    case Type::seconds_and_nanoseconds:
      return 8;
    case Type::calendar:
      return 7;
  }
  return 0;
}

void order_by_index(std::vector<const char*>& records, const Field& index) {
  const auto number = [&](const char* record) { return load<std::uint32_t>(record + index.offset); };
  const auto before = [&](const char* a, const char* b) { return number(a) < number(b); };
  if (std::adjacent_find(records.begin(), records.end(),
                         [&](const char* a, const char* b) { return !before(a, b); }) == records.end()) {
    return;
  }
  std::stable_sort(records.begin(), records.end(), before);
  const auto same = [&](const char* a, const char* b) { return number(a) == number(b); };
  records.erase(std::unique(records.begin(), records.end(), same), records.end());
}

Rows decode(const Place& place, std::span<const char* const> records, const Layout& layout,
            std::int32_t fixed_range) {
  Rows rows;
  rows.count = records.size();
  rows.single_precision = layout.single_precision;
  rows.utc = layout.utc;

  struct Target {
    const Field* field;
    Numbers* column;
    bool ranged;
  };
  const std::array<Target, 16> all{{
      {&layout.index, &rows.index, false},
      {&layout.cycle, &rows.cycle, false},
      {&layout.step_index, &rows.step_index, false},
      {&layout.step_type, &rows.step_type, false},
      {&layout.step_time, &rows.step_time, false},
      {&layout.total_time, &rows.time, false},
      {&layout.unix_time, &rows.unix_time, false},
      {&layout.voltage, &rows.voltage, false},
      {&layout.temperature, &rows.temperature, false},
      {&layout.current, &rows.current, true},
      {&layout.charge_capacity, &rows.charge_capacity, true},
      {&layout.discharge_capacity, &rows.discharge_capacity, true},
      {&layout.charge_energy, &rows.charge_energy, true},
      {&layout.discharge_energy, &rows.discharge_energy, true},
      {&layout.capacity, &rows.capacity, true},
      {&layout.energy, &rows.energy, true},
  }};
  std::vector<Target> targets;
  for (const auto& target : all) {
    if (*target.field) {
      targets.push_back(target);
    }
  }
  const bool has_step_time(layout.step_time);
  const bool has_total_time(layout.total_time);
  check_memory(place, rows.count, targets.size() + 5);
  for (const auto& target : targets) {
    target.column->resize(rows.count);
  }
  rows.step.resize(rows.count);
  rows.time.resize(rows.count);
  rows.step_time.resize(rows.count);
  if (!has_step_time && !has_total_time) {
    std::fill(rows.step_time.begin(), rows.step_time.end(), 0.0);
  }
  const std::array<std::array<Numbers*, 3>, 2> sums{
      {{&rows.charge_capacity, &rows.discharge_capacity, &rows.capacity},
       {&rows.charge_energy, &rows.discharge_energy, &rows.energy}}};
  for (const auto& [charge, discharge, sum] : sums) {
    if (!charge->empty() && !discharge->empty()) {
      sum->resize(rows.count);
    }
  }

  Ranges ranges(place, layout, fixed_range);
  Steps steps;
  Numbers jumps(layout.jump ? block_rows : 0);
  std::array<double, block_rows> milliseconds{};
  for (std::size_t begin = 0; begin < rows.count; begin += block_rows) {
    const std::size_t end = std::min(rows.count, begin + block_rows);
    const std::size_t size = end - begin;
    const Block block = records.subspan(begin, size);
    if (layout.ranged) {
      ranges.decode(block);
    }
    for (const auto& target : targets) {
      double* column = target.column->data() + begin;
      decode_block(block, *target.field, column);
      if (target.ranged && layout.ranged) {
        ranges.apply(size, column);
      }
    }
    decode_block(block, layout.jump, jumps.data());
    steps.advance(rows, begin, end, jumps, has_step_time, has_total_time);
    divide(rows.time.data() + begin, size, layout.ticks_per_second);
    divide(rows.step_time.data() + begin, size, layout.ticks_per_second);
    if (layout.unix_milliseconds) {
      decode_block(block, layout.unix_milliseconds, milliseconds.data());
      for (std::size_t i = 0; i < size; ++i) {
        rows.unix_time[begin + i] = (rows.unix_time[begin + i] * 1000 + milliseconds[i]) / 1000;
      }
    }
    for (const auto& [charge, discharge, sum] : sums) {
      if (!charge->empty() && !discharge->empty()) {
        make_positive(charge->data() + begin, size);
        make_positive(discharge->data() + begin, size);
        for (std::size_t i = begin; i < end; ++i) {
          (*sum)[i] = (*charge)[i] + (*discharge)[i];
        }
      } else if (!sum->empty()) {
        make_positive(sum->data() + begin, size);
      }
    }
    if (layout.cycle_rule == Cycle::from_zero && layout.cycle) {
      for (std::size_t i = begin; i < end; ++i) {
        rows.cycle[i] += 1;
      }
    }
  }
  if (!has_step_time && !has_total_time) {
    rows.step_time.clear();
    rows.time.clear();
  }
  if (layout.cycle_rule == Cycle::loop_counter) {
    count_loops(rows.cycle);
  }
  return rows;
}

Numbers decode_field(std::span<const char* const> records, const Field& field) {
  Numbers values(records.size());
  decode_block(records, field, values.data());
  return values;
}

void check_memory(const Place& place, std::size_t rows, std::size_t columns) {
  // A page of zeros packs a thousand times: what a small file may make nacre allocate needs a bound.
  const std::size_t limit = unpacked_limit / 2 + 256 * place.file.bytes().size();
  if (rows > limit / sizeof(double) / std::max<std::size_t>(columns, 1)) {
    place.fail("claims " + std::to_string(rows) + " rows, more than a file of its size can hold", 0,
               "copy the file again");
  }
}

}  // namespace nacre::formats::neware
