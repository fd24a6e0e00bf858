#include "nacre/formats/neware/ndax.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <optional>

#include "nacre/formats/archive.hpp"
#include "nacre/formats/neware/ndc.hpp"
#include "nacre/formats/neware/test_info.hpp"
#include "nacre/formats/salvage.hpp"

namespace nacre::formats::neware {
namespace {

constexpr std::string_view data_member = "data.ndc";

// The members of an archive, whole or as far as they can be read.
class Members {
 public:
  struct Member {
    std::string name;
    Bytes bytes;
    bool complete = true;

    std::string_view view() const noexcept { return {bytes.data(), bytes.size()}; }
  };

  Members(const Source& source, bool salvage) : source_(source) {
    if (salvage) {
      for (auto& member : salvage_members(source, limit())) {
        names_.push_back(member.name);
        read_.push_back({std::move(member.name), std::move(member.bytes), member.complete});
      }
      return;
    }
    archive_.emplace(source);
    for (const auto& member : archive_->members()) {
      names_.push_back(member.name);
    }
  }

  const std::vector<std::string>& names() const noexcept { return names_; }

  // Null: there is none of that name. The member stays where it is as long as this object.
  const Member* find(std::string_view name) {
    const auto known =
        std::find_if(read_.begin(), read_.end(), [&](const Member& m) { return m.name == name; });
    if (known != read_.end()) {
      return &*known;
    }
    const int index = archive_ ? archive_->find(name) : -1;
    if (index < 0) {
      return nullptr;
    }
    const auto& member = archive_->members()[static_cast<std::size_t>(index)];
    unpacked_ += std::min(member.size, limit() + 1);
    if (unpacked_ > limit()) {
      source_.fail("member " + member.name + " claims to unpack to " + std::to_string(member.size) + " bytes",
                   "member " + member.name, "copy the file again");
    }
    return &read_.emplace_back(Member{std::string(name), archive_->extract(index), true});
  }

 private:
  // Pages of zeros pack a thousand times: what a small file may make nacre allocate needs a bound.
  std::size_t limit() const noexcept {
    return std::min(unpacked_limit, unpacked_limit / 4 + 64 * source_.bytes().size());
  }

  const Source& source_;
  std::optional<ZipArchive> archive_;
  std::vector<std::string> names_;
  std::deque<Member> read_;
  std::size_t unpacked_ = 0;
};

// An auxiliary channel's file: "data_AUX_<channel>_<unit>_<device>.ndc" or "..._<number>.ndc".
struct ChannelFile {
  std::string name;
  std::array<int, 3> numbers{};
};

std::optional<ChannelFile> as_channel_file(const std::string& name) {
  constexpr std::string_view extension = ".ndc";
  if (!name.ends_with(extension)) {
    return std::nullopt;
  }
  std::string_view stem(name);
  stem.remove_suffix(extension.size());
  const auto marker = stem.find("data_AUX_");
  const std::size_t wanted = marker != std::string_view::npos ? 3 : 1;
  ChannelFile file{name, {}};
  for (std::size_t i = wanted; i-- > 0;) {
    const auto underscore = stem.rfind('_');
    if (underscore == std::string_view::npos || underscore + 1 == stem.size()) {
      return std::nullopt;
    }
    const auto digits = stem.substr(underscore + 1);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), file.numbers[i]);
    if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size()) {
      return std::nullopt;
    }
    stem = stem.substr(0, underscore);
  }
  return file;
}

struct Meaning {
  int type;
  const char* letter;
  const char* unit;
};
const Meaning* find_meaning(int type) {
  static constexpr std::array<Meaning, 19> meanings{{{102, "V", "V"},
                                                     {103, "T", "degC"},
                                                     {104, "I", "A"},
                                                     {105, "V", "V"},
                                                     {106, "T", "degC"},
                                                     {107, "I", "A"},
                                                     {108, "clamp_temperature", "degC"},
                                                     {109, "clamp_weight", "kg"},
                                                     {110, "clamp_air_pressure", "kPa"},
                                                     {111, "leader_temperature", "degC"},
                                                     {112, "red_temperature", "degC"},
                                                     {113, "humidity", ""},
                                                     {114, "thickness", "mm"},
                                                     {115, "flow", ""},
                                                     {116, "voc", ""},
                                                     {117, "pressure", "bar"},
                                                     {118, "force", "N"},
                                                     {335, "t", "degC"},
                                                     {345, "H", "%"}}};
  const auto* const found =
      std::find_if(meanings.begin(), meanings.end(), [type](const Meaning& m) { return m.type == type; });
  return found == meanings.end() ? nullptr : found;
}

// Which channel each file holds: by the number of the device's channel where the files are named after it,
// else in the order of both.
std::vector<std::pair<ChannelFile, std::optional<AuxChannel>>> match_channels(
    const std::vector<std::string>& names, const std::vector<AuxChannel>& channels) {
  std::vector<std::pair<ChannelFile, std::optional<AuxChannel>>> matched;
  for (const auto& name : names) {
    if (auto file = as_channel_file(name)) {
      matched.emplace_back(std::move(*file), std::nullopt);
    }
  }
  std::sort(matched.begin(), matched.end(),
            [](const auto& a, const auto& b) { return a.first.numbers < b.first.numbers; });
  const auto channel_of = [&](const ChannelFile& file) {
    const AuxChannel* found = nullptr;
    for (const auto& channel : channels) {
      if (channel.real_channel == file.numbers[0]) {
        if (found != nullptr) {
          return static_cast<const AuxChannel*>(nullptr);
        }
        found = &channel;
      }
    }
    return found;
  };
  const bool by_number = std::all_of(matched.begin(), matched.end(), [&](const auto& item) {
    return item.first.name.find("data_AUX_") != std::string::npos && channel_of(item.first) != nullptr;
  });
  for (std::size_t i = 0; i < matched.size(); ++i) {
    if (by_number) {
      matched[i].second = *channel_of(matched[i].first);
    } else if (channels.size() == matched.size()) {
      matched[i].second = channels[i];
    }
  }
  return matched;
}

