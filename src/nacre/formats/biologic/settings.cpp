#include "nacre/formats/biologic/settings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "nacre/formats/plain.hpp"
#include "nacre/formats/text/encoding.hpp"

namespace nacre::formats::biologic {
namespace {

struct Technique {
  std::uint8_t code;
  std::string_view name;
};
constexpr std::array<Technique, 18> techniques{{{0x04, "GCPL"},
                                                {0x06, "CV"},
                                                {0x0b, "OCV"},
                                                {0x16, "MP"},
                                                {0x18, "CA"},
                                                {0x19, "CP"},
                                                {0x1c, "WAIT"},
                                                {0x1d, "PEIS"},
                                                {0x1e, "GEIS"},
                                                {0x30, "CV"},
                                                {0x32, "ZIR"},
                                                {0x33, "CVA"},
                                                {0x6c, "LSV"},
                                                {0x75, "CoV"},
                                                {0x76, "CoC"},
                                                {0x77, "GCPL"},
                                                {0x7f, "MB"},
                                                {0x88, "BCD"}}};

// Values of one module's body; nothing where the body is too short or the value is not plausible.
class Body {
 public:
  explicit Body(std::string_view bytes) : bytes_(bytes) {}

  template <class T>
  std::optional<T> number(std::size_t at) const {
    if (at > bytes_.size() || bytes_.size() - at < sizeof(T)) {
      return std::nullopt;
    }
    T value;
    std::memcpy(&value, bytes_.data() + at, sizeof(T));
    return value;
  }
  std::optional<float> positive(std::size_t at) const {
    const auto value = number<float>(at);
    return value && std::isfinite(*value) && *value > 0 ? value : std::nullopt;
  }
  // A Pascal string of printable characters.
  std::string text(std::size_t at) const {
    const auto length = number<std::uint8_t>(at);
    if (!length || bytes_.size() - at - 1 < *length) {
      return {};
    }
    const auto bytes = bytes_.substr(at + 1, *length);
    const bool printable = std::all_of(bytes.begin(), bytes.end(), [](char c) {
      const auto code = static_cast<unsigned char>(c);
      return (code >= 0x20 && code < 0x7f) || code >= 0xa0;
    });
    return printable ? text::to_utf8(bytes) : std::string{};
  }

 private:
  std::string_view bytes_;
};

// "03/15/17", "03.15.17" or "03-15-17" (month first) as days since 1899-12-30.
std::optional<double> day_of(const std::string& date) {
  int month = 0;
  int day = 0;
  int year = 0;
  char first = 0;
  char second = 0;
  if (std::sscanf(date.c_str(), "%2d%c%2d%c%2d", &month, &first, &day, &second, &year) != 5 || month < 1 ||
      month > 12 || day < 1 || day > 31 || year < 0) {
    return std::nullopt;
  }
  // Days of the proleptic Gregorian calendar, counted from March so that the leap day comes last.
  const int y = 2000 + year - (month <= 2 ? 1 : 0);
  const int from_march = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int days = 365 * y + y / 4 - y / 100 + y / 400 + from_march - 719468;
  return days + ole_days_of_unix_epoch;
}

class Collector {
 public:
  explicit Collector(Settings& settings) : settings_(settings) {}

  void add(std::string key, std::string value) {
    if (!value.empty()) {
      settings_.metadata.emplace_back(std::move(key), std::move(value));
    }
  }
  void add(std::string key, std::optional<float> value, std::string_view unit) {
    if (value) {
      add(std::move(key), short_number(*value) + " " + std::string(unit));
    }
  }

