#include "support/neware_files.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <ctime>
#include <map>
#include <sstream>

#include "support/packing.hpp"

namespace nacre::testing {
namespace {

template <class T>
void put(std::string& bytes, std::size_t at, T value) {
  std::memcpy(bytes.data() + at, &value, sizeof(value));
}

// A record is written by a list of words: "name*factor:type", where a factor may end in @ for the counts per
// ampere of the current range, "=12:u1" for a constant, "-4" for four bytes that say nothing. Types: u1, u2,
// u4, u8, i2, i4, i8, f4, ns (u4 seconds, u4 nanoseconds), date (u2 year, u1 month, day, hour, minute,
// second).
class Writer {
 public:
  Writer(const std::string& words, double counts_per_ampere) {
    std::istringstream stream(words);
    for (std::string word; stream >> word;) {
      add(word, counts_per_ampere);
    }
  }
  std::size_t size() const { return size_; }

  std::string write(const NewareRow& row) const {
    std::string record(size_, '\0');
    for (const auto& item : items_) {
      write_value(record, item.offset, item.type, item.value ? item.value(row) * item.factor : item.factor);
    }
    return record;
  }

 private:
  using Value = double (*)(const NewareRow&);
  struct Item {
    Value value;  // null: the constant factor
    double factor;
    std::string type;
    std::size_t offset;
  };

  static Value find(const std::string& name) {
    static const std::map<std::string, Value> values{
        {"index", [](const NewareRow& r) { return static_cast<double>(r.index); }},
        {"cycle", [](const NewareRow& r) { return static_cast<double>(r.cycle); }},
        {"cycle0", [](const NewareRow& r) { return static_cast<double>(r.cycle) - 1; }},
        {"step", [](const NewareRow& r) { return static_cast<double>(r.step); }},
        {"jump", [](const NewareRow& r) { return static_cast<double>(r.step % 256); }},
        {"step_index", [](const NewareRow& r) { return static_cast<double>(r.step_index); }},
        {"type", [](const NewareRow& r) { return static_cast<double>(r.step_type); }},
        {"step_time", [](const NewareRow& r) { return r.step_time_s; }},
        {"time", [](const NewareRow& r) { return r.time_s; }},
        {"unix", [](const NewareRow& r) { return r.unix_time_s; }},
        {"unix_whole", [](const NewareRow& r) { return std::floor(r.unix_time_s); }},
        {"unix_rest", [](const NewareRow& r) { return r.unix_time_s - std::floor(r.unix_time_s); }},
        {"voltage", [](const NewareRow& r) { return r.voltage_V; }},
        {"current", [](const NewareRow& r) { return r.current_A; }},
        {"charge", [](const NewareRow& r) { return r.charge_Ah; }},
        {"discharge", [](const NewareRow& r) { return r.discharge_Ah; }},
        {"charge_energy", [](const NewareRow& r) { return r.charge_Wh; }},
        {"discharge_energy", [](const NewareRow& r) { return r.discharge_Wh; }},
        {"capacity", [](const NewareRow& r) { return r.charge_Ah + r.discharge_Ah; }},
        {"energy", [](const NewareRow& r) { return r.charge_Wh + r.discharge_Wh; }},
        {"signed_capacity", [](const NewareRow& r) { return r.charge_Ah - r.discharge_Ah; }},
        {"signed_energy", [](const NewareRow& r) { return r.charge_Wh - r.discharge_Wh; }},
        {"temperature", [](const NewareRow& r) { return r.temperature_C; }},
    };
    return values.at(name);
  }

  void add(const std::string& word, double counts_per_ampere) {
    if (word[0] == '-') {
      size_ += std::stoul(word.substr(1));
      return;
    }
    const auto colon = word.find(':');
    std::string name = word.substr(0, colon);
    Item item{nullptr, 1, word.substr(colon + 1), size_};
    if (name.back() == '@') {
      item.factor = counts_per_ampere;
      name.pop_back();
    }
    if (name[0] == '=') {
      item.factor = std::stod(name.substr(1));
    } else {
      const auto times = name.find('*');
      if (times != std::string::npos) {
        item.factor *= std::stod(name.substr(times + 1));
        name.resize(times);
      }
      item.value = find(name);
    }
    static const std::map<std::string, std::size_t> sizes{{"u1", 1}, {"u2", 2},  {"u4", 4}, {"u8", 8},
                                                          {"i2", 2}, {"i4", 4},  {"i8", 8}, {"f4", 4},
                                                          {"ns", 8}, {"date", 7}};
    size_ += sizes.at(item.type);
    items_.push_back(std::move(item));
  }

