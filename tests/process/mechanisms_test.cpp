// Each mechanism against what is known of it exactly.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "nacre/process/alkali.hpp"
#include "nacre/process/coating.hpp"
#include "nacre/process/conversion.hpp"
#include "nacre/process/grains.hpp"
#include "nacre/process/kinetics.hpp"
#include "nacre/process/nickel.hpp"
#include "nacre/process/phosphate.hpp"
#include "nacre/process/radial_diffusion.hpp"
#include "nacre/process/vapour.hpp"

namespace nacre::process {
namespace {

using std::numbers::pi;

Kinetics shipped() {
  auto file = ParameterFile::find("nfm333");
  return kinetics(file);
}

CoatingMaterial shipped_coating(const char* name = "coating-NaCaPO4") {
  auto file = ParameterFile::find(name);
  return coating_material(file);
}

TEST(Conversion, AStepIsExactHoweverLong) {
  const ConversionRates rates{{2.0, 0.0}, {0.5, 0.0}};
  Conversion small;
  for (int i = 0; i < 100; ++i) {
    small = converted(rates, small, 1000.0, 0.03);
  }
  const auto large = converted(rates, {}, 1000.0, 3.0);
  EXPECT_NEAR(small.sodiated, large.sodiated, 1e-13);
  EXPECT_NEAR(large.dehydrated, 1.0 - std::exp(-6.0), 1e-14);
  // xi = 1 - (kd e^(-ks t) - ks e^(-kd t))/(kd - ks)
  EXPECT_NEAR(large.sodiated, 1.0 - (2.0 * std::exp(-1.5) - 0.5 * std::exp(-6.0)) / 1.5, 1e-14);
  const auto equal = converted({{1.0, 0.0}, {1.0, 0.0}}, {}, 1000.0, 2.0);
  EXPECT_NEAR(equal.sodiated, 1.0 - 3.0 * std::exp(-2.0), 1e-9);  // 1 - (1 + t) e^-t
}

TEST(Conversion, TheShippedRatesAreWithinWhatIsKnown) {
  const auto rates = shipped().conversion;
  Conversion slow;
  double dehydrated_from = 0.0;
  double dehydrated_to = 0.0;
  double sodiated_from = 0.0;
  double sodiated_to = 0.0;
  for (double celsius = 25.0; celsius < 900.0; celsius += 0.5) {  // 5 K/min
    slow = converted(rates, slow, celsius + 273.15, 6.0);
    dehydrated_from = slow.dehydrated < 0.1 ? celsius : dehydrated_from;
    dehydrated_to = slow.dehydrated < 0.9 ? celsius : dehydrated_to;
    sodiated_from = slow.sodiated < 0.1 ? celsius : sodiated_from;
    sodiated_to = slow.sodiated < 0.9 ? celsius : sodiated_to;
  }
  EXPECT_GT(dehydrated_from, 250.0);
  EXPECT_LT(dehydrated_to, 550.0);
  EXPECT_GT(sodiated_from, 550.0);
  EXPECT_LT(sodiated_to, 850.0);
  EXPECT_GT(converted(rates, {}, reference_K, 1.5).sodiated, 0.9);  // in shock
}

TEST(Vapour, FollowsItsLaws) {
  const double p = sodium_pressure_bar(1108.15, 0.21, 1.0);
  EXPECT_NEAR(sodium_pressure_bar(1108.15, 0.21, 0.25) / p, 0.5, 1e-12);
  EXPECT_NEAR(sodium_pressure_bar(1108.15, 0.21 / 16.0, 1.0) / p, 2.0, 1e-12);
  // Na2O(s) = 2 Na(g) + 1/2 O2 from enthalpies and entropies at 298.15 K of the JANAF tables (632.6 kJ/mol,
  // 335.0 J/(mol K)) and heat capacities between there and 1000 K: 20.8, 32.1 and 82 J/(mol K).
  const double t = 1000.0;
  const double capacity = 2.0 * 20.8 + 0.5 * 32.1 - 82.0;
  const double enthalpy = 632.6e3 + capacity * (t - 298.15);
  const double entropy = 335.0 + capacity * std::log(t / 298.15);
  const double rough = std::exp(-0.5 * (enthalpy / t - entropy) / constants::gas);
  EXPECT_NEAR(sodium_pressure_bar(t, 1.0, 1.0) / rough, 1.0, 0.1);
  EXPECT_NEAR(std::log(sodium_pressure_bar(999.99, 1.0, 1.0) / sodium_pressure_bar(1000.01, 1.0, 1.0)), 0.0,
              2e-3);  // the polynomials join
  EXPECT_NEAR(sodium_flux(t, 1.0, 1.0, 2.0),
              2.0 * 1e5 * sodium_pressure_bar(t, 1.0, 1.0) / (constants::gas * t), 1e-20);
}

// Crank, The Mathematics of Diffusion, 6.18: uptake of a sphere with a constant surface concentration.
double crank(double diffusivity, double time, double radius) {
  double sum = 0.0;
  for (int n = 1; n < 400; ++n) {
    sum += std::exp(-diffusivity * n * n * pi * pi * time / (radius * radius)) / (n * n);
  }
  return 1.0 - 6.0 / (pi * pi) * sum;
}

TEST(RadialDiffusion, UptakeOfASphereIsCranks) {
  constexpr double radius = 1e-6;
  constexpr double diffusivity = 1e-17;
  RadialDiffusion sphere(radius, 60, 0.5e-9, 0.0);
  double time = 0.0;
  double step = 1.0;
  double gained = 0.0;
  for (const double until : {300.0, 3000.0, 30000.0}) {
    while (time < until - 1e-9) {
      step = std::min(1.01 * step, until - time);
      sphere.response(diffusivity, 1.0, step);
      gained += sphere.step(0.05);
      time += step;
    }
    EXPECT_NEAR(sphere.amount() / 0.05, crank(diffusivity, time, radius), 5e-3) << time;
    EXPECT_NEAR(gained, sphere.amount(), 1e-15);
    step = 1.0;
  }
}

TEST(RadialDiffusion, AResponseIsALineInTheSurfaceConcentration) {
  RadialDiffusion sphere(1e-6, 20, 1e-9, 0.3);
  const auto response = sphere.response(1e-16, 1e-8, 40.0);
  auto other = sphere;
  EXPECT_NEAR(sphere.step(0.1), response.at_zero + 0.1 * response.slope, 1e-15);
  EXPECT_NEAR(other.step(0.7), response.at_zero + 0.7 * response.slope, 1e-15);
  EXPECT_GT(response.slope, 0.0);
  // What starts at the equilibrium stays there.
  RadialDiffusion even(1e-6, 20, 1e-9, 0.3);
  even.response(1e-16, 1e-8, 1e6);
  EXPECT_NEAR(even.step(0.3), 0.0, 1e-15);
}

// A rock-salt layer fed by diffusion grows with the square root of time.
TEST(RockSalt, GrowsParabolically) {
  const auto grown = [](double until) {
    RadialDiffusion nickel(1e-5, 80, 0.2e-9, 1.0 / 3.0);
    double time = 0.0;
    double step = 0.5;
    while (time < until - 1e-9) {
      step = std::min(1.02 * step, until - time);
      nickel.response(1e-17, 1.0, step);
      nickel.step(0.31);
      time += step;
    }
    return 1.0 / 3.0 - nickel.amount();
  };
  EXPECT_NEAR(std::log2(grown(4000.0) / grown(1000.0)) / 2.0, 0.5, 0.01);
  // 2 (c - c_eq) sqrt(D t/pi) S/V with S/V = 3/R
  const double exact = 2.0 * (1.0 / 3.0 - 0.31) * std::sqrt(1e-17 * 4000.0 / pi) * 3.0 / 1e-5;
  EXPECT_NEAR(grown(4000.0) / exact, 1.0, 0.03);
}

TEST(Nickel, HalfTheMissingChargeLeavesAsNickel) {
  const NickelSolubility none{0.0, 0.0};
  EXPECT_DOUBLE_EQ(equilibrium_nio(none, 0.05, 1100.0, 0.21), 0.025);
  EXPECT_EQ(equilibrium_nio(none, -0.05, 1100.0, 0.21), 0.0);
  const NickelSolubility some{0.01, 100e3};
  EXPECT_DOUBLE_EQ(tolerated_deficiency(some, reference_K, 0.21), 0.01);
  EXPECT_DOUBLE_EQ(tolerated_deficiency(some, reference_K, 0.21 / 16.0), 0.005);
  EXPECT_GT(tolerated_deficiency(some, 900.0, 0.21), 0.05);  // more nickel is kept in the cold
  EXPECT_EQ(tolerated_deficiency(some, 300.0, 0.21), 1.0);
}

TEST(RockSalt, IncubationAddsUp) {
  const RockSaltNucleation nucleation{{1e-3, 200e3}, 2.0};
  // Half the time at one temperature and half at another: the parts add.
  const double hot = nucleation.rate(1108.15) * 300.0;
  const double cool = nucleation.rate(1050.0) * 500.0;
  EXPECT_DOUBLE_EQ(nucleated(nucleation, hot + cool), 1.0 - std::exp(-std::pow(hot + cool, 2.0)));
  EXPECT_NEAR(nucleated(nucleation, 1e-4), 1e-8, 1e-14);
}

TEST(Coating, OnePercentIsThePapersEightNanometres) {
  const auto coating = shipped_coating();
  const double thickness = coating_thickness(coating, 0.01, 0.11148, 650.0);
  EXPECT_NEAR(thickness, 8e-9, 1e-9);
  EXPECT_NEAR(coating_thickness(coating, 0.05, 0.11148, 650.0) / thickness, 5.0, 1e-12);
}

TEST(Coating, BreaksUpWithTheFourthPowerOfItsThickness) {
  const auto coating = shipped_coating();
  const auto rate = [&](double thickness) {
    const double covered = broken_up(coating, 0.95, thickness, 1000.0, 10.0);
    return -std::log((covered - coating.least_coverage) / (0.95 - coating.least_coverage));
  };
  EXPECT_NEAR(rate(5e-9) / rate(10e-9), 16.0, 1e-6);
  EXPECT_NEAR(broken_up(coating, 0.9, 1e-9, 1400.0, 1e9), coating.least_coverage, 1e-12);
  // Steps add.
  const double once = broken_up(coating, 0.9, 8e-9, 1100.0, 2000.0);
  const double twice =
      broken_up(coating, broken_up(coating, 0.9, 8e-9, 1100.0, 1000.0), 8e-9, 1100.0, 1000.0);
  EXPECT_NEAR(once, twice, 1e-14);
}

TEST(Coating, RoughnessIsThatOfTwoLevels) {
  const double coverage = 0.4;
  const double mean = 8e-9;
  const double high = mean / coverage;
  const double square = coverage * (high - mean) * (high - mean) + (1.0 - coverage) * mean * mean;
  EXPECT_NEAR(coating_roughness(coverage, mean), std::sqrt(square), 1e-20);
  EXPECT_EQ(coating_roughness(1.0, mean), 0.0);
}

TEST(Phosphate, TransformsByAdditivityBelowItsTransition) {
  auto coating = shipped_coating("coating-Na3PO4");
  EXPECT_EQ(transformation_rate(coating, 0.0, coating.transition_K + 1.0), 0.0);
  // At one temperature for its time: half is left.
  EXPECT_DOUBLE_EQ(gamma_left(coating, 1.0), 0.5);
  // A C-curve: quickest between the transition and the cold.
  double quickest = 0.0;
  double at = 0.0;
  for (double t = 250.0; t < coating.transition_K; t += 1.0) {
    const double rate = transformation_rate(coating, 0.0, t);
    at = rate > quickest ? t : at;
    quickest = std::max(rate, quickest);
  }
  EXPECT_GT(at, 300.0);
  EXPECT_LT(at, coating.transition_K - 10.0);
  const auto left_after_cooling = [&](double rate_K_per_s, double calcium) {
    double integral = 0.0;
    for (double t = 1100.0; t > 298.0; t -= 0.5) {
      integral += 0.5 / rate_K_per_s * transformation_rate(coating, calcium, t);
    }
    return gamma_left(coating, integral);
  };
  EXPECT_GT(left_after_cooling(400.0, 0.0), 0.8);
  EXPECT_LT(left_after_cooling(0.05, 0.0), 0.01);
  EXPECT_NEAR(-std::log(left_after_cooling(100.0, 0.0)) / -std::log(left_after_cooling(200.0, 0.0)),
              std::pow(2.0, coating.transformation_exponent), 1e-6);
  // Calcium holds gamma: with enough of it the transition lies below room temperature.
  coating.transition_per_calcium_K = 400.0;
  EXPECT_EQ(left_after_cooling(0.05, 1.0), 1.0);
}

TEST(Grains, GrowWithTheirExponent) {
  for (const double n : {2.0, 3.0, 4.0}) {
    const GrainGrowth growth{{1e9, 0.0}, n};
    const double early = grown_nm(growth, 1.0, 1000.0, 1e4);
    const double late = grown_nm(growth, 1.0, 1000.0, 1e6);
    EXPECT_NEAR(std::log10(late / early) / 2.0, 1.0 / n, 1e-3);
    EXPECT_NEAR(grown_nm(growth, grown_nm(growth, 5.0, 1000.0, 3.0), 1000.0, 4.0),
                grown_nm(growth, 5.0, 1000.0, 7.0), 1e-9);
  }
  const Sintering sintering{{1e-7, 0.0}, 3.0};
  EXPECT_NEAR((1.0 - surface_left(sintering, 8e-3)) / (1.0 - surface_left(sintering, 1e-3)), 2.0, 1e-12);
}

TEST(Alkali, GrowsWithTheRootOfTimeOnBareSurface) {
  const AirAttack attack{3e-13, 0.05};
  Storage storage;
  storage.hours = 24.0;
  const double day = alkali_from_air(attack, storage, 0.0);
  EXPECT_DOUBLE_EQ(day, std::sqrt(3e-13 * 86400.0));
  storage.hours = 96.0;
  EXPECT_DOUBLE_EQ(alkali_from_air(attack, storage, 0.0), 2.0 * day);
  EXPECT_NEAR(alkali_from_air(attack, storage, 1.0), 0.05 * 2.0 * day, 1e-18);
  storage.relative_humidity = 0.0;
  EXPECT_EQ(alkali_from_air(attack, storage, 0.0), 0.0);
}

}  // namespace
}  // namespace nacre::process
