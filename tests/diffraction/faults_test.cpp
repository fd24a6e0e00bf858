// Patterns of stacks of layers against those of the same structure, and fault probabilities found again.
#include "nacre/diffraction/faults.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "nacre/base/error.hpp"
#include "nacre/crystal/shipped.hpp"
#include "nacre/diffraction/faults_fit.hpp"
#include "nacre/diffraction/model.hpp"

namespace nacre::diffraction {
namespace {

std::vector<double> angles(double low, double high, double step) {
  std::vector<double> result;
  for (int i = 0; low + i * step <= high + 1e-9; ++i) {
    result.push_back(low + i * step);
  }
  return result;
}

Instrument laboratory() {
  Instrument instrument;
  instrument.radiation = parse_radiation("CuKa");
  instrument.u = 4.0;
  instrument.v = -4.0;
  instrument.w = 6.0;
  instrument.x = 1.5;
  instrument.y = 2.0;
  instrument.axial = 0.0;
  return instrument;
}

crystal::SlabGeometry p2_geometry(const crystal::Structure& s) {
  crystal::SlabGeometry g;
  g.a = s.cell.a;
  g.oxygen_height = 0.99;
  g.prismatic = 5.6;
  g.metals = {{{"Ni", 0}, 1.0 / 3.0}, {{"Mn", 0}, 2.0 / 3.0}};
  g.sodium_face = 0.25;
  g.sodium_edge = 5.0 / 12.0;
  return g;
}

TEST(FaultedPatterns, WithoutFaultsThePatternOfTheStructure) {
  const auto x = angles(10.0, 80.0, 0.02);
  const crystal::Structure s = crystal::shipped_structure("P2-NNM");
  Model model;
  model.instrument = laboratory();
  model.instrument.displacement_mm = 0.05;
  model.phases.emplace_back(s);
  model.phases[0].scale = 100.0;
  model.list_reflections(x.front(), x.back());
  CalculateOptions exact;
  exact.level = 1e-6;
  exact.most_fwhm = 1e4;
  const auto expected = calculate(model, x, {}, exact).peaks;

  crystal::LayerStack stack = crystal::p2_o2_stack(p2_geometry(s), 0.0);
  stack.mean_layers = 1e5;
  const double v = s.cell.volume();
  const auto found = faulted_pattern(stack, model.instrument, 100.0 * v * v, x).intensity;
  const double highest = *std::ranges::max_element(expected);
  double sum = 0.0, expected_sum = 0.0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], 2e-3 * highest) << x[i];
    sum += found[i];
    expected_sum += expected[i];
  }
  EXPECT_NEAR(sum, expected_sum, 1e-3 * expected_sum);
}

TEST(FaultedPatterns, DerivativesAgainstDifferences) {
  const auto x = angles(15.0, 70.0, 0.04);
  const auto geometry = p2_geometry(crystal::shipped_structure("P2-NNM"));
  Instrument instrument = laboratory();
  instrument.axial = 0.03;
  FaultOptions options;
  options.tolerance = 1e-8;
  options.size_um = 0.1;
  const auto pattern = [&](double share, double correlation) {
    crystal::LayerStack stack = crystal::p2_o2_stack(geometry, share, correlation);
    stack.mean_layers = 60.0;
    return faulted_pattern(stack, instrument, 1.0, x, options);
  };
  const double step = 1e-3;  // less would show the ends of the tails coming and going
  const auto exact = pattern(0.1, 0.2);
  const auto compare = [&](Eigen::Index column, const FaultedPattern& up, const FaultedPattern& down) {
    const Eigen::Map<const Eigen::VectorXd> high(up.intensity.data(), static_cast<Eigen::Index>(x.size())),
        low(down.intensity.data(), static_cast<Eigen::Index>(x.size()));
    const Eigen::VectorXd expected = (high - low) / (2.0 * step);
    EXPECT_LT((exact.derivatives.col(column) - expected).norm(), 1e-3 * expected.norm());
  };
  compare(0, pattern(0.1 + step, 0.2), pattern(0.1 - step, 0.2));
  compare(1, pattern(0.1, 0.2 + step), pattern(0.1, 0.2 - step));
}

// Patterns with counting noise, refined from elsewhere: what they were made with comes back within what the
// standard uncertainties allow.
Pattern noisy(const std::vector<double>& x, const std::vector<double>& shape, double highest,
              double background) {
  Pattern pattern;
  pattern.two_theta_deg = x;
  const double scale = highest / *std::ranges::max_element(shape);
  std::mt19937_64 generator(11);
  for (const double y : shape) {
    pattern.intensity.push_back(std::poisson_distribution<int>(background + scale * y)(generator));
    pattern.std.push_back(std::sqrt(std::max(1.0, pattern.intensity.back())));
  }
  return pattern;
}

