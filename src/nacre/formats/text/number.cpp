#include "nacre/formats/text/number.hpp"

#include <algorithm>
#include <array>
#include <cfloat>
#include <charconv>
#include <cstring>
#include <limits>
#include <string>

namespace nacre::formats::text {
namespace {

// text: digits, "e", an exponent.
double convert(bool negative, const char* first, const char* last, int exponent) {
  double value = 0;
  const auto result = std::from_chars(first, last, value);
  if (result.ec == std::errc::result_out_of_range) {
    // from_chars does not say on which side: far below zero the number vanishes, far above it is infinite.
    value = exponent < 0 ? 0 : std::numeric_limits<double>::infinity();
  }
  return negative ? -value : value;
}

#if LDBL_MANT_DIG == 64
// 10^0 ... 10^27 fit the 64 bits of an x87 number.
constexpr auto long_powers_of_ten = [] {
  std::array<long double, 28> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) {
    powers[i] = 10 * powers[i - 1];
  }
  return powers;
}();

// False where the 80-bit result lies half-way between two doubles: it may itself be rounded, so the nearest
// double is not known.
bool by_long_double(std::uint64_t digits, int exponent, double& value) {
  const long double scaled = exponent < 0 ? static_cast<long double>(digits) / long_powers_of_ten[-exponent]
                                          : static_cast<long double>(digits) * long_powers_of_ten[exponent];
  std::uint64_t mantissa = 0;
  std::memcpy(&mantissa, &scaled, sizeof mantissa);
  value = static_cast<double>(scaled);
  return (mantissa & 0x7ffU) != 0x400U;
}
#endif

}  // namespace

double nearest_double(bool negative, std::uint64_t digits, int exponent) {
  if (digits == 0) {
    return negative ? -0.0 : 0.0;
  }
#if LDBL_MANT_DIG == 64
  if (double value = 0; exponent >= -27 && exponent <= 27 && by_long_double(digits, exponent, value)) {
    return negative ? -value : value;
  }
#endif
  char buffer[40];
  char* end = std::to_chars(buffer, buffer + 20, digits).ptr;
  *end++ = 'e';
  end = std::to_chars(end, buffer + sizeof buffer, exponent).ptr;
  return convert(negative, buffer, end, exponent);
}

double nearest_double(bool negative, const char* first, const char* last, char decimal, int exponent) {
  std::string text;
  text.reserve(static_cast<std::size_t>(last - first) + 12);
  std::copy_if(first, last, std::back_inserter(text), [&](char c) { return c != decimal; });
  text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
  if (text.empty()) {
    return negative ? -0.0 : 0.0;
  }
  const int magnitude = exponent + static_cast<int>(std::min<std::size_t>(text.size(), 1'000'000));
  text += 'e';
  text += std::to_string(exponent);
  return convert(negative, text.data(), text.data() + text.size(), magnitude);
}

}  // namespace nacre::formats::text
