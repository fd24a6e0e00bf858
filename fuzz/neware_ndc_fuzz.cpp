// The members of an .ndax archive, which a changed byte would never reach behind the checksums of the
// archive: the input is cut into records, run info, steps and a channel, and each is filled up to whole
// pages.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nacre/formats/neware/ndc.hpp"

using namespace nacre::formats;
using namespace nacre::formats::neware;

namespace {

void read(const Source& source, const std::array<std::string, 4>& parts, bool damaged) {
  using Kind = NdcFile::Kind;
  const auto open = [&](std::size_t i, Kind kind) {
    return NdcFile(Place{source, "part", parts[i]}, kind, damaged);
  };
  const auto attempt = [](auto action) {
    try {
      action();
    } catch (const nacre::InputError&) {
    }
  };
  std::vector<Step> steps;
  Rows rows;
  attempt([&] { steps = read_steps(open(2, Kind::steps)); });
  attempt([&] {
    const auto data = open(0, Kind::records);
    rows = is_split(data.version()) ? read_split(data, open(1, Kind::run_info), steps, !damaged)
                                    : read_records(data, steps);
  });
  attempt([&] { read_channel(open(3, Kind::channel), rows.index); });
  if (rows.count > 0) {
    Table table;
    add_rows(table, std::move(rows));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t head = 6;  // three u16: the sizes of the first three parts
  if (size < head) {
    return 0;
  }
  const auto source = Source::from_memory("input", std::string(reinterpret_cast<const char*>(data), size));
  std::string_view rest = source.bytes().substr(head);
  std::array<std::string, 4> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t wanted = i < 3 ? source.load<std::uint16_t>(2 * i) : rest.size();
    parts[i] = rest.substr(0, wanted);
    rest.remove_prefix(parts[i].size());
    const std::size_t page = NdcFile::page_size(parts[i]);
    parts[i].resize((parts[i].size() + page - 1) / page * page);
  }
  read(source, parts, false);
  read(source, parts, true);
  return 0;
}
