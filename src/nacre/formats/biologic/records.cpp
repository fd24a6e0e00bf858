#include "nacre/formats/biologic/records.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <set>

namespace nacre::formats::biologic {
namespace {

struct Version {
  std::uint32_t number;
  std::size_t count_bytes;  // of the number of columns
  std::size_t id_bytes;
  std::size_t start;
};
constexpr std::array<Version, 5> versions{
    {{0, 1, 1, 100}, {2, 1, 2, 405}, {3, 1, 2, 406}, {10, 2, 2, 1007}, {11, 2, 2, 1007}}};

constexpr std::string_view copy_again("copy the file again, or read what there is with --salvage");

std::string list_ids(const std::vector<std::uint16_t>& ids) {
  std::string text;
  for (const auto id : ids) {
    text += (text.empty() ? "" : ", ") + std::to_string(id);
  }
  return text;
}

// The ways to share `bytes` out among `count` values of 1, 2, 4 or 8 bytes: the widths where there is exactly
// one way, else nothing. Two different widths could always swap places, so that all must be equal.
std::size_t only_width(std::size_t bytes, std::size_t count) {
  // ways[b]: sequences of the values so far that take b bytes, counted up to two.
  std::vector<int> ways(bytes + 1, 0);
  ways[0] = 1;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<int> next(bytes + 1, 0);
    for (std::size_t b = 0; b <= bytes; ++b) {
      for (const std::size_t width : {1U, 2U, 4U, 8U}) {
        if (b >= width) {
          next[b] = std::min(2, next[b] + ways[b - width]);
        }
      }
    }
    ways = std::move(next);
  }
  return ways[bytes] == 1 ? bytes / count : 0;
}

Stored stored_of_width(std::size_t width) {
  switch (width) {
    case 1:
      return Stored::u8;
    case 2:
      return Stored::u16;
    case 4:
      return Stored::f32;
    default:
      return Stored::f64;
  }
}

std::vector<std::uint16_t> read_ids(const Source& source, const Module& data, const Version& version,
                                    std::size_t& points) {
  if (data.body.size() < version.start) {
    source.fail("ends inside the list of columns", at_byte(data.offset + data.body.size()),
                "copy the file again: no data follow");
  }
  points = source.load<std::uint32_t>(data.offset);
  const std::size_t count = version.count_bytes == 1 ? source.load<std::uint8_t>(data.offset + 4)
                                                     : source.load<std::uint16_t>(data.offset + 4);
  const std::size_t first = 4 + version.count_bytes;
  if (count == 0 || first + count * version.id_bytes > version.start) {
    source.fail("has an impossible number of columns: " + std::to_string(count), at_byte(data.offset + 4),
                "copy the file again");
  }
  std::vector<std::uint16_t> ids(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = data.offset + first + i * version.id_bytes;
    ids[i] = version.id_bytes == 1 ? source.load<std::uint8_t>(at) : source.load<std::uint16_t>(at);
  }
  return ids;
}

// Fields in order, without offsets yet; one flag id twice would be a column that takes no bytes.
std::vector<Field> make_fields(const Source& source, const Module& data,
                               const std::vector<std::uint16_t>& ids) {
  std::vector<Field> fields;
  std::set<std::uint16_t> flags;
  for (const auto id : ids) {
    Field field;
    field.column = find_column(id).value_or(ColumnId{id, "column " + std::to_string(id)});
    if (field.column.stored == Stored::flag && !flags.insert(id).second) {
      source.fail("lists the flag column " + std::to_string(id) + " twice", at_byte(data.offset + 4),
                  "copy the file again");
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

// Gives every field its place; returns the size of a record.
std::size_t place_fields(std::vector<Field>& fields) {
  std::size_t size = 0;
  const Field* flags = nullptr;
  for (auto& field : fields) {
    field.offset = size;
    if (field.column.stored == Stored::flag) {
      if (flags != nullptr) {
        field.offset = flags->offset;
        continue;
      }
      flags = &field;
      size += 1;
    }
    size += width_of(field.column.stored);
  }
  return size;
}

void deduce_widths(const Source& source, const Module& data, Layout& layout,
                   const std::vector<std::uint16_t>& unknown) {
  const std::size_t known = place_fields(layout.fields);
  const std::size_t bytes = data.length - layout.start;
  const bool whole = layout.points > 0 && bytes % layout.points == 0;
  const std::size_t record = whole ? bytes / layout.points : 0;
  const std::size_t width =
      record > known && record - known <= 8 * unknown.size() ? only_width(record - known, unknown.size()) : 0;
  if (width == 0) {
    source.fail("has columns of unknown width, id " + list_ids(unknown) +
                    (whole ? ", of which the other columns leave " +
                                 std::to_string(record > known ? record - known : 0) + " bytes of a record"
                           : ""),
                at_byte(data.offset + 4), "export the file as text (.mpt) in EC-Lab and read that");
  }
  for (auto& field : layout.fields) {
    if (field.column.stored == Stored::unknown) {
      field.column.stored = stored_of_width(width);
      field.deduced = true;
    }
  }
}

// One column of a block of rows. The records' size is no multiple of anything, so that every load is
// unaligned; memcpy of a known size compiles to that single load.
template <class T>
void gather(const char* from, std::size_t stride, std::size_t rows, double* to) {
  for (std::size_t row = 0; row < rows; ++row) {
    T value;
    std::memcpy(&value, from + row * stride, sizeof(T));
    to[row] = static_cast<double>(value);
  }
}

void gather_flag(const char* from, std::size_t stride, std::size_t rows, std::uint8_t mask, double* to) {
  // The bits move down to where a mask begins, so that a flag reads 0 or 1 and the mode 0 to 3.
  const int shift = std::countr_zero(mask);
  for (std::size_t row = 0; row < rows; ++row) {
    const auto byte = static_cast<std::uint8_t>(from[row * stride]);
    to[row] = static_cast<double>((byte & mask) >> shift);
  }
}

void gather_field(const Field& field, const char* block, std::size_t stride, std::size_t rows, double* to) {
  const char* from = block + field.offset;
  switch (field.column.stored) {
    case Stored::unknown:
      break;
    case Stored::flag:
      gather_flag(from, stride, rows, field.column.mask, to);
      break;
    case Stored::u8:
      gather<std::uint8_t>(from, stride, rows, to);
      break;
    case Stored::u16:
      gather<std::uint16_t>(from, stride, rows, to);
      break;
    case Stored::u32:
      gather<std::uint32_t>(from, stride, rows, to);
      break;
    case Stored::f32:
      gather<float>(from, stride, rows, to);
      break;
    case Stored::f64:
      gather<double>(from, stride, rows, to);
      break;
  }
}

}  // namespace

Layout read_layout(const Source& source, const Module& data, bool salvage) {
  const auto* version = std::find_if(versions.begin(), versions.end(),
                                     [&](const Version& known) { return known.number == data.version; });
  if (version == versions.end()) {
    source.fail(
        "has a data module of version " + std::to_string(data.version) + ", which nacre does not know",
        at_byte(data.offset), "export the file as text (.mpt) in EC-Lab and read that");
  }
  Layout layout;
  layout.start = version->start;
  const auto ids = read_ids(source, data, *version, layout.points);
  layout.fields = make_fields(source, data, ids);
  std::vector<std::uint16_t> unknown;
  for (const auto& field : layout.fields) {
    if (field.column.stored == Stored::unknown) {
      unknown.push_back(field.column.id);
    }
  }
  if (!unknown.empty()) {
    deduce_widths(source, data, layout, unknown);
  }
  layout.record = place_fields(layout.fields);
  const std::size_t available = data.body.size() - layout.start;
  layout.rows = std::min(layout.points, available / layout.record);
  if (!salvage && layout.start + layout.points * layout.record != data.length) {
    source.fail("holds " + std::to_string(data.length - layout.start) + " bytes of records, but " +
                    std::to_string(layout.points) + " points of " + std::to_string(layout.record) +
                    " bytes were announced",
                at_byte(data.offset), std::string(copy_again));
  }
  if (!salvage && layout.rows < layout.points) {
    source.fail(
        "ends after " + std::to_string(layout.rows) + " of " + std::to_string(layout.points) + " points",
        at_byte(data.offset + data.body.size()), std::string(copy_again));
  }
  if (layout.rows == 0) {
    source.fail("holds no data points", at_byte(data.offset),
                "the measurement was stopped before its first point, or the file was cut off");
  }
  return layout;
}

std::vector<RawColumn> decode(const Module& data, const Layout& layout) {
  std::vector<RawColumn> columns(layout.fields.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns[i].label = layout.fields[i].column.label;
    columns[i].single_precision = layout.fields[i].column.stored == Stored::f32;
    columns[i].values.resize(layout.rows);
  }
  // A block of records stays in the first-level cache while its columns are taken out one after the other.
  const std::size_t block = std::max<std::size_t>(16, 16384 / layout.record);
  const char* records = data.body.data() + layout.start;
  for (std::size_t row = 0; row < layout.rows; row += block) {
    const std::size_t rows = std::min(block, layout.rows - row);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      gather_field(layout.fields[i], records + row * layout.record, layout.record, rows,
                   columns[i].values.data() + row);
    }
  }
  return columns;
}

}  // namespace nacre::formats::biologic
