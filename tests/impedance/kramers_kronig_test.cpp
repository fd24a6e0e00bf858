#include "nacre/impedance/kramers_kronig.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "nacre/base/error.hpp"
#include "nacre/formats/reader.hpp"
#include "nacre/impedance/circuit.hpp"
#include "support/reference.hpp"

namespace nacre::impedance {
namespace {

using Complex = std::complex<double>;

Spectrum of_circuit(const char* text, const std::vector<double>& parameters, double noise = 0.0) {
  std::vector<double> f;
  for (int k = 0; k <= 70; ++k) {
    f.push_back(std::pow(10.0, 5.0 - 0.1 * k));
  }
  auto z = Circuit::parse(text).impedances(f, parameters);
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  for (auto& value : z) {
    const double modulus = std::abs(value);
    value += noise * modulus * Complex(normal(random), normal(random));
  }
  return make_spectrum(f, z, "drawn");
}

const std::vector<double> two_arcs = {10, 50, 1e-4, 0.8, 30, 1e-1, 0.9};
constexpr const char* two_arcs_text = "R0-Zarc1-Zarc2";

class Rules : public ::testing::TestWithParam<ElementRule> {};
INSTANTIATE_TEST_SUITE_P(All, Rules,
                         ::testing::Values(ElementRule::mu, ElementRule::bic, ElementRule::leave_one_out,
                                           ElementRule::norm, ElementRule::curvature,
                                           ElementRule::sign_changes),
                         [](const auto& rule) { return std::string(name_of(rule.param)); });

TEST_P(Rules, passes_what_circuits_do) {
  KramersKronigOptions options;
  options.rule = GetParam();
  const auto plain = kramers_kronig(of_circuit(two_arcs_text, two_arcs, 2e-3), options);
  EXPECT_TRUE(plain.valid);
  // No less than the noise, no more than a little above it: neither fitted away nor missed.
  EXPECT_GT(plain.rms_residual, 1.2e-3);
  EXPECT_LT(plain.rms_residual, 2.6e-3);
  auto parameters = two_arcs;
  parameters.insert(parameters.end(), {1e-6, 5.0});
  const auto both = kramers_kronig(of_circuit("R0-Zarc1-Zarc2-L1-C1", parameters, 2e-3), options);
  EXPECT_TRUE(both.valid);
  EXPECT_TRUE(both.inductance);
  EXPECT_TRUE(both.capacitance);
}

// One RC element between the times of the chain: mu falls at once, long before the chain can follow.
TEST_P(Rules, passes_a_single_sharp_arc) {
  KramersKronigOptions options;
  options.rule = GetParam();
  const auto result = kramers_kronig(of_circuit("L0-R0-p(R1,C1)", {1e-6, 10, 50, 1e-4}), options);
  EXPECT_TRUE(result.valid) << result.elements << " " << result.max_residual;
}

TEST_P(Rules, fails_what_no_linear_steady_system_does) {
  KramersKronigOptions options;
  options.rule = GetParam();
  auto drifting = of_circuit(two_arcs_text, two_arcs);
  // The real part alone grows by a tenth while the low frequencies are measured.
  for (std::size_t i = 0; i < drifting.size(); ++i) {
    const double late = std::max(0.0, (static_cast<double>(i) - 45.0) / 25.0);
    drifting.impedance_ohm[i] += 0.1 * late * drifting.impedance_ohm[i].real();
  }
  const auto drift = kramers_kronig(drifting, options);
  EXPECT_FALSE(drift.valid);
  auto conjugate = of_circuit(two_arcs_text, two_arcs);
  for (auto& z : conjugate.impedance_ohm) {
    z = std::conj(z);  // a file whose sign was lost: capacitive arcs in the wrong half
  }
  EXPECT_FALSE(kramers_kronig(conjugate, options).valid);
}

TEST(KramersKronig, tells_what_every_rule_says) {
  const auto result = kramers_kronig(of_circuit(two_arcs_text, two_arcs, 2e-3));
  ASSERT_EQ(result.rules.size(), 6u);
  for (const auto& verdict : result.rules) {
    EXPECT_EQ(parse_element_rule(name_of(verdict.rule)), verdict.rule);
    EXPECT_TRUE(verdict.valid) << name_of(verdict.rule);
    // No fewer than the arcs need, and far from the 50 at which a chain follows the noise.
    EXPECT_GE(verdict.elements, 12) << name_of(verdict.rule);
    EXPECT_LE(verdict.elements, 35) << name_of(verdict.rule);
  }
  EXPECT_EQ(result.rules[0].elements, result.elements);
  EXPECT_THROW(parse_element_rule("mou"), UsageError);
}

// R - 1/(1/20 - C s): a negative slope of the current. Under voltage control it is steady, and its impedance
// turns the wrong way round.
TEST(KramersKronig, passes_an_admittance_that_is_steady) {
  auto spectrum = of_circuit("R0", {10.0});
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    const Complex s(0.0, 2.0 * std::numbers::pi * spectrum.frequency_Hz[i]);
    spectrum.impedance_ohm[i] = 10.0 + 1.0 / (1e-3 * s - 1.0 / 20.0);
  }
  const auto result = kramers_kronig(spectrum);
  EXPECT_TRUE(result.valid);
  EXPECT_EQ(result.representation, Representation::admittance);
  EXPECT_THAT(result.reasons, ::testing::Contains(::testing::HasSubstr("voltage control only")));
}

TEST(KramersKronig, tells_noise_from_what_is_systematic) {
  const auto noisy = kramers_kronig(of_circuit(two_arcs_text, two_arcs, 2e-2));
  EXPECT_FALSE(noisy.valid);
  EXPECT_THAT(noisy.reasons, ::testing::Contains(::testing::HasSubstr("without a pattern")));
}

// The first frequencies measured once more at the end, as some instruments do.
TEST(KramersKronig, sees_drift_between_repeated_frequencies) {
  const auto sweep = of_circuit(two_arcs_text, two_arcs, 1e-3);
  for (const double drift : {0.0, 0.03}) {
    auto f = sweep.frequency_Hz;
    auto z = sweep.impedance_ohm;
    for (std::size_t i = 30; i < 33; ++i) {
      f.push_back(f[i]);
      z.push_back(z[i] * (1.0 + drift + 5e-4 * static_cast<double>(i - 30)));
    }
    const auto result = kramers_kronig(make_spectrum(f, z, "repeated"));
    EXPECT_EQ(result.valid, drift == 0.0);
    EXPECT_THAT(result.reasons, ::testing::Contains(::testing::HasSubstr(drift > 0.0 ? "the cell drifted"
                                                                                     : "measured again")));
  }
}

TEST(KramersKronig, refuses_too_few_points) {
  EXPECT_THROW(kramers_kronig(make_spectrum({3, 2, 1}, {1, 1, 1}, "few")), UsageError);
  EXPECT_THROW(z_hit(make_spectrum({3, 2, 1}, {1, 1, 1}, "few")), UsageError);
}

// Of an RC element and of arcs the logarithm of the modulus follows from the phase to the order of the
// neglected derivatives; a modulus that drifts shows as it is.
TEST(ZHit, follows_circuits_and_shows_drift) {
  const auto spectrum = of_circuit(two_arcs_text, two_arcs);
  for (const double deviation : z_hit(spectrum)) {
    EXPECT_LT(std::abs(deviation), 0.01);
  }
  auto drifting = spectrum;
  for (std::size_t i = 55; i < drifting.size(); ++i) {
    drifting.impedance_ohm[i] *= 1.1;
  }
  EXPECT_NEAR(z_hit(drifting).back(), 0.1, 0.02);
}

// A battery's capacitive tail: without the series capacitance the same file would fail (anchors: 22.8 against
// 0.36 %).
TEST(KramersKronig, passes_the_example_of_impedance_py) {
  NACRE_REFERENCE_FILE(file, "impedance/ECSHackWeek__impedance.py/exampleData.csv");
  const auto result = kramers_kronig(spectra(formats::read_table(file)).at(0));
  EXPECT_TRUE(result.capacitance);
  EXPECT_LT(result.max_residual, 0.01);
  EXPECT_TRUE(result.valid);
}

}  // namespace
}  // namespace nacre::impedance
