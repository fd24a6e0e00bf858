// Tables of a Microsoft Jet 4 database (.mdb; Arbin's .res is one), through libmdb.
//
// libmdb trusts what it reads, and a damaged file can crash it or keep it busy for ever. It therefore runs in
// a child process (child.hpp) that sends the tables through a pipe; the parent checks every size. Values are
// taken as the bytes that the database holds, not as the text into which libmdb prints them, so that no digit
// is lost.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/formats/source.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::formats::arbin {

struct JetColumn {
  std::string name;
  bool is_text = false;
  bool single_precision = false;
  Numbers numbers;                 // missing where null
  std::vector<std::string> texts;  // of a text column, instead of numbers
};

struct JetTable {
  std::string name;
  std::size_t announced_rows = 0;  // by the table's own definition
  std::size_t rows = 0;
  std::vector<JetColumn> columns;

  const JetColumn* find(std::string_view column) const noexcept;
};

struct JetTables {
  std::vector<JetTable> list;
  std::string damage;  // empty: everything was read; else why reading stopped

  const JetTable* find(std::string_view name) const noexcept;
};

bool is_jet(std::string_view bytes);

// Reads the tables of these names, as far as they are there. Throws Error where no child process can be
// started.
JetTables read_jet(const Source& source, std::span<const std::string_view> names);

}  // namespace nacre::formats::arbin
