// Decimal numbers in text to doubles, exactly rounded (to nearest, ties to even), without a copy.
//
// A number is an integer m of up to 19 digits times 10^e. Where m < 2^53 and |e| <= 22 both are exact in a
// double and one division or product rounds once (Clinger, PLDI 1990, 10.1145/93542.93557). Where m < 2^64
// and |e| <= 27 the same holds in the 80-bit format of x87, and rounding that once more to a double is right
// unless it lies exactly between two doubles. The rest goes to std::from_chars.
#pragma once

#include <cstdint>

namespace nacre::formats::text {

// The double nearest to (-1)^negative * digits * 10^exponent, where `digits` are all digits of the number.
double nearest_double(bool negative, std::uint64_t digits, int exponent);
// The same for numbers of more than 19 digits, from their characters: [first, last) holds digits and at most
// one decimal character.
double nearest_double(bool negative, const char* first, const char* last, char decimal, int exponent);

inline constexpr double powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                           1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                           1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

inline bool is_digit(char c) noexcept { return static_cast<unsigned char>(c - '0') < 10; }

// Reads the number that starts at `at` and returns the character behind it, or nullptr where there is none.
// value is the number times 10^exponent. There must be a character at the end that belongs to no number (the
// line's end): it is what stops the loop.
inline const char* read_number(const char* at, char decimal, int exponent, double& value) {
  const bool negative = *at == '-';
  at += static_cast<int>(negative || *at == '+');
  const char* const first = at;
  std::uint64_t digits = 0;
  while (is_digit(*at)) {
    digits = 10 * digits + static_cast<std::uint64_t>(*at++ - '0');
  }
  auto count = at - first;
  if (*at == decimal) {
    const char* const fraction = ++at;
    while (is_digit(*at)) {
      digits = 10 * digits + static_cast<std::uint64_t>(*at++ - '0');
    }
    const auto places = at - fraction;
    count += places;
    exponent -= places > 100'000 ? 100'000 : static_cast<int>(places);
  }
  if (count == 0) {
    return nullptr;
  }
  const char* const last = at;
  if (*at == 'e' || *at == 'E') {
    const char* mark = at + 1;
    const bool down = *mark == '-';
    mark += static_cast<int>(down || *mark == '+');
    if (is_digit(*mark)) {
      int stated = 0;
      for (; is_digit(*mark); ++mark) {
        stated = stated < 100'000 ? 10 * stated + (*mark - '0') : stated;
      }
      exponent += down ? -stated : stated;
      at = mark;
    }
  }
  constexpr std::uint64_t exact = std::uint64_t{1} << 53U;
  if (count <= 19) {
    if (digits <= exact && exponent <= 22 && exponent >= -22) {
      const auto magnitude = static_cast<double>(digits);
      const double scaled =
          exponent < 0 ? magnitude / powers_of_ten[-exponent] : magnitude * powers_of_ten[exponent];
      value = negative ? -scaled : scaled;
    } else {
      value = nearest_double(negative, digits, exponent);
    }
  } else {
    value = nearest_double(negative, first, last, decimal, exponent);
  }
  return at;
}

}  // namespace nacre::formats::text