double value_of(const FaultFit& fit, const std::string& name) {
  return std::ranges::find(fit.values, name, &FittedValue::name)->value;
}
double std_of(const FaultFit& fit, const std::string& name) {
  return std::ranges::find(fit.values, name, &FittedValue::name)->std;
}

TEST(FaultedPatterns, FaultsOfP2AreFoundAgain) {
  const auto x = angles(12.0, 80.0, 0.03);
  const Instrument instrument = laboratory();
  struct Truth {
    double share, correlation;
  };
  for (const Truth truth : {Truth{0.05, 0.0}, Truth{0.3, -0.25}}) {
    crystal::SlabGeometry geometry = p2_geometry(crystal::shipped_structure("P2-NNM"));
    crystal::LayerStack stack = crystal::p2_o2_stack(geometry, truth.share, truth.correlation);
    stack.mean_layers = 80.0;
    const Pattern pattern = noisy(x, faulted_pattern(stack, instrument, 1.0, x).intensity, 2e4, 200.0);
    FaultFitOptions options;
    options.geometry = geometry;
    options.share = 0.15;
    options.mean_layers = 150.0;
    options.correlation_free = true;
    options.distances_free = options.displacement_free = false;
    options.background_terms = 2;
    const FaultFit fit = fit_faults(pattern, instrument, options);
    EXPECT_TRUE(fit.converged) << fit.reason;
    EXPECT_NEAR(fit.share, truth.share, 3.5 * fit.share_std);
    EXPECT_NEAR(fit.correlation, truth.correlation, 3.5 * std_of(fit, "correlation"));
    EXPECT_NEAR(value_of(fit, "mean_layers"), 80.0, 3.5 * std_of(fit, "mean_layers"));
    EXPECT_LT(fit.share_std, 0.003);
    EXPECT_NEAR(fit.goodness_of_fit, 1.0, 0.06);
  }
}

TEST(FaultedPatterns, FaultsOfO3WithItsDistances) {
  const auto x = angles(12.0, 80.0, 0.04);
  Instrument instrument = laboratory();
  crystal::SlabGeometry geometry;
  geometry.a = 2.96;
  geometry.oxygen_height = 1.05;
  geometry.prismatic = 5.62;
  geometry.octahedral = 5.35;
  geometry.metals = {{{"Ni", 0}, 1.0 / 3.0}, {{"Fe", 0}, 1.0 / 3.0}, {{"Mn", 0}, 1.0 / 3.0}};
  geometry.sodium_octahedral = 0.9;
  crystal::LayerStack stack = crystal::o3_p3_stack(geometry, 0.12);
  stack.mean_layers = 120.0;
  instrument.displacement_mm = 0.04;
  const Pattern pattern = noisy(x, faulted_pattern(stack, instrument, 1.0, x).intensity, 3e4, 300.0);
  instrument.displacement_mm = 0.0;
  FaultFitOptions options;
  options.stacking = Stacking::o3_p3;
  options.geometry = geometry;
  options.geometry.a += 0.004;
  options.geometry.octahedral -= 0.01;
  options.geometry.prismatic += 0.02;
  options.geometry.oxygen_height -= 0.02;
  options.share = 0.05;
  options.background_terms = 2;
  const FaultFit fit = fit_faults(pattern, instrument, options);
  EXPECT_TRUE(fit.converged) << fit.reason;
  EXPECT_NEAR(fit.share, 0.12, 3.5 * fit.share_std);
  EXPECT_LT(fit.share_std, 0.005);
  const std::pair<const char*, double> truths[] = {{"mean_layers", 120.0},  {"a", 2.96},
                                                   {"prismatic", 5.62},     {"octahedral", 5.35},
                                                   {"oxygen_height", 1.05}, {"displacement_mm", 0.04}};
  for (const auto& [name, truth] : truths) {
    EXPECT_NEAR(value_of(fit, name), truth, 3.5 * std_of(fit, name)) << name;
  }
  EXPECT_NEAR(fit.goodness_of_fit, 1.0, 0.06);
}

TEST(FaultedPatterns, WhatIsNoPatternIsRefused) {
  const auto stack = crystal::p2_o2_stack({}, 0.1);
  EXPECT_THROW(faulted_pattern(stack, laboratory(), 1.0, {}), UsageError);
  EXPECT_THROW(faulted_pattern(stack, laboratory(), 1.0, {20.0, 10.0}), UsageError);
  EXPECT_THROW(faulted_pattern(stack, laboratory(), 1.0, {0.0, 10.0}), UsageError);
  FaultOptions options;
  options.cell_deg = 0.0;
  EXPECT_THROW(faulted_pattern(stack, laboratory(), 1.0, {10.0, 20.0}, options), UsageError);
  Pattern few;
  few.two_theta_deg = {35.0, 36.0};
  few.intensity = few.std = {1.0, 2.0};
  EXPECT_THROW(fit_faults(few, laboratory(), {}), UsageError);
}

}  // namespace
}  // namespace nacre::diffraction
