#include "nacre/formats/neware/codes.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>

namespace nacre::formats::neware {

std::string_view step_type_name(unsigned code) noexcept {
  static constexpr std::array<std::string_view, 31> names{"undefined",
                                                          "cc_charge",
                                                          "cc_discharge",
                                                          "cv_charge",
                                                          "rest",
                                                          "cycle",
                                                          "end",
                                                          "cccv_charge",
                                                          "cp_discharge",
                                                          "cp_charge",
                                                          "cr_discharge",
                                                          "cr_charge",
                                                          "ir",
                                                          "pause",
                                                          "",
                                                          "",
                                                          "pulse",
                                                          "simulation",
                                                          "pcccv_charge",
                                                          "cv_discharge",
                                                          "cccv_discharge",
                                                          "control",
                                                          "ocv",
                                                          "substep",
                                                          "follow",
                                                          "ramp",
                                                          "cpcv_discharge",
                                                          "cpcv_charge",
                                                          "crcv_discharge",
                                                          "crcv_charge",
                                                          "cyclic_voltammetry"};
  return code < names.size() ? names[code] : std::string_view{};
}

Direction step_direction(unsigned code) noexcept {
  const auto name = step_type_name(code);
  if (name.ends_with("_discharge")) {
    return Direction::discharge;
  }
  return name.ends_with("_charge") ? Direction::charge : Direction::none;
}

std::optional<double> counts_per_ampere(std::int32_t range) noexcept {
  constexpr std::int32_t widest_mA = 10'000'000;
  constexpr std::int32_t widest_pA = -2'000'000'000;
  if (range == 0) {
    return 1e4;  // not stated: the step of the large ranges
  }
  if (range > widest_mA || range < widest_pA) {
    return std::nullopt;
  }
  if (range > 0) {
    return range < 10 ? 1e7 : range < 100 ? 1e6 : range < 1000 ? 1e5 : 1e4;
  }
  const std::int32_t size = -range;
  if (size < 1'000'000) {
    return size < 10 ? 1e8 : size < 100 ? 1e7 : size < 1000 ? 1e6 : 1e5;
  }
  return size < 10'000'000 ? 1e11 : size < 100'000'000 ? 1e10 : 1e9;
}

std::optional<double> calendar_seconds(int year, int month, int day, int hour, int minute,
                                       int second) noexcept {
  if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 ||
      minute > 59 || second > 60 || hour < 0 || minute < 0 || second < 0) {
    return std::nullopt;
  }
  // Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March.
  const int y = month > 2 ? year : year - 1;
  const int era = y / 400;
  const int year_of_era = y - era * 400;
  const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  const double days = era * 146097.0 + day_of_era - 719468.0;
  return days * 86400.0 + hour * 3600.0 + minute * 60.0 + second;
}

std::string text(std::string_view field) {
  field = field.substr(0, field.find('\0'));
  const iconv_t converter = iconv_open("UTF-8", "GB18030");  // holds all of GB 2312
  const bool converts = reinterpret_cast<std::intptr_t>(converter) != -1;
  std::string result;
  while (!field.empty()) {
    if (static_cast<unsigned char>(field.front()) < 0x80) {
      result += field.front();
      field.remove_prefix(1);
      continue;
    }
    // One character takes two or four bytes: the shortest that converts.
    std::size_t taken = 0;
    for (const std::size_t size : {2U, 4U}) {
      char* in = const_cast<char*>(field.data());
      std::size_t in_left = std::min(size, field.size());
      std::array<char, 16> buffer{};
      char* out = buffer.data();
      std::size_t out_left = buffer.size();
      if (converts && iconv(converter, &in, &in_left, &out, &out_left) != static_cast<std::size_t>(-1)) {
        taken = std::min(size, field.size());
        result.append(buffer.data(), buffer.size() - out_left);
        break;
      }
      if (converts) {
        iconv(converter, nullptr, nullptr, nullptr, nullptr);  // back to the initial state
      }
    }
    if (taken == 0) {
      result += '?';
    }
    field.remove_prefix(std::max<std::size_t>(taken, 1));
  }
  if (converts) {
    iconv_close(converter);
  }
  const auto first = result.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) {
    return {};
  }
  return result.substr(first, result.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace nacre::formats::neware
