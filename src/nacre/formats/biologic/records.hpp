// The records of the "VMP data" module of an .mpr file: how a record is laid out, and its columns as numbers.
//
//   u32 number of points; number of columns (u8; u16 from version 10 on); that many column ids (u16; u8 in
//   version 0); then, at a fixed place of the body, the records one behind the other:
//     version  0: byte 100    2: 405    3: 406    10 and 11: 1007
//   A record holds its columns in the order of the ids, little-endian and without gaps, except that all flag
//   ids together take the one byte at the place of the first of them.
//
// Width of an unknown id: (length of the body - place of the records) / number of points is the size of a
// record, and what the known ids leave of it belongs to the unknown ones. Values of 1, 2, 4 and 8 bytes
// exist. Where that leaves exactly one way to share the bytes out, the widths are known: the column is kept,
// 1 and 2 bytes as a whole number, 4 and 8 bytes as a floating-point number, under the id, with a warning.
// Where more ways remain, the file is refused with the ids: a guess would shift every column behind.
#pragma once

#include <vector>

#include "nacre/formats/biologic/columns.hpp"
#include "nacre/formats/biologic/modules.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::formats::biologic {

struct Field {
  ColumnId column;
  std::size_t offset = 0;  // in the record, in bytes
  bool deduced = false;    // its width follows from the size of the record alone
};

struct Layout {
  std::vector<Field> fields;
  std::size_t record = 0;  // bytes
  std::size_t start = 0;   // of the first record in the body
  std::size_t points = 0;  // as the header says
  std::size_t rows = 0;    // whole records that are there, at most points
};

// Throws InputError: unknown version, impossible counts, unknown width, a body that does not hold a whole
// number of records. With salvage a body that is shorter than it should be is read as far as it goes.
Layout read_layout(const Source& source, const Module& data, bool salvage);

// A column as it stands in the file, before it gets its standard name.
struct RawColumn {
  std::string label;
  Numbers values;
  bool single_precision = false;
};

std::vector<RawColumn> decode(const Module& data, const Layout& layout);

}  // namespace nacre::formats::biologic
