#include "nacre/cell/expression.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/base/parallel.hpp"

namespace nacre::cell {
namespace {

using ::testing::HasSubstr;

constexpr std::array<std::string_view, 1> x_alone{"x"};
constexpr std::array<std::string_view, 2> electrolyte{"c_e", "x"};

double value(std::string_view text, double x = 0.5, double temperature = 298.15) {
  return Expression(text, x_alone)(x, temperature);
}

TEST(Expression, ReadsArithmeticAsPythonDoes) {
  EXPECT_DOUBLE_EQ(value("1 + 2 * 3"), 7.0);
  EXPECT_DOUBLE_EQ(value("2**3**2"), 512.0);
  EXPECT_DOUBLE_EQ(value("2^10"), 1024.0);
  EXPECT_DOUBLE_EQ(value("-2**2"), -4.0);
  EXPECT_DOUBLE_EQ(value("2**-1"), 0.5);
  EXPECT_DOUBLE_EQ(value("2**-2**2"), 1.0 / 16.0);
  EXPECT_DOUBLE_EQ(value("3 - -2"), 5.0);
  EXPECT_DOUBLE_EQ(value("3 - - - +2"), 1.0);
  EXPECT_DOUBLE_EQ(value("-x*-4"), 2.0);
  EXPECT_DOUBLE_EQ(value("8/4/2"), 1.0);
  EXPECT_DOUBLE_EQ(value("7-4-2"), 1.0);
  EXPECT_DOUBLE_EQ(value("(-x)**2"), 0.25);
  EXPECT_DOUBLE_EQ(value("1.5e-3 + .5 + 2."), 2.5015);
  EXPECT_DOUBLE_EQ(value("1e5/1E5"), 1.0);
  EXPECT_DOUBLE_EQ(value("0.1*\n x"), 0.05);
}

TEST(Expression, KnowsTheFunctionsUnderTheirPythonNames) {
  EXPECT_DOUBLE_EQ(value("np.exp(x)"), std::exp(0.5));
  EXPECT_DOUBLE_EQ(value("exp (x)"), std::exp(0.5));
  EXPECT_DOUBLE_EQ(value("math.log(x)"), std::log(0.5));
  EXPECT_DOUBLE_EQ(value("log10(x) + log2(x)"), std::log10(0.5) - 1.0);
  EXPECT_DOUBLE_EQ(value("numpy.sqrt(x)*tanh(x)/sinh(x)*cosh(x)"), std::sqrt(0.5));
  EXPECT_DOUBLE_EQ(value("arctan(tan(x)) + asin(sin(x))+arccos(cos(x))"), 1.5);
  EXPECT_DOUBLE_EQ(value("abs(-x) + atanh(tanh(x))"), 1.0);
  EXPECT_DOUBLE_EQ(value("sin(pi*x)"), 1.0);
}

TEST(Expression, TakesTemperatureAndOtherNamesOfTheVariable) {
  EXPECT_FALSE(Expression("x", x_alone).uses_temperature());
  EXPECT_TRUE(Expression("x*T", x_alone).uses_temperature());
  EXPECT_DOUBLE_EQ(value("exp(1/298.15 - 1/T)", 0.5, 298.15), 1.0);
  EXPECT_DOUBLE_EQ(Expression("c_e/1000 + x", electrolyte)(500.0, 298.15), 500.5);
  EXPECT_EQ(Expression("np.exp(-c_e ^2/ 1000)*T", electrolyte).python("x"), "exp(-x**2/1000)*T");
}

TEST(Expression, GivesNoValueWhereThereIsNone) {
  EXPECT_FALSE(std::isfinite(value("1/(x-0.5)")));
  EXPECT_TRUE(std::isnan(value("sqrt(-x)")));
  EXPECT_TRUE(std::isnan(value("log(x-1)")));
}

TEST(Expression, GivesTheSameFromManyThreads) {
  const Expression expression("exp(x) + T", x_alone);
  std::vector<double> values(2000);
  parallel_for(values.size(), [&](std::size_t i) {
    values[i] = expression(static_cast<double>(i) * 1e-3, static_cast<double>(i));
  });
  for (std::size_t i = 0; i < values.size(); ++i) {
    ASSERT_DOUBLE_EQ(values[i], std::exp(static_cast<double>(i) * 1e-3) + static_cast<double>(i));
  }
}

std::string complaint(std::string_view text) {
  try {
    Expression(text, x_alone);
  } catch (const UsageError& error) {
    return std::string(error.what()) + " | " + error.advice();
  }
  return "no complaint";
}

TEST(Expression, NamesTheColumnOfAMistake) {
  EXPECT_THAT(complaint(""), HasSubstr("empty"));
  EXPECT_THAT(complaint("   "), HasSubstr("empty"));
  EXPECT_THAT(complaint("1 + y"), HasSubstr("'y' is no variable and no function here, at column 5"));
  EXPECT_THAT(complaint("1 + tanhh(x)"), HasSubstr("did you mean 'tanh'?"));
  EXPECT_THAT(complaint("2 x"), HasSubstr("an operator was expected, not 'x', at column 3"));
  EXPECT_THAT(complaint("2 *"), HasSubstr("ends where a number or name belongs"));
  EXPECT_THAT(complaint("(x"), HasSubstr("a bracket ( is not closed"));
  EXPECT_THAT(complaint("x)"), HasSubstr("a bracket ) has no partner, at column 2"));
  EXPECT_THAT(complaint("()"), HasSubstr("column 2"));
  EXPECT_THAT(complaint("exp x"), HasSubstr("must be followed by a bracket ("));
  EXPECT_THAT(complaint("x = 3"), HasSubstr("not '=', at column 3"));
  EXPECT_THAT(complaint("x < 3 ? 1 : 2"), HasSubstr("not '<'"));
  EXPECT_THAT(complaint("exp(x, 2)"), HasSubstr("not ','"));
  EXPECT_THAT(complaint("1e999"), HasSubstr("not a number that a computer can hold"));
  EXPECT_THAT(complaint("0x1F"), HasSubstr("an operator was expected, not 'x'"));
  EXPECT_THAT(complaint("\"x\""), HasSubstr("column 1"));
  EXPECT_THAT(complaint("__import__(x)"), HasSubstr("no function here"));
  EXPECT_THAT(complaint("1 \xff"), HasSubstr("not '?'"));
}

TEST(Expression, BoundsLengthAndDepth) {
  EXPECT_THAT(complaint(std::string(20'000, '1')), HasSubstr("more than 10000"));
  EXPECT_THAT(complaint(std::string(5'000, '(') + "x"), HasSubstr("nested too deeply"));
  EXPECT_DOUBLE_EQ(value(std::string(5'001, '-') + "x"), -0.5);
  std::string deep(99, '(');
  deep += "x" + std::string(99, ')');
  EXPECT_DOUBLE_EQ(value(deep), 0.5);
  std::string tall = "x";
  for (int i = 0; i < 2000; ++i) {
    tall += "**1";
  }
  EXPECT_DOUBLE_EQ(value(tall), 0.5);
}

}  // namespace
}  // namespace nacre::cell
