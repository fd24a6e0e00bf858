#include "nacre/formats/reader.hpp"

#include <optional>

#include "nacre/formats/archive.hpp"
#include "nacre/formats/salvage.hpp"

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

// The one file among the members of a zip archive, or nullptr.
template <class Member>
const Member* single_member(const std::vector<Member>& members) {
  const Member* single = nullptr;
  for (const auto& member : members) {
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

struct Packed {
  Source source;
  std::string warning;  // empty: it is whole
};

// The one file inside a zip archive, if there is but one.
std::optional<Packed> unpack(const Source& source, bool salvage) {
  const auto named = [&](const std::string& name, Bytes bytes) {
    return Source::from_memory(source.path() + ":" + name, std::move(bytes));
  };
  if (salvage) {
    const auto members = salvage_members(source);
    if (const auto* member = single_member(members)) {
      auto inner = named(member->name, member->bytes);
      if (member->complete) {
        return Packed{inner, ""};
      }
      const auto size = std::to_string(member->bytes.size());
      return Packed{inner.without_cut_line(),
                    "the archive is damaged: " + member->name + " was read up to byte " + size};
    }
    return std::nullopt;
  }
  const ZipArchive archive(source);
  if (const auto* member = single_member(archive.members())) {
    return Packed{named(member->name, archive.extract(archive.find(member->name))), ""};
  }
  return std::nullopt;
}

struct Recognised {
  const Reader* reader;
  Source source;  // the file, or the one file inside a zip archive
  std::string warning;
};

Recognised recognised(const Source& source, const ReadOptions& options) {
  if (!source.damage().empty() && !options.salvage) {
    source.fail("is a gzip file that is damaged or cut off", source.damage(),
                "copy the file again, or read what there is with --salvage");
  }
  if (!source.damage().empty()) {
    const Source rest = source.without_cut_line();
    if (const Reader* reader = find_reader(rest, options.reader)) {
      return {reader, rest, "the gzip file is damaged (" + source.damage() + "): read up to there"};
    }
  }
  if (const Reader* reader = find_reader(source, options.reader)) {
    return {reader, source, ""};
  }
  if (is_zip(source.bytes())) {
    // Not again for what is inside: an archive may hold itself.
    if (auto inner = unpack(source, options.salvage)) {
      if (const Reader* reader = find_reader(inner->source, options.reader)) {
        return {reader, inner->source, inner->warning};
      }
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
  const auto [reader, inner, warning] = recognised(source, options);
  Table table = reader->read(inner, options);
  if (!warning.empty()) {
    table.warnings.insert(table.warnings.begin(), warning);
  }
  table.file = source.path();
  table.reader = reader->name;
  return table;
}

}  // namespace nacre::formats
