// Patterns of stacks of layers against those of the same structure, and fault probabilities found again.
#include "nacre/diffraction/faults.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "nacre/base/error.hpp"
#include "nacre/crystal/shipped.hpp"
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

// A pattern with counting noise, refined from elsewhere by Gauss and Newton's method: the fault probability
// and its correlation come back within what their standard uncertainties allow.
TEST(FaultedPatterns, FaultProbabilitiesAreFoundAgain) {
  const auto x = angles(12.0, 80.0, 0.02);
  const auto geometry = p2_geometry(crystal::shipped_structure("P2-NNM"));
  const Instrument instrument = laboratory();
  const auto pattern = [&](double scale, double share, double correlation) {
    crystal::LayerStack stack = crystal::p2_o2_stack(geometry, share, correlation);
    stack.mean_layers = 80.0;
    return faulted_pattern(stack, instrument, scale, x);
  };
  const double background = 200.0;
  struct Truth {
    double share, correlation;
  };
  for (const Truth truth : {Truth{0.05, 0.0}, Truth{0.2, 0.0}, Truth{0.3, -0.25}}) {
    double scale = 1.0;
    const auto unit = pattern(1.0, truth.share, truth.correlation);
    scale = 2e4 / *std::ranges::max_element(unit.intensity);
    std::mt19937_64 generator(11);
    const auto n = static_cast<Eigen::Index>(x.size());
    Eigen::VectorXd observed(n);
    for (Eigen::Index i = 0; i < n; ++i) {
      observed(i) = std::poisson_distribution<int>(
          background + scale * unit.intensity[static_cast<std::size_t>(i)])(generator);
    }
    Eigen::Vector4d p(0.7 * scale, 0.12, 0.05, 150.0);  // scale, share, correlation, background
    Eigen::Matrix4d covariance;
    double chi_squared = 0.0;
    for (int step = 0; step < 8; ++step) {
      const auto calculated = pattern(p(0), p(1), p(2));
      const Eigen::Map<const Eigen::VectorXd> y(calculated.intensity.data(), n);
      const Eigen::VectorXd weight = observed.cwiseMax(1.0).cwiseInverse().cwiseSqrt();
      Eigen::MatrixXd jacobian(n, 4);
      jacobian << y / p(0), calculated.derivatives, Eigen::VectorXd::Ones(n);
      jacobian = weight.asDiagonal() * jacobian;
      const Eigen::VectorXd residual =
          weight.asDiagonal() * (observed - y - Eigen::VectorXd::Constant(n, p(3)));
      chi_squared = residual.squaredNorm() / static_cast<double>(n - 4);
      covariance = (jacobian.transpose() * jacobian).inverse();
      p += covariance * (jacobian.transpose() * residual);
      p(1) = std::clamp(p(1), 0.005, 0.6);
      p(2) = std::clamp(p(2), -0.6 * p(1) / (1.0 - p(1)), 0.9);
    }
    EXPECT_NEAR(p(1), truth.share, 3.5 * std::sqrt(covariance(1, 1)));
    EXPECT_NEAR(p(2), truth.correlation, 3.5 * std::sqrt(covariance(2, 2)));
    EXPECT_LT(std::sqrt(covariance(1, 1)), 0.002);
    EXPECT_NEAR(chi_squared, 1.0, 0.1);
  }
}

TEST(FaultedPatterns, WhatIsNoPatternIsRefused) {
  const auto stack = crystal::p2_o2_stack({}, 0.1);
  EXPECT_THROW(faulted_pattern(stack, laboratory(), 1.0, {}), UsageError);
  EXPECT_THROW(faulted_pattern(stack, laboratory(), 1.0, {20.0, 10.0}), UsageError);
  EXPECT_THROW(faulted_pattern(stack, laboratory(), 1.0, {0.0, 10.0}), UsageError);
  FaultOptions options;
  options.cell_deg = 0.0;
  EXPECT_THROW(faulted_pattern(stack, laboratory(), 1.0, {10.0, 20.0}, options), UsageError);
}

}  // namespace
}  // namespace nacre::diffraction
