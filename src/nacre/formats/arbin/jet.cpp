#include "nacre/formats/arbin/jet.hpp"

#include <mdbtools.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "nacre/formats/arbin/child.hpp"

namespace nacre::formats::arbin {
namespace {

// What the child sends: a head per table, then blocks of rows, the last one empty. Nothing comes after the
// last table.
//   head:  u32 table_mark, name, u32 rows announced, u32 columns, per column: u32 kind, name
//   block: u32 rows, then column by column: the numbers (f64) or the texts
//   text:  u32 length, bytes
constexpr std::uint32_t table_mark = 0x4a455434;
constexpr std::uint32_t end_mark = 0x454e4421;
constexpr std::uint32_t block_rows = 1024;
constexpr std::uint32_t text_limit = 4096;
constexpr std::uint32_t column_limit = 256;  // of a Jet table

enum Kind : std::uint32_t { number = 0, single = 1, text = 2 };

// The child's side.

class Sender {
 public:
  explicit Sender(Child::Pipe& pipe) : pipe_(pipe) {}
  void put(std::uint32_t value) { append(&value, sizeof value); }
  void put(double value) { append(&value, sizeof value); }
  void put(std::string_view value) {
    const auto size = std::min<std::size_t>(value.size(), text_limit);
    put(static_cast<std::uint32_t>(size));
    append(value.data(), size);
  }
  void flush() {
    pipe_.write(bytes_.data(), bytes_.size());
    bytes_.clear();
  }

 private:
  void append(const void* bytes, std::size_t size) { bytes_.append(static_cast<const char*>(bytes), size); }

  Child::Pipe& pipe_;
  std::string bytes_;
};

Kind kind_of(const MdbColumn& column) {
  switch (column.col_type) {
    case MDB_FLOAT:
      return single;
    case MDB_TEXT:
      return text;
    default:
      return number;
  }
}

double number_of(MdbHandle* database, const MdbColumn& column) {
  if (column.col_type == MDB_BOOL) {
    return column.cur_value_len != 0 ? 1 : 0;
  }
  const auto value = [&](auto type) {
    const bool inside = column.cur_value_len == static_cast<int>(sizeof type) &&
                        column.cur_value_start >= 0 &&
                        column.cur_value_start + sizeof type <= sizeof database->pg_buf;
    if (!inside) {
      return missing;
    }
    std::memcpy(&type, database->pg_buf + column.cur_value_start, sizeof type);
    return static_cast<double>(type);
  };
  switch (column.col_type) {
    case MDB_BYTE:
      return value(std::uint8_t{});
    case MDB_INT:
      return value(std::int16_t{});
    case MDB_LONGINT:
      return value(std::int32_t{});
    case MDB_FLOAT:
      return value(float{});
    case MDB_DOUBLE:
    case MDB_DATETIME:
      return value(double{});
    default:
      return missing;
  }
}

std::string text_of(MdbHandle* database, const MdbColumn& column) {
  if (column.cur_value_len <= 0) {
    return {};
  }
  char* text = mdb_col_to_string(database, database->pg_buf, column.cur_value_start, column.col_type,
                                 column.cur_value_len);
  std::string copy = text == nullptr ? "" : text;
  g_free(text);
  return copy;
}

void send_table(MdbHandle* database, MdbTableDef* table, Sender& sender) {
  const std::size_t count = table->num_cols;
  const auto column = [&](std::size_t i) -> MdbColumn& {
    return *static_cast<MdbColumn*>(g_ptr_array_index(table->columns, i));
  };
  sender.put(table_mark);
  sender.put(std::string_view(table->name));
  sender.put(static_cast<std::uint32_t>(table->num_rows));
  sender.put(static_cast<std::uint32_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    sender.put(static_cast<std::uint32_t>(kind_of(column(i))));
    sender.put(std::string_view(column(i).name));
  }
  std::vector<std::vector<double>> numbers(count);
  std::vector<std::vector<std::string>> texts(count);
  std::uint32_t rows = 0;
  const auto send_block = [&] {
    sender.put(rows);
    for (std::size_t i = 0; i < count; ++i) {
      for (const double value : numbers[i]) {
        sender.put(value);
      }
      for (const auto& value : texts[i]) {
        sender.put(value);
      }
      numbers[i].clear();
      texts[i].clear();
    }
    sender.flush();
    rows = 0;
  };
  mdb_rewind_table(table);
  while (mdb_fetch_row(table) != 0) {
    for (std::size_t i = 0; i < count; ++i) {
      if (kind_of(column(i)) == text) {
        texts[i].push_back(text_of(database, column(i)));
      } else {
        numbers[i].push_back(number_of(database, column(i)));
      }
    }
    if (++rows == block_rows) {
      send_block();
    }
  }
  if (rows > 0) {
    send_block();
  }
  sender.put(std::uint32_t{0});
}

void send_tables(std::string_view bytes, std::span<const std::string_view> names, Child::Pipe& pipe) {
  // libmdb reads through a stream on the buffer and never writes to it.
  MdbHandle* database = mdb_open_buffer(const_cast<char*>(bytes.data()), bytes.size(), MDB_NOFLAGS);
  if (database == nullptr || mdb_read_catalog(database, MDB_TABLE) == nullptr) {
    return;
  }
  Sender sender(pipe);
  for (const auto name : names) {
    for (unsigned i = 0; i < database->num_catalog; ++i) {
      auto* entry = static_cast<MdbCatalogEntry*>(g_ptr_array_index(database->catalog, i));
      if (entry->object_type != MDB_TABLE || name != entry->object_name) {
        continue;
      }
      MdbTableDef* table = mdb_read_table(entry);
      if (table != nullptr && mdb_read_columns(table) != nullptr) {
        send_table(database, table, sender);
      }
      break;
    }
  }
  sender.put(end_mark);
  sender.flush();
}

// The parent's side.

class Receiver {
 public:
  Receiver(Child& child, std::size_t file_size)
      : child_(child), most_rows_(file_size / 2), bytes_left_((std::size_t{16} << 20U) + 32 * file_size) {}