  static void write_value(std::string& record, std::size_t at, const std::string& type, double value) {
    if (type == "f4") {
      return put(record, at, static_cast<float>(value));
    }
    if (type == "ns") {
      const auto nanoseconds = std::llround(value * 1e6) * 1000;
      put(record, at, static_cast<std::uint32_t>(nanoseconds / 1'000'000'000));
      return put(record, at + 4, static_cast<std::uint32_t>(nanoseconds % 1'000'000'000));
    }
    const auto integer = std::llround(value);
    if (type == "date") {
      const std::time_t time = integer;
      std::tm fields{};
      gmtime_r(&time, &fields);
      put(record, at, static_cast<std::uint16_t>(fields.tm_year + 1900));
      const std::array<int, 5> rest{fields.tm_mon + 1, fields.tm_mday, fields.tm_hour, fields.tm_min,
                                    fields.tm_sec};
      for (std::size_t i = 0; i < rest.size(); ++i) {
        record[at + 2 + i] = static_cast<char>(rest[i]);
      }
      return;
    }
    std::memcpy(record.data() + at, &integer, static_cast<std::size_t>(type[1] - '0'));
  }

  std::vector<Item> items_;
  std::size_t size_ = 0;
};

double counts_per_ampere(std::int32_t range) {
  const std::int32_t size = std::abs(range == 0 ? 6000 : range);
  const int decade = size < 10 ? 0 : size < 100 ? 1 : size < 1000 ? 2 : 3;
  return std::pow(10.0, (range < 0 ? 8 : 7) - decade);
}

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

std::string with_range(std::string words, std::int32_t range) {
  const auto at = words.find("RANGE");
  if (at != std::string::npos) {
    words.replace(at, 5, "=" + std::to_string(range) + ":i4");
  }
  return words;
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

// Words of an .ndc file; several versions share them.
std::string ndc_words(unsigned version, unsigned kind) {
  const std::string counters =
      "charge*3600@:i8 discharge*3600@:i8 charge_energy*3600@:i8 discharge_energy*3600@:i8 ";
  const bool milli = version == 9 || version == 11 || version == 13 || version == 16;
  if (kind == 7) {
    return version >= 16 ? "cycle0:u4 step_index:u4 -16 type:u1 -8 index:u4 -63"
                         : "cycle0:u4 step_index:u4 -16 type:u1 -12";
  }
  if (kind == 18) {
    const std::string factor = milli ? "*3.6e6" : "";
    std::string words = "step_time*1e3:u4 -1 charge" + factor + ":f4 discharge" + factor +
                        ":f4 charge_energy" + factor + ":f4 discharge_energy" + factor + ":f4 ";
    words += version == 8 ? "-5 " : "-8 ";
    words += "=1000:i4 unix_whole:u4 step:u4 index:u4 ";
    return words + (version <= 9    ? ""
                    : version <= 12 ? "unix_rest*1e3:u2"
                    : version <= 14 ? "unix_rest*1e3:u2 -8"
                                    : "unix_rest*1e3:u2 -53");
  }
  if (kind == 5) {
    switch (version) {
      case 2:
      case 4:
        return "=116:u1 -7 index:u4 -19 voltage*1e4:i4 -6 temperature*10:i2 =300:i2 -49";
      case 5:
        return "=101:u1 index:u4 -19 voltage*1e4:i4 -6 temperature*10:i2 -51";
      case 7:
        return "index:u4 temperature*10:i2";
      case 9:
        return "=116:u1 index:u4 -30 temperature*10:i2 -51";
      case 11:
      case 13:
      case 16:
        return "=101:u1 voltage*1e4:f4 temperature*10:i2";
      default:
        return "temperature:f4";
    }
  }
  switch (version) {
    case 1:
    case 3:
      return "=85:u1 -7 index:u4 cycle0:u4 step_index:u1 type:u1 -2 step_time*1e3:u8 voltage*1e4:i4 "
             "current@:i4 -4 " +
             counters + "unix:date RANGE";
    case 2:
    case 4:
      return "=85:u1 =1:u1 =1:u1 -5 index:u4 cycle0:u4 step_index:u1 type:u1 -5 step_time*1e3:u8 "
             "voltage*1e4:i4 "
             "current@:i4 -4 " +
             counters + "unix:date RANGE -8";
    case 5:
      return "=85:u1 index:u4 cycle0:u4 step_index:u1 type:u1 -5 step_time*1e3:u8 voltage*1e4:i4 current@:i4 "
             "-4 " +
             counters + "unix:date RANGE -8";
    case 6:
      return "step_time*1e3:u4 -1 voltage:f4 current:f4 charge:f4 discharge:f4 charge_energy:f4 "
             "discharge_energy:f4 "
             "-1 unix:u4 step:u4";
    case 7:
      return "index:u4 cycle0:u4 step_index:u1 type:u1 -1 step_time*1e3:u8 voltage*1e4:i4 current*1e3:i4 "
             "charge*3.6e6:i8 discharge*3.6e6:i8 charge_energy*3.6e6:i8 discharge_energy*3.6e6:i8 "
             "unix_whole:date "
             "unix_rest*1e3:u2";
    case 15:
      return "=85:u2 step_index:u1 type:u1 -4 index:u4 time:ns current*1e3:f4 voltage:f4 capacity*3.6e6:f4 "
             "energy*3.6e6:f4 unix:ns step_time:ns charge*3.6e6:f4 discharge*-3.6e6:f4";
    default:
      return milli ? "voltage*1e4:f4 current*1e3:f4" : "voltage:f4 current:f4";
  }
}

// The header of versions 7 and 15 lists the fields.
void write_field_list(std::string& header, unsigned version, unsigned kind, std::size_t record_size) {
  if (version == 7) {
    const std::vector<std::int32_t> codes =
        kind == 5 ? std::vector<std::int32_t>{6, 16}
                  : std::vector<std::int32_t>{6, 7, 8, 9, 10, 12, 13, 14, 17, 18, 19, 20, 21, 53};
    for (std::size_t i = 0; i < codes.size(); ++i) {
      put(header, 13 + 4 * i, codes[i]);
    }
  } else if (version == 15) {
    put(header, 516, static_cast<std::uint32_t>(record_size));
    const std::array<std::pair<std::int32_t, std::int32_t>, 4> fields{{{15, 36}, {65, 44}, {5, 52}, {6, 56}}};
    for (std::size_t i = 0; i < fields.size(); ++i) {
      put(header, 520 + 9 * i, fields[i].first);
      header[520 + 9 * i + 4] = 1;
      put(header, 520 + 9 * i + 5, fields[i].second);
    }
  }
}

}  // namespace

std::vector<NewareRow> neware_rows(std::size_t count, std::size_t rows_per_step) {
  constexpr std::array<std::uint8_t, 4> types{4, 1, 3, 2};
  std::vector<NewareRow> rows(count);
  double before = 0;
  for (std::size_t i = 0; i < count; ++i) {
    auto& row = rows[i];
    const std::size_t step = i / rows_per_step;
    const std::size_t in_step = i % rows_per_step;
    const double progress = static_cast<double>(in_step) / static_cast<double>(rows_per_step);
    row.index = static_cast<std::uint32_t>(i + 1);
    row.step = static_cast<std::uint32_t>(step + 1);
    row.cycle = static_cast<std::uint32_t>(step / types.size() + 1);
    row.step_index = static_cast<std::uint32_t>(step % types.size() + 1);
    row.step_type = types[step % types.size()];
    row.step_time_s = static_cast<double>(in_step);
    before += in_step == 0 && i > 0 ? rows[i - 1].step_time_s : 0;
    row.time_s = before + row.step_time_s;
    row.unix_time_s = 1.7e9 + static_cast<double>(i) + 0.25;
    switch (row.step_type) {
      case 1:
        row.voltage_V = 2 + 2 * progress;
        row.current_A = 1.5;
        break;
      case 3:
        row.voltage_V = 4;
        row.current_A = 1.5 - progress;
        break;
      case 2:
        row.voltage_V = 4 - 2 * progress;
        row.current_A = -3;
        break;
      default:
        row.voltage_V = 2.5;
    }
    // To the counts of the coarsest files, so that every version holds the same numbers.
    row.voltage_V = std::round(row.voltage_V * 1e4) / 1e4;
    row.current_A = std::round(row.current_A * 1e3) / 1e3;
    if (in_step > 0) {
      const auto& last = rows[i - 1];
      const double charge = row.current_A / 3600;
      (charge > 0 ? row.charge_Ah : row.discharge_Ah) = last.charge_Ah + last.discharge_Ah + std::abs(charge);
      (charge > 0 ? row.charge_Wh : row.discharge_Wh) =
          last.charge_Wh + last.discharge_Wh + std::abs(charge) * row.voltage_V;
    }
    row.temperature_C = std::round(200 + 50 * progress) / 10;
  }
  return rows;
}

std::string nda_file(const std::vector<NewareRow>& rows, unsigned version, const NewareOptions& options) {
  const Writer writer(with_range(nda_words(version), options.current_range),
                      counts_per_ampere(options.current_range));
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
    const Writer channel(short_record ? "=101:u1 -1 index:u4 -15 voltage*1e4:i4 -8 temperature*10:i2 -34"
                                      : "=101:u1 -1 index:u4 -16 voltage*1e4:i4 -8 temperature*10:i2 -50",
                         1);
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

std::string ndc_file(const std::vector<NewareRow>& rows, unsigned version, unsigned kind,
                     const NewareOptions& options) {
  const Writer writer(with_range(ndc_words(version, kind), options.current_range),
                      counts_per_ampere(options.current_range));
  const bool old = version <= 4;
  const std::size_t page_size = old ? 512 : 4096;
  const std::size_t data_begin = old ? 5 : 132;
  const std::size_t per_page = (page_size - data_begin - 4) / writer.size();
  std::string file(page_size, '\0');
  file[0] = static_cast<char>(kind);
  file[2] = static_cast<char>(version);
  write_field_list(file, version, kind, writer.size());
  for (std::size_t begin = 0; begin < rows.size(); begin += per_page) {
    const std::size_t count = std::min(per_page, rows.size() - begin);
    std::string page(page_size, '\0');
    page[0] = static_cast<char>(kind + 1);
    put(page, 2, static_cast<std::uint16_t>(count));
    for (std::size_t i = 0; i < count; ++i) {
      page[4 + (old ? 0 : i / 8)] = static_cast<char>(page[4 + (old ? 0 : i / 8)] | 1 << i % 8);
      page.replace(data_begin + i * writer.size(), writer.size(), writer.write(rows[begin + i]));
    }
    put(page, page_size - 4, libdeflate_crc32(0, page.data(), page_size - 4));
    file += page;
  }
  return file;
}

std::vector<std::pair<std::string, std::string>> ndax_members(const std::vector<NewareRow>& rows,
                                                              unsigned version,
                                                              const NewareOptions& options) {
  std::string info =
      "<?xml version=\"1.0\" encoding=\"GB2312\"?>\n<root><config><TestInfo StartTime=\"2023-11-14 "
      "22:13:20\" Barcode=\"&lt;synthetic&gt;\" AuxCount=\"" +
      std::to_string(options.channels) + "\">";
  for (int i = 1; i <= options.channels; ++i) {
    info += "<Aux" + std::to_string(i) + " AuxID=\"" + std::to_string(i) + "\" RealChlID=\"" +
            std::to_string(i + 8) + "\" ChlType=\"103\" />";
  }
  info += "</TestInfo></config></root>\n";
  std::vector<std::pair<std::string, std::string>> members{{"TestInfo.xml", info}};
  members.emplace_back("data.ndc", ndc_file(rows, version, 1, options));
  const bool split = version >= 8 && version != 15;
  if (split || version == 6) {
    std::vector<NewareRow> steps;
    for (const auto& row : rows) {
      if (steps.empty() || steps.back().step != row.step) {
        steps.push_back(row);
      }
    }
    members.emplace_back("data_step.ndc", ndc_file(steps, version, 7, options));
  }
  if (split) {
    std::vector<NewareRow> sparse;
    std::uint32_t step = 0;
    for (const auto& row : rows) {
      if ((row.index - 1) % options.run_info_every == 0 || row.step != step) {
        sparse.push_back(row);
      }
      step = row.step;
    }
    members.emplace_back("data_runInfo.ndc", ndc_file(sparse, version, 18, options));
  }
  auto warmer = rows;
  for (int i = 1; i <= options.channels; ++i) {
    for (auto& row : warmer) {
      row.temperature_C += 10;
    }
    members.emplace_back("data_AUX_" + std::to_string(i + 8) + "_3_1.ndc",
                         ndc_file(warmer, version, 5, options));
  }
  return members;
}

std::string ndax_file(const std::vector<NewareRow>& rows, unsigned version, const NewareOptions& options) {
  return zip_bytes(ndax_members(rows, version, options));
}

}  // namespace nacre::testing
