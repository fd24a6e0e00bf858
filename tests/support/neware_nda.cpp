// .nda files: a header, and records in one table or, since BTS 9, in blocks that are chained.
#include <cstdint>

#include "support/neware_record.hpp"

namespace nacre::testing {
namespace {

const char* nda_words(unsigned version) {
  switch (version) {
    case 1:
      return "index:u4 cycle0:u4 step_index:u1 type:u1 step_time:u4 voltage*1e4:i4 current@:i4 -8 "
             "capacity*3600@:i8";
    case 2:
      return "=0:u1 -4 cycle:u4 type:u1 step_index:u1 step_time:u4 voltage*1e4:i4 current@:i4 -8 "
             "capacity*3600@:i8";
    case 3:
    case 4:
      return "=85:u1 index:u4 cycle0:u4 step_index:u1 type:u1 step_time:u4 voltage*1e4:i4 current@:i4 -8 "
             "capacity*3600@:i8 -4";
    case 5:
    case 7:
      return "=0:u1 index:u4 cycle0:u4 step_index:u1 type:u1 step_time:u4 voltage*1e4:i4 current@:i4 -8 "
             "capacity*3600@:i8 energy*3600@:i8 unix:u8 -4";
    case 6:
    case 8:
      return "=0:u1 index:u4 cycle:u4 step_index:u1 type:u1 step_time:u4 voltage*1e4:i4 current@:i4 -8 "
             "capacity*3600@:i8 energy*3600@:i8 unix:u8 -4";
    case 9:
      return "=85:u1 -1 index:u4 cycle0:u4 step_index:u1 type:u1 step_time:u4 voltage*1e4:i4 current@:i4 -8 "
             "capacity*3600@:i8 energy*3600@:i8 unix:u8 -4";
    case 10:
      return "=85:u1 -1 index:u4 cycle0:u4 step_index:u1 type:u1 step_time:u8 voltage*1e4:i4 current@:i4 -8 "
             "capacity*3600@:i8 energy*3600@:i8 unix:u8 -4";
    case 11:
    case 12:
    case 13:
    case 15:
    case 18:
      return "=85:u1 -1 index:u4 cycle0:u4 step_index:u2 type:u1 step_time*1e3:u8 voltage*1e4:i4 current@:i4 "
             "-8 "
             "capacity*3600@:i8 energy*3600@:i8 unix:u8 RANGE -4";
    case 19:
      return "=85:u1 -7 index:u4 cycle0:u4 step_index:u2 type:u1 -5 step_time:u4 voltage*1e4:i4 current@:i4 "
             "-8 "
             "charge*3600@:i4 discharge*3600@:i4 charge_energy*3600@:i4 discharge_energy*3600@:i4 unix:u4 -4";
    case 25:
    case 27:
      return "=85:u1 -1 index:u4 cycle0:u4 step_index:u2 type:u1 step_time*1e3:u8 voltage*1e4:i4 current@:i4 "
             "-8 "
             "capacity*3600@:i8 energy*3600@:i8 unix:u8 RANGE -5";
    case 26:
    case 28:
    case 29:
      return "=85:u1 -1 index:u4 cycle0:u4 step_index:u2 type:u1 jump:u1 step_time*1e3:u8 voltage*1e4:i4 "
             "current@:i4 -8 charge*3600@:i8 discharge*3600@:i8 charge_energy*3600@:i8 "
             "discharge_energy*3600@:i8 "
             "unix:date -1 RANGE -4";
    case 90:
      return "=18:u1 -3 =85:u1 -4 step_index:u1 type:u1 -5 index:u4 -8 step_time*1e6:u8 voltage:f4 "
             "current*1e3:f4 "
             "-8 charge*3.6e6:f4 charge_energy*3.6e6:f4 discharge*-3.6e6:f4 discharge_energy*-3.6e6:f4 "
             "unix*1e6:u8 "
             "-12";
    case 130:
      return "=85:u2 step_index:u1 type:u1 -4 index:u4 time:ns current*1e3:f4 voltage:f4 "
             "signed_capacity*3.6e6:f4 "
             "signed_energy*3.6e6:f4 cycle0:u4 -4 unix:ns temperature:f4";
    case 1130:
      return "=85:u2 step_index:u1 type:u1 -4 index:u4 time:ns current*1e3:f4 voltage:f4 "
             "signed_capacity*3.6e6:f4 "
             "signed_energy*3.6e6:f4 cycle0:u4 -4 unix:ns";
    case 2130:
      return "=85:u2 step_index:u1 type:u1 -4 index:u4 time:ns current*1e3:f4 voltage:f4 "
             "signed_capacity*3.6e6:f4 "
             "signed_energy*3.6e6:f4 unix:ns -4 temperature:f4 cycle0:u4 -4";
    default:  // 14, 16, 17, 20, 22, 23, 24
      return "=85:u1 -1 index:u4 cycle0:u4 step_index:u2 type:u1 jump:u1 step_time*1e3:u8 voltage*1e4:i4 "
             "current@:i4 -8 charge*3600@:i8 discharge*3600@:i8 charge_energy*3600@:i8 "
             "discharge_energy*3600@:i8 "
             "unix:u8 RANGE -4";
  }
}

std::string nda_9(const std::string& records, std::size_t record_size, unsigned version, int blocks) {
  constexpr std::size_t header_size = 1024;
  std::string file(header_size, '\0');
  const auto start_header = [&](std::size_t at) {
    file.replace(at, 6, "NEWARE");
    file[at + 14] = static_cast<char>(130);
    put(file, at + 16, static_cast<std::uint16_t>(version == 90 ? 2 : 19));
  };
  start_header(0);
  if (blocks == 1) {
    put(file, 82, std::uint64_t{header_size});
    put(file, 90, std::uint64_t{records.size()});
    return file + records;
  }
  put(file, 90, std::uint64_t{records.size()});
  const std::size_t count = records.size() / record_size;
  for (int i = 0; i < blocks; ++i) {
    const std::size_t begin = count * static_cast<std::size_t>(i) / static_cast<std::size_t>(blocks);
    const std::size_t end = count * static_cast<std::size_t>(i + 1) / static_cast<std::size_t>(blocks);
    const std::size_t head = file.size();
    const std::size_t length = (end - begin) * record_size;
    file.resize(head + header_size);
    start_header(head);
    put(file, head + 82, std::uint64_t{head + header_size});
    put(file, head + 90, std::uint64_t{length});
    put(file, head + 242, std::uint64_t{head + header_size + length});
    file += records.substr(begin * record_size, length);
  }
  return file;
}

}  // namespace

std::string nda_file(const std::vector<NewareRow>& rows, unsigned version, const NewareOptions& options) {
  const NewareRecord writer(nda_words(version), options.current_range);
  std::string records;
  records.reserve(rows.size() * writer.size());
  for (auto row : rows) {
    if (version == 1) {
      row.step_type = row.step_type == 3   ? 2
                      : row.step_type == 2 ? 4
                      : row.step_type == 4 ? 5
                                           : row.step_type;
    }
    records += writer.write(row);
  }
  if (version >= 90) {
    return nda_9(records, writer.size(), version, options.blocks);
  }
  constexpr std::size_t device = 104;
  constexpr std::size_t device_size = 42;
  constexpr std::size_t test = device + device_size;
  constexpr std::size_t test_size = 503;
  constexpr std::size_t begin = 2048;
  std::string file(begin, '\0');
  file.replace(0, 6, "NEWARE");
  file[14] = static_cast<char>(version);
  put(file, 16, static_cast<std::uint32_t>(device));
  put(file, 20, static_cast<std::uint32_t>(device_size));
  put(file, device + 26, std::int32_t{options.current_range == 0 ? 6000 : options.current_range});
  put(file, 24, static_cast<std::uint32_t>(test));
  put(file, 28, static_cast<std::uint32_t>(test_size));
  file.replace(test + (version >= 11 ? 37 : 36), 19, "2023-11-14 22:13:20");
  put(file, 64, static_cast<std::uint32_t>(begin));
  put(file, 68, static_cast<std::uint32_t>(records.size()));
  file += records;
  put(file, 72, static_cast<std::uint32_t>(file.size()));
  if (options.channels > 0) {
    const bool short_record = writer.size() == 69;
    const NewareRecord channel(short_record
                                   ? "=101:u1 -1 index:u4 -15 voltage*1e4:i4 -8 temperature*10:i2 -34"
                                   : "=101:u1 -1 index:u4 -16 voltage*1e4:i4 -8 temperature*10:i2 -50",
                               options.current_range);
    for (auto row : rows) {
      for (int i = 1; i <= options.channels; ++i) {
        row.temperature_C += 10;
        auto record = channel.write(row);
        record[1] = static_cast<char>(i);
        file += record;
      }
    }
    put(file, 76,
        static_cast<std::uint32_t>(rows.size() * static_cast<std::size_t>(options.channels) *
                                   channel.size()));
  }
  return file;
}

}  // namespace nacre::testing
