#include "nacre/impedance/drt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <numbers>
#include <sstream>

#include "nacre/base/error.hpp"
#include "support/impedance.hpp"
#include "support/reference.hpp"

namespace nacre::impedance {
namespace {

Spectrum simulate(const nacre::testing::KnownCell& cell, const std::vector<double>& frequency, double noise,
                  std::uint64_t seed) {
  nacre::testing::Draw draw(seed);
  std::vector<std::complex<double>> z;
  for (const double f : frequency) {
    const auto exact = cell.impedance(2.0 * std::numbers::pi * f);
    const double real = draw.normal();
    z.push_back(exact + noise * std::abs(exact) * std::complex<double>(real, draw.normal()));
  }
  return make_spectrum(frequency, std::move(z), "simulated");
}

double error_of(const Drt& result, const nacre::testing::KnownCell& cell) {
  return nacre::testing::relative_error(result.tau_s, result.gamma_ohm,
                                        [&](double tau) { return cell.gamma(tau); });
}

TEST(Drt, an_exact_zarc_is_found_exactly) {
  const nacre::testing::KnownCell cell{0.5, 0.0, 0.0, {{2.0, 0.01, 0.8}}};
  const auto result = drt(simulate(cell, nacre::testing::log_spaced(1e5, 7, 10), 1e-6, 1));
  EXPECT_TRUE(result.converged);
  EXPECT_LT(error_of(result, cell), 0.01);
  EXPECT_NEAR(result.ohmic_ohm, 0.5, 2e-3);
  EXPECT_NEAR(result.polarization_ohm, 2.0, 0.01);
  EXPECT_EQ(result.inductance_H, 0.0);
}

TEST(Drt, inductance_with_its_loss_and_series_capacitance_are_found) {
  nacre::testing::KnownCell cell{0.3, 4e-7, 5.0, {{1.0, 1e-3, 0.75}, {0.6, 0.1, 0.85}}};
  const auto frequency = nacre::testing::log_spaced(1e5, 7, 10);
  auto spectrum = simulate(cell, frequency, 2e-3, 2);
  const auto result = drt(spectrum);
  EXPECT_NEAR(result.inductance_H, 4e-7, 4e-8);
  EXPECT_NEAR(1.0 / result.series_capacitance_F, 5.0, 0.5);
  EXPECT_EQ(result.inductance_loss_s, 0.0);
  EXPECT_LT(error_of(result, cell), 0.1);

  // The same inductance beside 0.5 ohm: d = L / R = 8e-7 s.
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    const std::complex<double> jw(0.0, 2.0 * std::numbers::pi * frequency[i]);
    spectrum.impedance_ohm[i] += jw * 4e-7 / (1.0 + jw * 8e-7) - jw * 4e-7;
  }
  const auto with_loss = drt(spectrum);
  EXPECT_NEAR(with_loss.inductance_H, 4e-7, 4e-8);
  EXPECT_NEAR(with_loss.inductance_loss_s, 8e-7, 8e-8);
  EXPECT_LT(error_of(with_loss, cell), 0.1);
}

TEST(Drt, does_not_depend_on_the_unit_of_the_impedance) {
  const nacre::testing::KnownCell cell{0.5, 0.0, 0.0, {{2.0, 0.01, 0.8}, {1.0, 1.0, 0.9}}};
  auto spectrum = simulate(cell, nacre::testing::log_spaced(1e4, 6, 8), 5e-3, 3);
  const auto one = drt(spectrum);
  for (auto& z : spectrum.impedance_ohm) {
    z *= 1e6;
  }
  const auto million = drt(spectrum);
  ASSERT_EQ(one.gamma_ohm.size(), million.gamma_ohm.size());
  for (std::size_t i = 0; i < one.gamma_ohm.size(); i += 37) {
    EXPECT_NEAR(million.gamma_ohm[i] / one.gamma_ohm[i], 1e6, 1e2);
  }
}

TEST(Drt, drawn_spectra_are_resolved) {
  std::vector<double> errors;
  int settled = 0;
  for (std::uint64_t seed = 500; seed < 520; ++seed) {
    const auto d = nacre::testing::draw_spectrum(seed);
    const auto result = drt(d.spectrum);
    settled += result.converged ? 1 : 0;
    errors.push_back(error_of(result, d.cell));
  }
  std::sort(errors.begin(), errors.end());
  EXPECT_LT(errors[10], 0.16);
  EXPECT_GE(settled, 19);
}

// Of all printed times of 500 spectra that nothing was chosen on.
TEST(Drt, bands_of_95_percent_hold_the_truth) {
  double inside = 0.0;
  double points = 0.0;
  for (std::uint64_t seed = 30001; seed <= 30500; ++seed) {
    const auto d = nacre::testing::draw_spectrum(seed);
    const auto result = drt(d.spectrum);
    for (std::size_t i = 0; i < result.tau_s.size(); ++i) {
      const double truth = d.cell.gamma(result.tau_s[i]);
      inside += truth >= result.gamma_lower_ohm[i] && truth <= result.gamma_upper_ohm[i] ? 1.0 : 0.0;
      points += 1.0;
    }
  }
  EXPECT_GT(inside / points, 0.93);
  EXPECT_LT(inside / points, 0.97);
  RecordProperty("covered", std::to_string(inside / points));
}

// A peak faster than the window once took the whole ohmic resistance from sharp exact arcs.
TEST(Drt, sharp_exact_arcs_leave_the_resistance_its_own) {
  for (const double fast : {4e-4, 9e-4, 1.4e-3, 2e-3}) {
    const nacre::testing::KnownCell cell{
        8.4, 0.0, 0.8, {{40.0, fast, 0.99}, {50.0, 0.02, 0.99}, {8.0, 3.0, 0.6}}};
    const auto result = drt(simulate(cell, nacre::testing::log_spaced(1e5, 7, 10), 0.0, 1));
    EXPECT_NEAR(result.ohmic_ohm, 8.4, 0.4) << fast;
  }
}

TEST(Drt, bad_spectra_give_an_error_or_a_finite_answer) {
  EXPECT_THROW(drt(make_spectrum({1e3, 1e2, 10, 1}, {1.0, 1.1, 1.2, 1.3}, "cell.z")), InputError);
  const auto frequency = nacre::testing::log_spaced(1e3, 3, 3);  // 10 points
  EXPECT_THROW(drt(make_spectrum(frequency, std::vector<std::complex<double>>(10, {1.0, -0.1}), "cell.z")),
               InputError);
  std::vector<std::complex<double>> enormous(10, {1.0, -0.1});
  enormous[4] = 1e200;
  EXPECT_THROW(drt(make_spectrum(frequency, enormous, "cell.z")), InputError);
  DrtOptions options;
  options.points_per_decade = 0.0;
  const nacre::testing::KnownCell cell{0.5, 0.0, 0.0, {{2.0, 0.01, 0.8}}};
  EXPECT_THROW(drt(simulate(cell, frequency, 0.0, 1), options), UsageError);

  auto swapped = simulate(cell, frequency, 1e-3, 4);
  for (auto& z : swapped.impedance_ohm) {
    z = std::conj(z);
  }
  for (const auto& s : {simulate(cell, frequency, 0.0, 1), simulate(cell, frequency, 0.1, 5), swapped}) {
    const auto result = drt(s);
    for (const double g : result.gamma_ohm) {
      EXPECT_TRUE(std::isfinite(g) && g >= 0.0);
    }
    EXPECT_TRUE(std::isfinite(result.ohmic_ohm));
  }
}

TEST(DrtReference, two_zarcs_with_noise) {
  NACRE_REFERENCE_FILE(path, "impedance/peer_outputs/synth2zarc_81.csv");
  std::vector<double> frequency;
  std::vector<std::complex<double>> z;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream words(line);
    double f = 0.0;
    double real = 0.0;
    double imaginary = 0.0;
    if (words >> f >> real >> imaginary) {
      frequency.push_back(f);
      z.emplace_back(real, imaginary);
    }
  }
  const auto result = drt(make_spectrum(frequency, z, path.string()));
  const nacre::testing::KnownCell cell{10.0, 0.0, 0.0, {{50, 0.1, 0.8}, {50, 10, 0.8}}};
  EXPECT_LT(error_of(result, cell), 0.05);
  EXPECT_NEAR(result.ohmic_ohm, 10.0, 0.1);
  int maxima = 0;
  for (std::size_t i = 1; i + 1 < result.gamma_ohm.size(); ++i) {
    maxima += result.gamma_ohm[i] > result.gamma_ohm[i - 1] && result.gamma_ohm[i] >= result.gamma_ohm[i + 1]
                  ? 1
                  : 0;
  }
  EXPECT_EQ(maxima, 2);
}

}  // namespace
}  // namespace nacre::impedance
