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
  EXPECT_NEAR(radius_after(100), exact, 0.03 * exact);
  EXPECT_NEAR(radius_after(400), exact, 0.006 * exact);
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

// How many are born in a burst does not hang on the steps or the classes.
TEST(Precipitation, ABurstOfNucleationConverges) {
  auto at = conditions();
  at.sites_per_m3 = 1e26;
  at.barrier_part = 4e-3;
  const auto after_an_hour = [&](std::size_t classes, double step_s) {
    Precipitation precipitation(0.3e-9, 3e-6, classes);
    double matrix = 1.0 / 3.0;
    for (double time = 0.0; time < 3600.0; time += step_s) {
      precipitation.advance(at, matrix, step_s);
    }
    return precipitation;
  };
  const auto usual = after_an_hour(160, 60.0);
  const auto fine = after_an_hour(320, 6.0);
  EXPECT_NEAR(usual.number() / fine.number(), 1.0, 0.02);
  EXPECT_NEAR(usual.mean_radius() / fine.mean_radius(), 1.0, 0.06);
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

// 4/9 u^2 (3/(3 + u))^(7/3) (1.5/(1.5 - u))^(11/3) exp(-u/(1.5 - u)), of the radius over its mean.
double lifshitz_slyozov_wagner(double u) {
  return u < 1.5 ? 4.0 / 9.0 * u * u * std::pow(3.0 / (3.0 + u), 7.0 / 3.0) *
                       std::pow(1.5 / (1.5 - u), 11.0 / 3.0) * std::exp(-u / (1.5 - u))
                 : 0.0;
}

double log_normal(double u) { return std::exp(-12.5 * std::log(u) * std::log(u)) / u; }

// Coarsening from a distribution, over 100 times its own time or so.
struct Coarsening {
  double exponent = 0.0;  // of the mean radius over the last factor of four in time
  double rate = 0.0;      // of its cube, in the same span, over the law's
  double moment = 0.0;    // sqrt(<r^2>/<r>^2 - 1)
  double misfit = 0.0;    // integral of the difference from the law's distribution
  double largest = 0.0;   // radius over the mean that one in 10,000 is above
};

template <class Density>
Coarsening coarsening(std::size_t classes, double relative_step, const Density& density) {
  auto at = conditions();
  at.diffusivity = 1e-15;
  constexpr double start_m = 20e-9;
  constexpr double fraction = 0.05;  // so that what the matrix holds above equilibrium is little beside it
  constexpr double smallest_m = 3e-9;
  constexpr double largest_m = 1e-6;
  const double width = std::log(largest_m / smallest_m) / static_cast<double>(classes);
  Precipitation precipitation(smallest_m, largest_m, classes);
  Precipitation shape(smallest_m, largest_m, classes);
  for (const double r : shape.classes().radii()) {
    shape.add(r, 1e20 * density(r / start_m) * width * r / start_m);
  }
  for (std::size_t i = 0; i < classes; ++i) {
    precipitation.add(shape.classes().radii()[i],
                      shape.classes().numbers()[i] * fraction / shape.volume_fraction());
  }
  const double length = 2.0 * at.interface_J_per_m2 * at.molar_volume / (constants::gas * at.t_K);
  const double law =
      4.0 / 9.0 * length * at.diffusivity * at.equilibrium / (at.in_precipitate - at.equilibrium);
  const double own_s = start_m * start_m * start_m / law;
  double matrix = at.equilibrium * (1.0 + length / start_m);
  double time = 0.0;
  const auto until = [&](double end) {
    while (time < end) {
      const double step = std::min(relative_step * (time + own_s), end - time);
      precipitation.advance(at, matrix, step);
      time += step;
    }
    return precipitation.mean_radius();
  };
  const double early = until(32.0 * own_s);
  const double late = until(131.0 * own_s);
  Coarsening found;
  found.exponent = std::log(late / early) / std::log(132.0 / 33.0);
  found.rate = (late * late * late - early * early * early) / (99.0 * own_s) / law;
  double square = 0.0;
  double above = 0.0;
  for (std::size_t i = classes; i-- > 0;) {
    const double u = precipitation.classes().radii()[i] / late;
    const double part = precipitation.classes().numbers()[i] / precipitation.number();
    square += part * u * u;
    found.misfit += std::abs(part - lifshitz_slyozov_wagner(u) * width * u);
    above += part;
    found.largest = above < 1e-4 ? u : found.largest;
  }
  found.moment = std::sqrt(square - 1.0);
  return found;
}

// However fine the steps and however few the classes: 17 and 34 of them for each factor e.
TEST(Precipitation, CoarsensAsLifshitzSlyozovAndWagnerSay) {
  for (const double relative_step : {0.2, 0.02, 0.005}) {
    const auto coarse = coarsening(100, relative_step, lifshitz_slyozov_wagner);
    const auto fine = coarsening(200, relative_step, lifshitz_slyozov_wagner);
    EXPECT_NEAR(coarse.exponent, 1.0 / 3.0, 0.01) << relative_step;
    EXPECT_NEAR(fine.exponent, 1.0 / 3.0, 0.005) << relative_step;
    EXPECT_NEAR(coarse.rate, 1.0, 0.06) << relative_step;
    EXPECT_NEAR(fine.rate, 1.0, 0.03) << relative_step;
    EXPECT_NEAR(fine.moment, 0.2152, 0.003) << relative_step;
    EXPECT_LT(fine.misfit, 0.03) << relative_step;
    EXPECT_GT(fine.largest, 1.35) << relative_step;
    EXPECT_LT(fine.largest, 1.5) << relative_step;
  }
}

// From a distribution with a longer tail the law is approached slowly, from above, whatever the classes.
TEST(Precipitation, ApproachesTheLawFromALongerTail) {
  const auto coarse = coarsening(100, 0.02, log_normal);
  const auto fine = coarsening(400, 0.02, log_normal);
  EXPECT_NEAR(coarse.rate, fine.rate, 0.015);
  EXPECT_NEAR(coarse.moment, fine.moment, 0.002);
  EXPECT_GT(fine.rate, 1.1);
  EXPECT_LT(fine.rate, 1.2);
  EXPECT_LT(fine.misfit, 0.15);
}

}  // namespace
}  // namespace nacre::process
