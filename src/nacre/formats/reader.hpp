// The door by which tables enter: finds the reader that knows a file, by its content first, and runs it.
//
// A new format is one .cpp file with a detect and a read function and one line in readers.cpp.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nacre/formats/source.hpp"
#include "nacre/formats/table.hpp"

namespace nacre::formats {

// Which column of a generic text file holds what: {"voltage_V", "U [mV]"}. A factor to SI comes from the unit
// in the heading, or is given: {"current_A", "I * -1e-3"}.
using ColumnMap = std::map<std::string, std::string>;

struct ReadOptions {
  bool salvage = false;  // return what is readable before the damage, with a warning, instead of an error
  std::string reader;    // use this reader, whatever the content says
  ColumnMap column_map;  // for the generic text reader
};

enum class Match {
  no,
  possible,  // the name or the general shape fits: taken only where no reader is certain
  certain,   // the content says so
};

struct Reader {
  std::string_view name;         // "biologic-mpr": printed, and accepted by --reader
  std::string_view description;  // "BioLogic EC-Lab binary (.mpr)"
  Match (*detect)(const Source& source);
  // Returns a table with at least one row. Throws InputError with byte or line.
  Table (*read)(const Source& source, const ReadOptions& options);
};

// Every reader, in the order in which they are asked.
std::span<const Reader> readers();

// Opens and reads a file. A zip archive that holds one table is read through it; of one that holds several, a
// path "archive.zip:member" names one (Source::open). Throws InputError (cannot be read, unknown format,
// damaged, several tables), UsageError (no reader of that name).
Table read_table(const std::filesystem::path& path, const ReadOptions& options = {});
Table read_table(const Source& source, const ReadOptions& options = {});

// Every table of a zip archive, of a folder (not of folders inside it) or of a single file, in the natural
// order of their names: scan9 before scan10. Members that are no tables are passed over: where some are known
// for certain, those are the tables, and a structure or a list of settings beside them is none. Throws as
// read_table does; InputError names the member.
std::vector<Table> read_tables(const std::filesystem::path& path, const ReadOptions& options = {});
std::vector<Table> read_tables(const Source& source, const ReadOptions& options = {});

// The reader that read_table would use, without reading. Throws like read_table where there is none.
const Reader& recognise(const Source& source, const ReadOptions& options = {});

}  // namespace nacre::formats
