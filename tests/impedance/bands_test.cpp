#include "nacre/impedance/bands.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numbers>

#include "nacre/base/error.hpp"
#include "support/impedance.hpp"

namespace nacre::impedance {
namespace {

const nacre::testing::KnownCell cell{1.0, 0.0, 0.0, {{2.0, 0.01, 0.8}}};

TikhonovProblem problem(double noise) {
  nacre::testing::Draw draw(3);
  const auto f = nacre::testing::log_spaced(1e4, 6, 6);
  std::vector<std::complex<double>> z;
  for (const double x : f) {
    const double real = draw.normal();
    z.push_back(cell.impedance(2.0 * std::numbers::pi * x) +
                noise * std::complex<double>(real, draw.normal()));
  }
  return {make_spectrum(f, z, "ZARC"), {}};
}

TEST(Bands, hold_the_mean_and_widen_with_the_noise) {
  double width[2] = {};
  int k = 0;
  for (const double noise : {0.002, 0.02}) {
    const auto p = problem(noise);
    const auto bands = sample_bands(p, tikhonov(p, 1e-3));
    for (std::size_t i = 0; i < bands.tau_s.size(); ++i) {
      EXPECT_GE(bands.lower_ohm[i], 0.0);
      EXPECT_LE(bands.lower_ohm[i], bands.upper_ohm[i]);
      width[k] += bands.upper_ohm[i] - bands.lower_ohm[i];
    }
    EXPECT_NEAR(bands.ohmic_ohm, 1.0, 5.0 * bands.ohmic_std_ohm + 0.01);
    ++k;
  }
  EXPECT_GT(width[1], 2.0 * width[0]);
}

TEST(Bands, laplace_and_samples_agree_where_the_bounds_are_far) {
  const auto p = problem(0.002);
  const auto result = tikhonov(p, 1e-3);
  const auto laplace = laplace_bands(p, result);
  const auto sampled = sample_bands(p, result);
  const auto largest = *std::max_element(laplace.mean_ohm.begin(), laplace.mean_ohm.end());
  for (std::size_t i = 0; i < laplace.tau_s.size(); ++i) {
    if (laplace.mean_ohm[i] > 0.7 * largest) {
      const double width = laplace.upper_ohm[i] - laplace.lower_ohm[i];
      EXPECT_NEAR((sampled.upper_ohm[i] - sampled.lower_ohm[i]) / width, 1.0, 0.35) << laplace.tau_s[i];
      EXPECT_NEAR(sampled.mean_ohm[i], laplace.mean_ohm[i], 0.35 * width) << laplace.tau_s[i];
    }
    EXPECT_GE(laplace.lower_ohm[i], 0.0);
  }
  EXPECT_NEAR(laplace.ohmic_ohm, 1.0, 5.0 * laplace.ohmic_std_ohm + 0.01);
}

TEST(Bands, follow_the_seed_alone) {
  const auto p = problem(0.01);
  const auto result = tikhonov(p, 1e-3);
  BandOptions options;
  options.samples = 50;
  EXPECT_EQ(sample_bands(p, result, options).upper_ohm, sample_bands(p, result, options).upper_ohm);
  auto other = options;
  other.seed = 2;
  EXPECT_NE(sample_bands(p, result, options).upper_ohm, sample_bands(p, result, other).upper_ohm);
}

TEST(Bands, refuse_what_they_cannot_use) {
  const auto p = problem(0.01);
  const auto result = tikhonov(p, 1e-3);
  BandOptions options;
  options.level = 1.0;
  EXPECT_THROW(sample_bands(p, result, options), UsageError);
  options = {};
  options.samples = 1;
  EXPECT_THROW(sample_bands(p, result, options), UsageError);
}

}  // namespace
}  // namespace nacre::impedance