 private:
  Settings& settings_;
};

void read_set(const Module& module, Settings& settings) {
  const Body body(module.body);
  if (const auto code = body.number<std::uint8_t>(0); code) {
    const auto* known = std::find_if(techniques.begin(), techniques.end(),
                                     [&](const Technique& technique) { return technique.code == *code; });
    settings.technique =
        known != techniques.end() ? std::string(known->name) : "code " + std::to_string(*code);
  }
  Collector collect(settings);
  collect.add("technique", settings.technique);
  collect.add("comments", body.text(0x007));
  collect.add("mass of active material", body.positive(0x107), "mg");
  collect.add("electrode material", body.text(0x11e));
  collect.add("electrolyte", body.text(0x1c0));
  collect.add("electrode surface area", body.positive(0x211), "cm2");
  collect.add("reference electrode", body.text(0x215));
  const auto mass_unit = body.number<std::uint8_t>(0x251).value_or(0);
  if (mass_unit == 1 || mass_unit == 2) {
    collect.add("characteristic mass", body.positive(0x24c), mass_unit == 1 ? "g" : "mg");
  }
  static constexpr std::array<std::string_view, 5> capacity_units{"A.h", "mA.h", "uA.h", "nA.h", "pA.h"};
  const auto capacity_unit = body.number<std::uint8_t>(0x260).value_or(capacity_units.size());
  if (capacity_unit < capacity_units.size()) {
    collect.add("battery capacity", body.positive(0x25c), capacity_units.at(capacity_unit));
  }
}

std::optional<double> start_day(const Body& body, std::optional<double> day) {
  for (const std::size_t at : {std::size_t{0x249}, std::size_t{465}, std::size_t{469}, std::size_t{473}}) {
    const auto value = body.number<double>(at);
    // Either side of midnight, the settings may have been written a day off.
    const double low = day ? *day - 1 : 36526;   // 2000-01-01
    const double high = day ? *day + 2 : 73050;  // 2099-12-31
    if (value && *value >= low && *value < high) {
      return value;
    }
  }
  return std::nullopt;
}

void read_log(const Module& module, std::optional<double> day, Settings& settings) {
  const Body body(module.body);
  Collector collect(settings);
  if (const auto start = start_day(body, day); start) {
    settings.start = unix_from_ole_days(*start);
  }
  if (const auto channel = body.number<std::uint8_t>(0x009); channel) {
    const auto serial = body.number<std::uint16_t>(0x0ab);
    collect.add("channel", std::to_string(*channel + 1) +
                               (serial ? " (SN " + std::to_string(*serial) + ")" : std::string{}));
  }
  collect.add("recorded as", body.text(0x251));
  collect.add("host", body.text(0x351));
  collect.add("address", body.text(0x384));
  collect.add("EC-Lab version", body.text(0x3b7));
  collect.add("server version", body.text(0x3be));
  collect.add("interpreter version", body.text(0x3c5));
  collect.add("device serial number", body.text(0x3cf));
}

void read_loop(const Module& module, Settings& settings) {
  const Body body(module.body);
  const std::size_t stored = module.body.size() / 4;
  const std::size_t count = body.number<std::uint32_t>(0).value_or(0);
  // The last index is the end of the last loop.
  for (std::size_t i = 1; i < count && i < stored; ++i) {
    const auto row = body.number<std::uint32_t>(4 * i);
    if (!row || (!settings.loops.empty() && *row < settings.loops.back())) {
      settings.loops.clear();
      return;
    }
    settings.loops.push_back(*row);
  }
}

void read_external(const Module& module, Settings& settings) {
  const Body body(module.body);
  Collector collect(settings);
  collect.add("Analog IN 1", body.text(0x036));
  collect.add("Analog IN 2", body.text(0x063));
}

}  // namespace

Settings read_settings(const Modules& modules) {
  Settings settings;
  const Module* set = modules.find("VMP Set");
  if (set != nullptr) {
    read_set(*set, settings);
  }
  if (const Module* log = modules.find("VMP LOG"); log != nullptr) {
    read_log(*log, set != nullptr ? day_of(set->date) : std::nullopt, settings);
  }
  if (const Module* loop = modules.find("VMP loop"); loop != nullptr) {
    read_loop(*loop, settings);
  }
  if (const Module* external = modules.find("VMP ExtDev"); external != nullptr) {
    read_external(*external, settings);
  }
  return settings;
}

}  // namespace nacre::formats::biologic
