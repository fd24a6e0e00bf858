// Precipitates against classical nucleation, Zener's growth and the coarsening of Lifshitz, Slyozov, Wagner.
#include "nacre/process/precipitation.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "nacre/base/units.hpp"

namespace nacre::process {
namespace {

PrecipitationConditions conditions() {
  PrecipitationConditions at;
  at.t_K = 1108.15;
  at.diffusivity = 1e-17;
  at.equilibrium = 0.30;
  at.in_precipitate = 2.28;
  at.interface_J_per_m2 = 0.3;
  at.molar_volume = 1.097e-5;
  at.sites_per_m3 = 0.0;
  return at;
}

TEST(Precipitation, ASinglePopulationGrowsAsZenerSays) {
  auto at = conditions();
  at.interface_J_per_m2 = 0.0;
  const auto radius_after = [&](std::size_t classes) {
    Precipitation precipitation(1e-9, 1e-6, classes);
    precipitation.add(10e-9, 1e12);  // too few to change the matrix
    double matrix = 0.33;
    for (int i = 0; i < 400; ++i) {
      precipitation.advance(at, matrix, 10.0);
    }
    return precipitation.mean_radius();
  };
  // r^2 - r_0^2 = 2 D (c - c_eq)/(c_p - c_eq) t
  const double exact = std::sqrt(1e-16 + 2.0 * 1e-17 * 0.03 / 1.98 * 4000.0);
  EXPECT_NEAR(radius_after(400), exact, 0.03 * exact);
}

TEST(Precipitation, WhatThePrecipitatesGainTheMatrixLoses) {
  auto at = conditions();
  at.sites_per_m3 = 1e26;
  at.barrier_part = 4e-3;
  Precipitation precipitation(0.3e-9, 3e-6, 120);
  double matrix = 1.0 / 3.0;
  double gained = 0.0;
  for (int i = 0; i < 60; ++i) {
    gained += precipitation.advance(at, matrix, 60.0);
    EXPECT_NEAR(matrix + precipitation.held(at.in_precipitate), 1.0 / 3.0, 1e-12);
    EXPECT_NEAR(gained, precipitation.held(at.in_precipitate), 1e-12);
  }
  EXPECT_GT(precipitation.number(), 1e15);
  EXPECT_LT(matrix, 1.0 / 3.0);
  EXPECT_GE(matrix, at.equilibrium - 1e-6);
  // Above the solubility they all dissolve again.
  at.equilibrium = 0.4;
  at.diffusivity = 1e-14;
  precipitation.advance(at, matrix, 1e5);
  EXPECT_NEAR(matrix, 1.0 / 3.0, 1e-9);
  EXPECT_EQ(precipitation.mean_radius(), 0.0);
}

// Without any barrier, and with more sites than atoms would make: it ends at the equilibrium, and soon.
TEST(Precipitation, StaysSoundWhereNothingHoldsItBack) {
  auto at = conditions();
  at.sites_per_m3 = 1e29;
  at.barrier_part = 0.0;
  at.diffusivity = 1e-13;
  Precipitation precipitation(0.3e-9, 3e-6, 100);
  double matrix = 1.0 / 3.0;
  for (int i = 0; i < 20; ++i) {
    precipitation.advance(at, matrix, 600.0);
    EXPECT_NEAR(matrix + precipitation.held(at.in_precipitate), 1.0 / 3.0, 1e-12);
    EXPECT_GE(matrix, 0.5 * at.equilibrium);
  }
  EXPECT_NEAR(matrix, at.equilibrium, 0.1 * at.equilibrium);
}

TEST(Precipitation, TheBarrierDecides) {
  auto at = conditions();
  at.sites_per_m3 = 1e26;
  double matrix = 1.0 / 3.0;
  Precipitation homogeneous(0.3e-9, 3e-6, 60);
  EXPECT_EQ(homogeneous.advance(at, matrix, 1e5), 0.0);  // thousands of k T: none
  EXPECT_EQ(homogeneous.number(), 0.0);
}

// r^3 over time against the law's rate, and the exponent of r, between two late times.
struct Coarsening {
  double exponent = 0.0;
  double rate = 0.0;
};
Coarsening coarsening(std::size_t classes, double relative_step) {
  auto at = conditions();
  at.diffusivity = 1e-15;
  Precipitation precipitation(3e-9, 1e-6, classes);
  for (double r = 15e-9; r < 30e-9; r += 0.5e-9) {
    precipitation.add(r, 2e18);
  }
  double matrix = 0.305;
  double time = 0.0;
  const auto until = [&](double end) {
    while (time < end) {
      const double step = std::min(relative_step * std::max(time, 100.0), end - time);
      precipitation.advance(at, matrix, step);
      time += step;
    }
    return precipitation.mean_radius();
  };
  const double early = until(2e5);
  const double late = until(1.6e6);
  EXPECT_GT(early, 60e-9);  // far from where it began
  const double law = 8.0 * at.interface_J_per_m2 * at.molar_volume * at.diffusivity * at.equilibrium /
                     (9.0 * constants::gas * at.t_K * (at.in_precipitate - at.equilibrium));
  return {std::log(late / early) / std::log(8.0), (late * late * late - early * early * early) / 1.4e6 / law};
}

TEST(Precipitation, CoarsensWithTheThirdRootOfTime) {
  const auto coarse = coarsening(100, 0.02);
  const auto fine = coarsening(800, 0.0025);
  EXPECT_NEAR(fine.exponent, 1.0 / 3.0, 0.02);
  EXPECT_NEAR(coarse.exponent, 1.0 / 3.0, 0.03);
  // The classes are a little wide: what that adds to the rate falls with them.
  EXPECT_NEAR(fine.rate, 1.0, 0.25);
  EXPECT_LT(fine.rate - 1.0, 0.5 * (coarse.rate - 1.0));
}

}  // namespace
}  // namespace nacre::process
