#include "nacre/impedance/drt_peaks.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "nacre/base/error.hpp"
#include "support/impedance.hpp"

namespace nacre::impedance {
namespace {

Spectrum simulate(const nacre::testing::KnownCell& cell, double noise, std::uint64_t seed) {
  nacre::testing::Draw draw(seed);
  const auto f = nacre::testing::log_spaced(1e5, 7, 10);
  std::vector<std::complex<double>> z;
  for (const double x : f) {
    const auto exact = cell.impedance(2.0 * std::numbers::pi * x);
    const double real = draw.normal();
    z.push_back(exact + noise * std::abs(exact) * std::complex<double>(real, draw.normal()));
  }
  return make_spectrum(f, std::move(z), "simulated");
}

TEST(DrtPeaks, find_the_zarcs_within_their_uncertainty) {
  const nacre::testing::KnownCell cell{0.3, 2e-7, 2.0, {{1.0, 1e-3, 0.8}, {0.5, 0.1, 0.9}}};
  const auto spectrum = simulate(cell, 3e-3, 1);
  const auto result = drt_peaks(spectrum, drt(spectrum));
  ASSERT_TRUE(result.fitted);
  ASSERT_EQ(result.peaks.size(), 2u);
  EXPECT_NEAR(result.chi2_reduced, 1.0, 0.35);
  for (std::size_t k = 0; k < 2; ++k) {
    const auto& truth = cell.processes[k];
    const auto& found = result.peaks[k];
    EXPECT_NEAR(found.resistance_ohm, truth.resistance_ohm, 4.0 * found.resistance_std_ohm);
    EXPECT_NEAR(found.tau_s, truth.tau_s, 4.0 * found.tau_std_s);
    EXPECT_NEAR(found.exponent, truth.phi, 4.0 * found.exponent_std);
    EXPECT_NEAR(found.capacitance_F, truth.tau_s / truth.resistance_ohm, 4.0 * found.capacitance_std_F);
    EXPECT_LT(found.resistance_std_ohm, 0.05 * truth.resistance_ohm);
    EXPECT_LT(found.tau_std_s, 0.1 * truth.tau_s);
  }
}

TEST(DrtPeaks, uncertainties_are_those_of_repeated_measurements) {
  const nacre::testing::KnownCell cell{0.3, 0.0, 0.0, {{1.0, 1e-3, 0.8}, {0.5, 0.1, 0.9}}};
  double squares = 0.0;
  constexpr int repeats = 40;
  for (int i = 0; i < repeats; ++i) {
    const auto spectrum = simulate(cell, 5e-3, 100 + static_cast<std::uint64_t>(i));
    const auto result = drt_peaks(spectrum, drt(spectrum), 0.05);
    ASSERT_EQ(result.peaks.size(), 2u) << i;
    const double miss = (result.peaks[0].resistance_ohm - 1.0) / result.peaks[0].resistance_std_ohm;
    squares += miss * miss / repeats;
  }
  EXPECT_GT(squares, 0.4);
  EXPECT_LT(squares, 2.0);
}

// gamma = R / (s sqrt(2 pi)) exp(-(u - ln tau)^2 / (2 s^2)), by a sum over many relaxations.
std::complex<double> log_normal(double omega, double resistance, double tau, double width) {
  std::complex<double> sum = 0.0;
  for (int k = -400; k <= 400; ++k) {
    const double t = k * 0.02;
    sum += 0.02 / std::sqrt(2.0 * std::numbers::pi) * std::exp(-0.5 * t * t) /
           std::complex<double>(1.0, omega * tau * std::exp(width * t));
  }
  return resistance * sum;
}

TEST(DrtPeaks, find_gaussians_within_their_uncertainty) {
  nacre::testing::Draw draw(4);
  const auto f = nacre::testing::log_spaced(1e5, 7, 10);
  std::vector<std::complex<double>> z;
  for (const double x : f) {
    const double omega = 2.0 * std::numbers::pi * x;
    const auto exact = 0.3 + log_normal(omega, 1.0, 1e-3, 0.8) + log_normal(omega, 0.5, 0.2, 0.5);
    const double real = draw.normal();
    z.push_back(exact + 2e-3 * std::abs(exact) * std::complex<double>(real, draw.normal()));
  }
  const auto spectrum = make_spectrum(f, std::move(z), "simulated");
  const auto result = drt_peaks(spectrum, drt(spectrum), 0.05, PeakShape::gaussian);
  ASSERT_TRUE(result.fitted);
  ASSERT_EQ(result.peaks.size(), 2u);
  EXPECT_NEAR(result.chi2_reduced, 1.0, 0.35);
  const double expected[2][3] = {{1.0, 1e-3, 0.8}, {0.5, 0.2, 0.5}};
  for (std::size_t k = 0; k < 2; ++k) {
    const auto& found = result.peaks[k];
    EXPECT_NEAR(found.resistance_ohm, expected[k][0], 4.0 * found.resistance_std_ohm);
    EXPECT_NEAR(found.tau_s, expected[k][1], 4.0 * found.tau_std_s);
    EXPECT_NEAR(found.width, expected[k][2], 4.0 * found.width_std);
    EXPECT_LT(found.width_std, 0.2 * found.width);
    EXPECT_TRUE(std::isnan(found.exponent));
  }
}

TEST(DrtPeaks, refuse_an_impossible_share) {
  const nacre::testing::KnownCell cell{0.3, 0.0, 0.0, {{1.0, 1e-3, 0.8}}};
  const auto spectrum = simulate(cell, 5e-3, 1);
  EXPECT_THROW(drt_peaks(spectrum, drt(spectrum), 2.0), UsageError);
}

}  // namespace
}  // namespace nacre::impedance
