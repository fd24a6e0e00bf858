#include "nacre/formats/reader.hpp"

#include "nacre/formats/archive.hpp"

namespace nacre::formats {
namespace {

const Reader* find_reader(const Source& source, const std::string& forced) {
  const Reader* possible = nullptr;
  for (const auto& reader : readers()) {
    if (!forced.empty()) {
      if (reader.name == forced) {
        return &reader;
      }
      continue;
    }
    const Match match = reader.detect(source);
    if (match == Match::certain) {
      return &reader;
    }
    if (match == Match::possible && possible == nullptr) {
      possible = &reader;
    }
  }
  if (!forced.empty()) {
    std::string names;
    for (const auto& reader : readers()) {
      names += (names.empty() ? "" : ", ") + std::string(reader.name);
    }
    throw UsageError("no reader is called " + forced, "readers: " + names);
  }
  return possible;
}

// The one file inside a zip archive that is no format of its own, or nothing.
const ZipArchive::Member* single_member(const ZipArchive& archive) {
  const ZipArchive::Member* single = nullptr;
  for (const auto& member : archive.members()) {
    if (member.name.ends_with("/") || member.name.starts_with("__MACOSX/")) {
      continue;
    }
    if (single != nullptr) {
      return nullptr;
    }
    single = &member;
  }
  return single;
}

struct Recognised {
  const Reader* reader;
  Source source;  // the file, or the one file inside a zip archive
};

Recognised recognised(const Source& source, const ReadOptions& options) {
  if (const Reader* reader = find_reader(source, options.reader)) {
    return {reader, source};
  }
  if (is_zip(source.bytes())) {
    const ZipArchive archive(source);
    if (const auto* member = single_member(archive); member != nullptr && !member->name.ends_with(".zip")) {
      return recognised(Source::from_memory(source.path() + ":" + member->name,
                                            archive.extract(archive.find(member->name))),
                        options);
    }
  }
  source.fail("is in no format that nacre knows", at_byte(0),
              "for a text file with columns, give a column map; 'nacre table --formats' lists the formats");
}

}  // namespace

const Reader& recognise(const Source& source, const ReadOptions& options) {
  return *recognised(source, options).reader;
}

Table read_table(const std::filesystem::path& path, const ReadOptions& options) {
  return read_table(Source::open(path), options);
}

Table read_table(const Source& source, const ReadOptions& options) {
  const auto [reader, inner] = recognised(source, options);
  Table table = reader->read(inner, options);
  table.file = source.path();
  table.reader = reader->name;
  return table;
}

}  // namespace nacre::formats
