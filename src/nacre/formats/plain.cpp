#include "nacre/formats/plain.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>

namespace nacre::formats {

std::string short_number(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.7g", value);
  return text.data();
}

double unix_from_ole_days(double days) { return std::round((days - ole_days_of_unix_epoch) * 86400e3) / 1e3; }

std::string local_time_text(double unix_s) {
  const double whole = std::floor(unix_s);
  const auto seconds = static_cast<std::time_t>(whole);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 48> text{};
  const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text.data() + length, text.size() - length, ".%03d",
                static_cast<int>((unix_s - whole) * 1e3 + 0.1));
  return text.data();
}

}  // namespace nacre::formats