class NdaxReader {
 public:
  NdaxReader(const Source& source, bool salvage)
      : source_(source), salvage_(salvage), members_(source, salvage) {}

  Table read() {
    TestInfo info;
    if (const auto* member = members_.find("TestInfo.xml"); member != nullptr) {
      info = read_test_info(member->view());
    }
    const auto* data_bytes = find(data_member);
    if (data_bytes == nullptr) {
      source_.fail("lacks the member data.ndc", "member data.ndc",
                   "copy the file again: it holds the records");
    }
    const NdcFile data = open(*data_bytes, NdcFile::Kind::records);
    Rows rows = read_rows(data);
    if (rows.count == 0) {
      source_.fail("holds no records", "member data.ndc",
                   "the test had not begun when the file was written, or all of it is damaged");
    }
    auto channels = read_channels(info, rows.index);
    table_.metadata = std::move(info.metadata);
    table_.metadata.insert(table_.metadata.begin(),
                           {"format", "Neware .ndax, .ndc version " + std::to_string(data.version())});
    add_rows(table_, std::move(rows));
    add_channels(table_, std::move(channels));
    return std::move(table_);
  }

 private:
  // Null: there is none, or nothing of it is left.
  const Members::Member* find(std::string_view name) {
    const auto* member = members_.find(name);
    if (member == nullptr || member->complete) {
      return member;
    }
    table_.warnings.push_back("member " + member->name + " is damaged after " +
                              std::to_string(member->bytes.size()) + " bytes: what comes before was read");
    return member->bytes.size() < NdcFile::page_size(member->view()) ? nullptr : member;
  }
  NdcFile open(const Members::Member& member, NdcFile::Kind kind) const {
    return {Place{source_, member.name, member.view()}, kind, !member.complete};
  }

  // A member without which times are not known; null only when salvaging.
  const Members::Member* find_part(std::string_view name) {
    const auto* member = find(name);
    if (member == nullptr) {
      if (!salvage_) {
        source_.fail("lacks the member " + std::string(name), "member " + std::string(name),
                     "copy the file again, or read what there is with --salvage");
      }
      table_.warnings.push_back("member " + std::string(name) + " is missing or cannot be read");
    }
    return member;
  }

  Rows read_rows(const NdcFile& data) {
    std::vector<Step> steps;
    if (!is_split(data.version())) {
      if (const auto* member = data.version() == 6 ? find("data_step.ndc") : nullptr; member != nullptr) {
        steps = read_steps(open(*member, NdcFile::Kind::steps));
      }
      return read_records(data, steps);
    }
    const auto* run_info = find_part("data_runInfo.ndc");
    const auto* step_member = find_part("data_step.ndc");
    if (step_member != nullptr) {
      steps = read_steps(open(*step_member, NdcFile::Kind::steps));
    }
    if (run_info == nullptr) {
      table_.warnings.emplace_back("times, steps and capacities are lost: they are in data_runInfo.ndc");
      return read_bare(data);
    }
    return read_split(data, open(*run_info, NdcFile::Kind::run_info), steps, run_info->complete);
  }

  std::vector<Column> read_channels(const TestInfo& info, std::span<const double> row_index) {
    std::vector<Column> columns;
    const auto files = match_channels(members_.names(), info.channels);
    check_memory(Place{source_, "", {}}, row_index.size(), 18 + 3 * files.size());
    for (const auto& [file, channel] : files) {
      const auto* member = find(file.name);
      if (member == nullptr) {
        continue;
      }
      for (auto& column : read_channel(open(*member, NdcFile::Kind::channel), row_index)) {
        const Meaning* meaning = channel ? find_meaning(channel->type) : nullptr;
        if (column.name == "?" && meaning != nullptr) {
          column.name = meaning->letter;
          column.unit = meaning->unit;
        } else if (column.name == "?") {
          table_.warnings.push_back("the file does not say what " + file.name +
                                    " measures: its column has no unit");
          column.name = file.name.substr(0, file.name.size() - 4);
          columns.push_back(std::move(column));
          continue;
        }
        column.name += std::to_string(channel ? channel->id : file.numbers[0]);
        columns.push_back(std::move(column));
      }
    }
    return columns;
  }

  const Source& source_;
  bool salvage_;
  Members members_;
  Table table_;
};

}  // namespace

Match detect_ndax(const Source& source) {
  const auto bytes = source.bytes();
  constexpr std::size_t window = 65536;
  if (!is_zip(bytes) || (bytes.substr(bytes.size() - std::min(bytes.size(), window)).find(data_member) ==
                             std::string_view::npos &&
                         bytes.substr(0, window).find(data_member) == std::string_view::npos)) {
    return is_zip(bytes) && source.has_extension(".ndax") ? Match::possible : Match::no;
  }
  try {
    return ZipArchive(source).find(data_member) >= 0 ? Match::certain : Match::no;
  } catch (const InputError&) {
    return Match::certain;  // damaged, as its reader will say
  }
}

Table read_ndax(const Source& source, const ReadOptions& options) {
  return NdaxReader(source, options.salvage).read();
}

}  // namespace nacre::formats::neware
