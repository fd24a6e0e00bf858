#include "nacre/formats/reader.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "nacre/formats/archive.hpp"
#include "nacre/formats/members.hpp"

namespace nacre::formats {
namespace {

struct Found {
  const Reader* reader = nullptr;
  Match match = Match::no;
};

Found find_reader(const Source& source, const std::string& forced) {
  Found best;
  for (const auto& reader : readers()) {
    if (!forced.empty()) {
      if (reader.name == forced) {
        return {&reader, Match::certain};
      }
      continue;
    }
    const Match match = reader.detect(source);
    if (match > best.match) {
      best = {&reader, match};
    }
    if (match == Match::certain) {
      return best;
    }
  }
  if (!forced.empty()) {
    std::string names;
    for (const auto& reader : readers()) {
      names += (names.empty() ? "" : ", ") + std::string(reader.name);
    }
    throw UsageError("no reader is called " + forced, "readers: " + names);
  }
  return best;
}

struct Recognised {
  const Reader* reader;
  Source source;  // the file, or a file inside a zip archive
  std::string warning;
};

// How surely a reader knows a file. The last reader takes any rows of numbers, and so those of many files
// that are no tables.
int certainty(const Found& found) {
  return found.match == Match::certain                                         ? 2
         : found.match == Match::possible && found.reader != &readers().back() ? 1
                                                                               : 0;
}

// Of several files those that are tables: the ones that are known most surely, for beside patterns there lie
// structures and settings, in which rows of numbers are found, too.
class Tables {
 public:
  void add(const Source& source, const std::string& warning, const std::string& forced) {
    const Found found = find_reader(source, forced);
    if (found.reader == nullptr || (!forced.empty() && found.reader->detect(source) == Match::no)) {
      return;
    }
    const int sure = certainty(found);
    if (sure > most_) {
      known_.clear();
    }
    most_ = std::max(most_, sure);
    if (sure == most_) {
      known_.push_back({found.reader, source, warning});
    }
  }
  std::vector<Recognised> take() { return std::move(known_); }

 private:
  std::vector<Recognised> known_;
  int most_ = 0;
};

std::vector<Recognised> tables_in_archive(const Source& source, const ReadOptions& options) {
  Tables tables;
  for (const auto& member : unpack_members(source, options.salvage, [](std::string_view) { return true; })) {
    const auto size = std::to_string(member.source.bytes().size());
    tables.add(
        member.complete ? member.source : member.source.without_cut_line(),
        member.complete ? "" : "the archive is damaged: " + member.name + " was read up to byte " + size,
        options.reader);
  }
  return tables.take();
}

// What there is of a file: all of it, or, of a gzip file that is damaged, what comes before that, with a
// warning.
struct Readable {
  Source source;
  std::string warning;
};

Readable readable(const Source& source, const ReadOptions& options) {
  if (source.damage().empty()) {
    return {source, ""};
  }
  if (!options.salvage) {
    source.fail("is a gzip file that is damaged or cut off", source.damage(),
                "copy the file again, or read what there is with --salvage");
  }
  return {source.without_cut_line(), "the gzip file is damaged (" + source.damage() + "): read up to there"};
}

std::vector<Recognised> tables_in_folder(const std::filesystem::path& folder, const ReadOptions& options) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.file_size() > 0 &&
        !entry.path().filename().string().starts_with('.')) {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end(), [](const auto& a, const auto& b) {
    return natural_less(a.filename().string(), b.filename().string());
  });
  Tables tables;
  for (const auto& path : paths) {
    const auto [source, warning] = readable(Source::open(path), options);
    tables.add(source, warning, options.reader);
  }
  return tables.take();
}

// The file as a table of its own; nothing where no reader knows it.
std::optional<Recognised> recognised_whole(const Source& source, const ReadOptions& options) {
  const auto [rest, warning] = readable(source, options);
  if (const Reader* reader = find_reader(rest, options.reader).reader) {
    return Recognised{reader, rest, warning};
  }
  if (!warning.empty()) {
    if (const Reader* reader = find_reader(source, options.reader).reader) {
      return Recognised{reader, source, ""};
    }
  }
  return std::nullopt;
}

[[noreturn]] void fail_unknown(const Source& source) {
  source.fail("is in no format that nacre knows", at_byte(0),
              "for a text file with columns, give a column map; 'nacre table --formats' lists the formats");
}

Recognised recognised(const Source& source, const ReadOptions& options) {
  if (auto whole = recognised_whole(source, options)) {
    return std::move(*whole);
  }
  if (is_zip(source.bytes())) {
    // Not again for what is inside: an archive may hold itself.
    auto tables = tables_in_archive(source, options);
    if (tables.size() > 1) {
      source.fail("holds " + std::to_string(tables.size()) + " tables", "archive",
                  "name one of them: " + tables.front().source.path());
    }
    if (!tables.empty()) {
      return std::move(tables.front());
    }
  }
  fail_unknown(source);
}

Table read_recognised(const Recognised& recognised, const ReadOptions& options) {
  Table table = recognised.reader->read(recognised.source, options);
  if (!recognised.warning.empty()) {
    table.warnings.insert(table.warnings.begin(), recognised.warning);
  }
  table.file = recognised.source.path();
  table.reader = recognised.reader->name;
  return table;
}

std::vector<Table> read_all(const std::vector<Recognised>& tables, const ReadOptions& options) {
  std::vector<Table> read;
  read.reserve(tables.size());
  for (const auto& table : tables) {
    read.push_back(read_recognised(table, options));
  }
  return read;
}

}  // namespace

const Reader& recognise(const Source& source, const ReadOptions& options) {
  return *recognised(source, options).reader;
}

Table read_table(const std::filesystem::path& path, const ReadOptions& options) {
  return read_table(Source::open(path), options);
}

Table read_table(const Source& source, const ReadOptions& options) {
  Table table = read_recognised(recognised(source, options), options);
  table.file = source.path();
  return table;
}

std::vector<Table> read_tables(const std::filesystem::path& path, const ReadOptions& options) {
  if (!std::filesystem::is_directory(path)) {
    return read_tables(Source::open(path), options);
  }
  const auto tables = tables_in_folder(path, options);
  if (tables.empty()) {
    throw InputError(path.string(), "holds no file that nacre knows", "",
                     "'nacre table --formats' lists the formats");
  }
  return read_all(tables, options);
}

std::vector<Table> read_tables(const Source& source, const ReadOptions& options) {
  if (const auto whole = recognised_whole(source, options)) {
    return read_all({*whole}, options);
  }
  const auto tables = is_zip(source.bytes()) ? tables_in_archive(source, options) : std::vector<Recognised>{};
  if (tables.empty()) {
    fail_unknown(source);
  }
  return read_all(tables, options);
}

}  // namespace nacre::formats
