#include "support/neware_record.hpp"

#include <array>
#include <cmath>
#include <ctime>
#include <map>
#include <sstream>
#include <utility>

namespace nacre::testing {
namespace {

using Value = double (*)(const NewareRow&);

Value find(const std::string& name) {
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

void write_value(std::string& record, std::size_t at, const std::string& type, double value) {
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

double counts_per_ampere(std::int32_t range) {
  const std::int32_t size = std::abs(range == 0 ? 6000 : range);
  const int decade = size < 10 ? 0 : size < 100 ? 1 : size < 1000 ? 2 : 3;
  return std::pow(10.0, (range < 0 ? 8 : 7) - decade);
}

}  // namespace

NewareRecord::NewareRecord(std::string words, std::int32_t range) {
  if (const auto at = words.find("RANGE"); at != std::string::npos) {
    words.replace(at, 5, "=" + std::to_string(range) + ":i4");
  }
  const double counts = counts_per_ampere(range);
  std::istringstream stream(words);
  for (std::string word; stream >> word;) {
    add(word, counts);
  }
}

std::string NewareRecord::write(const NewareRow& row) const {
  std::string record(size_, '\0');
  for (const auto& item : items_) {
    write_value(record, item.offset, item.type, item.value ? item.value(row) * item.factor : item.factor);
  }
  return record;
}

void NewareRecord::add(const std::string& word, double counts_per_ampere) {
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

}  // namespace nacre::testing
