#include "nacre/formats/text/number.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <random>
#include <string>

namespace nacre::formats::text {
namespace {

// The value that read_number gives for a whole text, or NaN where it stops earlier.
double read(const std::string& text, char decimal = '.', int exponent = 0) {
  const std::string line = text + "\n";
  double value = 0;
  const char* end = read_number(line.data(), decimal, exponent, value);
  return end == line.data() + text.size() ? value : std::nan("");
}

double nearest(const std::string& text) {
  double value = 0;
  const auto result = std::from_chars(text.data() + (text[0] == '+'), text.data() + text.size(), value);
  EXPECT_EQ(result.ec, std::errc{}) << text;
  return value;
}

TEST(Number, ReadsPlainNumbers) {
  EXPECT_EQ(read("0"), 0.0);
  EXPECT_EQ(read("-0.0002"), -0.0002);
  EXPECT_EQ(read("+12."), 12.0);
  EXPECT_EQ(read(".5"), 0.5);
  EXPECT_EQ(read("3,25", ','), 3.25);
  EXPECT_EQ(read("1.5e3"), 1500.0);
  EXPECT_EQ(read("1.5E-03"), 0.0015);
  EXPECT_TRUE(std::signbit(read("-0")));
}

TEST(Number, StopsWhereTheNumberDoes) {
  const std::string line = "12.5;x\n";
  double value = 0;
  EXPECT_EQ(read_number(line.data(), '.', 0, value), line.data() + 4);
  EXPECT_EQ(value, 12.5);
  EXPECT_EQ(read_number("e5\n", '.', 0, value), nullptr);
  EXPECT_EQ(read_number("-\n", '.', 0, value), nullptr);
  EXPECT_EQ(read_number(".\n", '.', 0, value), nullptr);
  const std::string unit = "2e\n";  // an e without digits is no exponent
  EXPECT_EQ(read_number(unit.data(), '.', 0, value), unit.data() + 1);
}

TEST(Number, AppliesThePowerOfTenWithoutRoundingTwice) {
  EXPECT_EQ(read("3881.9", '.', -3), 3.8819);
  EXPECT_EQ(read("91.1", '.', -6), 9.11e-5);
  EXPECT_EQ(read("1.1", '.', 3), 1100.0);
}

TEST(Number, IsTheNearestDoubleForHardCases) {
  for (const char* text :
       {"9007199254740993", "9007199254740992.5", "9007199254740993.0000000000000001", "1e23", "8.5e22",
        "2.2250738585072011e-308", "2.2250738585072014e-308", "4.9e-324", "1.7976931348623157e308",
        "0.1000000000000000055511151231257827", "10.132653952395846", "18000.034854955737",
        "123456789012345678", "1234567890123456789012345678901234567890", "6.02214076e23", "1e-27",
        "9.999999999999999e27", "0.000000000000000000000000000000000000000000000000001234"}) {
    EXPECT_EQ(read(text), nearest(text)) << text;
  }
}

TEST(Number, VanishesOrOverflowsAtTheEndsOfTheRange) {
  EXPECT_EQ(read("1e-400"), 0.0);
  EXPECT_EQ(read("-1e-400"), 0.0);
  EXPECT_TRUE(std::isinf(read("1e400")));
  EXPECT_TRUE(std::isinf(read("1e999999999999")));
  EXPECT_EQ(read("0e999999999999"), 0.0);
  EXPECT_EQ(read("1e-999999999999"), 0.0);
  EXPECT_EQ(read("0." + std::string(400, '0') + "1"), 0.0);
  EXPECT_TRUE(std::isinf(read(std::string(400, '9'))));
}

TEST(Number, AgreesWithTheStandardLibraryOnRandomDoubles) {
  std::mt19937_64 random(20240430);
  for (int i = 0; i < 200'000; ++i) {
    const double value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) {
      continue;
    }
    char text[64];
    for (const int digits : {16, 17, 19}) {
      const auto end =
          std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, digits - 1).ptr;
      const std::string written(text, end);
      ASSERT_EQ(read(written), nearest(written)) << written;
    }
  }
}

TEST(Number, AgreesWithTheStandardLibraryOnDecimalsAsInstrumentsWriteThem) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 500'000; ++i) {
    std::string text = std::to_string(random() % 10'000'000'000'000'000'000ULL);
    text.resize(1 + random() % text.size());
    text.insert(random() % (text.size() + 1), ".");
    if (text == ".") {
      continue;
    }
    const std::string leading = text[0] == '.' ? "0" + text : text;
    ASSERT_EQ(read(text), nearest(leading)) << text;
  }
}

}  // namespace
}  // namespace nacre::formats::text