  // Takes in everything; false where the child stopped before the end or sent what cannot be.
  bool receive(std::vector<JetTable>& tables) {
    std::uint32_t mark = 0;
    while (get(mark) && mark == table_mark) {
      JetTable& table = tables.emplace_back();
      if (!receive_head(table) || !receive_rows(table)) {
        return false;
      }
    }
    return mark == end_mark;
  }

 private:
  bool get(std::uint32_t& value) { return child_.read(&value, sizeof value); }
  bool get(std::string& value) {
    std::uint32_t size = 0;
    if (!get(size) || size > text_limit || !spend(sizeof(std::string) + size)) {
      return false;
    }
    value.resize(size);
    return child_.read(value.data(), size);
  }
  // What the parent holds stays in proportion to the file: more comes only from pages that are read over and
  // over.
  bool spend(std::size_t bytes) {
    if (bytes > bytes_left_) {
      return false;
    }
    bytes_left_ -= bytes;
    return true;
  }

  bool receive_head(JetTable& table) {
    std::uint32_t announced = 0;
    std::uint32_t columns = 0;
    if (!get(table.name) || !get(announced) || !get(columns) || columns > column_limit) {
      return false;
    }
    table.announced_rows = announced;
    for (std::uint32_t i = 0; i < columns; ++i) {
      std::uint32_t kind = 0;
      JetColumn column;
      if (!get(kind) || !get(column.name)) {
        return false;
      }
      column.is_text = kind == text;
      column.single_precision = kind == single;
      table.columns.push_back(std::move(column));
    }
    return true;
  }

  bool receive_rows(JetTable& table) {
    std::uint32_t rows = 0;
    while (get(rows) && rows > 0) {
      // Each row has at least its place in the list of a page, two bytes.
      if (rows > block_rows || table.rows + rows > most_rows_) {
        return keep_whole_rows(table);
      }
      for (auto& column : table.columns) {
        if (column.is_text) {
          for (std::uint32_t i = 0; i < rows; ++i) {
            if (!get(column.texts.emplace_back())) {
              return keep_whole_rows(table);
            }
          }
        } else {
          if (!spend(rows * sizeof(double))) {
            return keep_whole_rows(table);
          }
          column.numbers.resize(table.rows + rows);
          if (!child_.read(column.numbers.data() + table.rows, rows * sizeof(double))) {
            return keep_whole_rows(table);
          }
        }
      }
      table.rows += rows;
    }
    return rows == 0;
  }

  static bool keep_whole_rows(JetTable& table) {
    // Columns that the broken block did not reach are as long already.
    for (auto& column : table.columns) {
      if (column.is_text) {
        column.texts.resize(table.rows);
      } else {
        column.numbers.resize(table.rows);
      }
    }
    return false;
  }

  Child& child_;
  std::size_t most_rows_;
  std::size_t bytes_left_;
};

}  // namespace

const JetColumn* JetTable::find(std::string_view column) const noexcept {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const JetColumn& known) { return known.name == column; });
  return found == columns.end() ? nullptr : &*found;
}

const JetTable* JetTables::find(std::string_view name) const noexcept {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const JetTable& table) { return table.name == name; });
  return found == list.end() ? nullptr : &*found;
}

bool is_jet(std::string_view bytes) {
  return bytes.size() > 4 && bytes.substr(4).starts_with("Standard Jet DB");
}

JetTables read_jet(const Source& source, std::span<const std::string_view> names) {
  JetTables tables;
  const auto bytes = source.bytes();
  // libmdb reads some 100 MB/s and keeps a page or two.
  ChildLimits limits;
  limits.cpu_s += static_cast<unsigned>(bytes.size() / 20'000'000);
  Child child([&](Child::Pipe& pipe) { send_tables(bytes, names, pipe); }, limits);
  Receiver receiver(child, bytes.size());
  if (!receiver.receive(tables.list)) {
    const std::string end = child.finish();
    tables.damage =
        end.empty() ? "holds tables that contradict themselves" : "is damaged: reading its tables " + end;
  }
  return tables;
}

}  // namespace nacre::formats::arbin
