#include "nacre/impedance/circuit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"

namespace nacre::impedance {
namespace {

using Complex = std::complex<double>;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> names(const Circuit& circuit) {
  std::vector<std::string> result;
  for (const auto& p : circuit.parameters()) {
    result.push_back(p.name);
  }
  return result;
}

std::string error_of(std::string_view text) {
  try {
    Circuit::parse(text);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "none";
}

TEST(Circuit, reads_both_notations) {
  EXPECT_THAT(names(Circuit::parse("R0-p(R1,C1)-p(R2-Wo1,CPE1)")),
              ElementsAre("R0", "R1", "C1", "R2", "Wo1_0", "Wo1_1", "CPE1_0", "CPE1_1"));
  EXPECT_THAT(names(Circuit::parse(" R0 - p( R1 , C1 ) ")), ElementsAre("R0", "R1", "C1"));
  EXPECT_THAT(names(Circuit::parse("R(RC)([RW]Q)L")),
              ElementsAre("R_1", "R_2", "C_1", "R_3", "W_1_Y", "W_1_n", "Q_1_Y", "Q_1_n", "L_1"));
  const auto circuit = Circuit::parse("R{R=5.3F/1/10:sol}(R{R=2}Q{n=0.9f})");
  EXPECT_THAT(names(circuit), ElementsAre("R_sol", "R_2", "Q_1_Y", "Q_1_n"));
  EXPECT_TRUE(circuit.parameters()[0].fixed);
  EXPECT_EQ(circuit.parameters()[0].start, 5.3);
  EXPECT_EQ(circuit.parameters()[0].lower, 1.0);
  EXPECT_EQ(circuit.parameters()[0].upper, 10.0);
  EXPECT_FALSE(circuit.parameters()[1].fixed);
  EXPECT_TRUE(circuit.parameters()[3].fixed);
}

TEST(Circuit, points_at_what_it_does_not_understand) {
  EXPECT_THAT(error_of("R0-p(R1,X1)"), HasSubstr("expected an element, found 'X1)' (character 9)"));
  EXPECT_THAT(error_of("R0-p(R1,C1"), HasSubstr("expected ')', found the end"));
  EXPECT_THAT(error_of("R0-R0"), HasSubstr("two elements are named 'R0'"));
  EXPECT_THAT(error_of("R(RC"), HasSubstr("expected ')'"));
  EXPECT_THAT(error_of("R(RC))"), HasSubstr("found ')'"));
  EXPECT_THAT(error_of("R()"), HasSubstr("expected an element"));
  EXPECT_THAT(error_of(""), HasSubstr("expected an element, found the end"));
  EXPECT_THAT(error_of("R{X=1}"), HasSubstr("expected a parameter of R"));
  EXPECT_THAT(error_of("R{R=20/0/10}"), HasSubstr("within its limits"));
  EXPECT_THAT(error_of("R{R=1"), HasSubstr("circuit"));
  EXPECT_THAT(error_of(std::string(100, '(')), HasSubstr("nested too deeply"));
  std::string many = "R";
  for (int k = 0; k < 70; ++k) {
    many += "R";
  }
  EXPECT_THAT(error_of(many), HasSubstr("at most 64"));
}

// At one frequency; dz: where given, the derivative by every parameter.
Complex impedance(const Circuit& circuit, double frequency_Hz, const std::vector<double>& parameters,
                  Complex* dz = nullptr) {
  Complex z;
  circuit.evaluate(std::span(&frequency_Hz, 1), parameters, &z, dz);
  return z;
}

// Elements against their formulas written out once more with the standard library, at a frequency and
// parameters where none of them is simple.
struct Case {
  const char* circuit;
  std::vector<double> parameters;
  Complex (*formula)(Complex s);
};

Complex coth(Complex x) { return 1.0 / std::tanh(x); }

const Case cases[] = {
    {"R1", {3.0}, [](Complex) { return Complex(3.0); }},
    {"C1", {2e-3}, [](Complex s) { return 1.0 / (2e-3 * s); }},
    {"L1", {2e-3}, [](Complex s) { return 2e-3 * s; }},
    {"W1", {3.0}, [](Complex s) { return 3.0 * Complex(1.0, -1.0) / std::sqrt(s.imag()); }},
    {"CPE1", {2e-3, 0.8}, [](Complex s) { return 1.0 / (2e-3 * std::pow(s, 0.8)); }},
    {"Wo1", {3.0, 0.4}, [](Complex s) { return 3.0 * coth(std::sqrt(0.4 * s)) / std::sqrt(0.4 * s); }},
    {"Ws1", {3.0, 0.4}, [](Complex s) { return 3.0 * std::tanh(std::sqrt(0.4 * s)) / std::sqrt(0.4 * s); }},
    {"La1", {2e-3, 0.9}, [](Complex s) { return std::pow(2e-3 * s, 0.9); }},
    {"G1", {3.0, 0.4}, [](Complex s) { return 3.0 / std::sqrt(1.0 + 0.4 * s); }},
    {"Gs1",
     {3.0, 0.4, 0.6},
     [](Complex s) {
       const auto r = std::sqrt(1.0 + 0.4 * s);
       return 3.0 / (r * std::tanh(0.6 * r));
     }},
    {"K1", {3.0, 0.4}, [](Complex s) { return 3.0 / (1.0 + 0.4 * s); }},
    {"Zarc1", {3.0, 0.4, 0.7}, [](Complex s) { return 3.0 / (1.0 + std::pow(0.4 * s, 0.7)); }},
    {"TLMQ1",
     {3.0, 0.1, 0.9},
     [](Complex s) {
       const auto wall = 1.0 / (0.1 * std::pow(s, 0.9));
       return std::sqrt(3.0 * wall) * coth(std::sqrt(3.0 / wall));
     }},
    {"T1",
     {3.0, 2.0, 0.5, 0.3},
     [](Complex s) {
       const auto b = std::sqrt(0.5 + 0.3 * s);
       return 3.0 * coth(b) / b + 2.0 / (b * std::sinh(b));
     }},
    {"Q", {2e-3, 0.8}, [](Complex s) { return 1.0 / (2e-3 * std::pow(s, 0.8)); }},
    {"W", {2e-3, 0.5}, [](Complex s) { return 1.0 / (2e-3 * std::sqrt(s)); }},
    {"Wo",
     {2.0, 0.4, 0.45},
     [](Complex s) { return coth(std::pow(0.4 * s, 0.45)) / std::pow(2.0 * s, 0.45); }},
    {"Ws",
     {2.0, 0.4, 0.45},
     [](Complex s) { return std::tanh(std::pow(0.4 * s, 0.45)) / std::pow(2.0 * s, 0.45); }},
    {"La", {2e-3, 0.9}, [](Complex s) { return 2e-3 * std::pow(s, 0.9); }},
    {"G", {0.3, 2.0, 0.4}, [](Complex s) { return 1.0 / (0.3 * std::pow(2.0 + s, 0.4)); }},
    {"Ga", {3.0, 0.4, 0.45}, [](Complex s) { return 3.0 / std::pow(1.0 + 0.4 * s, 0.45); }},
    {"Ha", {3.0, 0.4, 0.7, 0.8}, [](Complex s) { return 3.0 / std::pow(1.0 + std::pow(0.4 * s, 0.7), 0.8); }},
    {"H",
     {2e-2, 0.4, 0.7, 0.8},
     [](Complex s) { return std::pow(1.0 + std::pow(0.4 * s, 0.7), 0.8) / (2e-2 * s); }},
    {"Zarc", {3.0, 0.4, 0.7}, [](Complex s) { return 3.0 / (1.0 + std::pow(0.4 * s, 0.7)); }},
    {"Ls",
     {3.0, 2.0, 0.1, 0.8, 0.5},
     [](Complex s) {
       const auto r = std::sqrt(1.0 + 0.1 * std::pow(s, 0.8));
       return std::sqrt(6.0) * coth(0.5 * std::sqrt(1.5) * r) / r;
     }},
    {"Tlmbo",
     {3.0, 0.1, 0.8, 1.3},
     [](Complex s) {
       const auto z = std::pow(std::pow(1.3 * 1.3 * 3.0 * 0.1, 1.0 / 0.8) * s, 0.4);
       return 3.0 * coth(z) / z;
     }},
    {"Tlmbs",
     {3.0, 0.1, 0.8, 1.3},
     [](Complex s) {
       const auto z = std::pow(std::pow(1.3 * 1.3 * 3.0 * 0.1, 1.0 / 0.8) * s, 0.4);
       return 3.0 / (z * coth(z));
     }},
    {"R0-p(R1-Wo1,CPE1)",
     {1.0, 2.0, 3.0, 0.4, 2e-2, 0.8},
     [](Complex s) {
       const auto r = std::sqrt(0.4 * s);
       return 1.0 + 1.0 / (2e-2 * std::pow(s, 0.8) + 1.0 / (2.0 + 3.0 * coth(r) / r));
     }},
    {"R([R(RC)]C)",
     {1.0, 2.0, 3.0, 4e-2, 5e-3},
     [](Complex s) { return 1.0 + 1.0 / (5e-3 * s + 1.0 / (2.0 + 1.0 / (1.0 / 3.0 + 4e-2 * s))); }},
};

class Elements : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(All, Elements, testing::ValuesIn(cases));

TEST_P(Elements, have_the_impedance_of_their_formula) {
  const auto circuit = Circuit::parse(GetParam().circuit);
  for (const double f : {1e-3, 0.3, 2.0, 400.0}) {
    const Complex expected = GetParam().formula(Complex(0.0, 2.0 * std::numbers::pi * f));
    const Complex found = impedance(circuit, f, GetParam().parameters);
    EXPECT_LT(std::abs(found - expected), 1e-12 * std::abs(expected)) << f;
  }
}

// Where nothing overflows that must not: small parts of very fast and very slow frequencies.
TEST_P(Elements, stay_finite) {
  const auto circuit = Circuit::parse(GetParam().circuit);
  std::vector<Complex> slopes(circuit.parameters().size());
  for (const double f : {1e-9, 1e12}) {
    const Complex z = impedance(circuit, f, GetParam().parameters, slopes.data());
    EXPECT_TRUE(std::isfinite(z.real()) && std::isfinite(z.imag())) << f;
    for (const auto& slope : slopes) {
      EXPECT_TRUE(std::isfinite(slope.real()) && std::isfinite(slope.imag())) << f;
    }
  }
}

TEST_P(Elements, have_the_derivatives_of_their_formula) {
  const auto circuit = Circuit::parse(GetParam().circuit);
  auto p = GetParam().parameters;
  std::vector<Complex> slopes(p.size());
  for (const double f : {0.3, 40.0}) {
    const Complex z = impedance(circuit, f, p, slopes.data());
    for (std::size_t k = 0; k < p.size(); ++k) {
      const double step = 1e-5 * p[k];
      const double at = p[k];
      p[k] = at + step;
      const Complex above = impedance(circuit, f, p);
      p[k] = at - step;
      const Complex below = impedance(circuit, f, p);
      p[k] = at;
      EXPECT_LT(std::abs(slopes[k] - (above - below) / (2.0 * step)) * at, 1e-8 * std::abs(z))
          << circuit.parameters()[k].name;
    }
  }
}

TEST(Circuit, finds_branches_that_look_alike) {
  const auto twins = Circuit::parse("R0-p(R1,C1)-p(R2,C2)-p(R3,CPE3)-Zarc1-Zarc2").twins();
  ASSERT_EQ(twins.size(), 2u);
  EXPECT_THAT(twins[0].first, ElementsAre(1u, 3u));
  EXPECT_EQ(twins[0].length, 2u);
  EXPECT_THAT(twins[1].first, ElementsAre(8u, 11u));
}

}  // namespace
}  // namespace nacre::impedance
