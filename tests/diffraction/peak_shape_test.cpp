// The shape of a peak against its definition: areas, limits, derivatives, and the published integral over the
// axial divergence done by brute force.
#include "nacre/diffraction/peak_shape.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "nacre/diffraction/instrument.hpp"

namespace nacre::diffraction {
namespace {

constexpr double degree = std::numbers::pi / 180.0;

std::vector<double> grid(double low, double high, double step) {
  std::vector<double> x;
  for (double at = low; at <= high; at += step) {
    x.push_back(at);
  }
  return x;
}

std::vector<double> values(const std::vector<double>& x, double position, const PeakWidths& widths,
                           double axial) {
  PeakValues result;
  peak_values(x, position, widths, axial, false, result);
  return result.value;
}

double sum(const std::vector<double>& y) {
  double total = 0.0;
  for (const double value : y) {
    total += value;
  }
  return total;
}

TEST(PeakShape, WidthsOfTheLimitsAreThoseOfGaussianAndLorentzian) {
  const double variance = 0.0009;
  EXPECT_NEAR(pseudo_voigt({variance, 0.0}).fwhm, std::sqrt(8.0 * std::numbers::ln2 * variance), 1e-14);
  EXPECT_NEAR(pseudo_voigt({variance, 0.0}).eta, 0.0, 1e-14);
  EXPECT_NEAR(pseudo_voigt({1e-16, 0.1}).fwhm, 0.1, 1e-7);
  EXPECT_NEAR(pseudo_voigt({1e-16, 0.1}).eta, 1.0, 1e-5);
}

TEST(PeakShape, HasTheWidthAndEtaThatItStates) {
  const PeakWidths widths{0.0008, 0.05};
  const auto shape = pseudo_voigt(widths);
  const std::vector<double> x = {40.0, 40.0 + 0.5 * shape.fwhm};
  const auto y = values(x, 40.0, widths, 0.0);
  EXPECT_NEAR(y[1] / y[0], 0.5, 1e-12);
}

TEST(PeakShape, AreaIsOneWithAndWithoutAxialDivergence) {
  const auto x = grid(0.0, 60.0, 0.002);
  for (const double axial : {0.0, 0.01, 0.05}) {
    // A Gaussian, whose tails end within the grid.
    EXPECT_NEAR(0.002 * sum(values(x, 25.0, {0.001, 0.0}, axial)), 1.0, 1e-9) << axial;
  }
}

TEST(PeakShape, DerivativesAreThoseOfTheValues) {
  const auto x = grid(24.0, 25.6, 0.01);
  for (const double axial : {0.0, 0.03, 0.06}) {
    const double position = 25.0, variance = 0.0007, lorentzian = 0.06;
    PeakValues exact;
    peak_values(x, position, {variance, lorentzian}, axial, true, exact);
    const auto compare = [&](const std::vector<double>& derivative, auto at, double step) {
      const auto up = at(step), down = at(-step);
      double largest = 0.0, worst = 0.0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        largest = std::max(largest, std::abs(derivative[i]));
        worst = std::max(worst, std::abs((up[i] - down[i]) / (2.0 * step) - derivative[i]));
      }
      EXPECT_LT(worst, 2e-6 * largest) << "axial " << axial;
    };
    compare(
        exact.by_position,
        [&](double d) {
          return values(x, position + d, {variance, lorentzian}, axial);
        },
        1e-6);
    compare(
        exact.by_variance,
        [&](double d) {
          return values(x, position, {variance + d, lorentzian}, axial);
        },
        1e-9);
    compare(
        exact.by_lorentzian,
        [&](double d) {
          return values(x, position, {variance, lorentzian + d}, axial);
        },
        1e-7);
    if (axial > 0.0) {
      compare(
          exact.by_axial,
          [&](double d) {
            return values(x, position, {variance, lorentzian}, axial + d);
          },
          1e-7);
    }
  }
}

// Finger, Cox and Jephcoat's weight as it is published, for S = H: W(phi)/(h cos phi), integrated over phi
// with the square-root singularity at phi = 2theta taken out by phi = 2theta - (2theta - phi_min) t^2.
double published(double x, double two_theta, const PeakWidths& widths, double axial) {
  const double h_over_l = 0.5 * axial, cos2 = std::cos(two_theta * degree);
  const double lowest = std::acos(std::min(cos2 * std::sqrt(1.0 + axial * axial), 1.0)) / degree;
  double norm = 0.0, total = 0.0;
  constexpr int n = 20000;
  for (int k = 0; k < n; ++k) {
    const double t = (k + 0.5) / n, phi = two_theta - (two_theta - lowest) * t * t;
    const double c = std::cos(phi * degree);
    const double h = std::sqrt(std::max(c * c / (cos2 * cos2) - 1.0, 0.0));
    const double weight = std::max(2.0 * h_over_l - h, 0.0) / (h * c) * 2.0 * t;
    norm += weight;
    total += weight * values({x}, phi, widths, 0.0).front();
  }
  return total / norm;
}

TEST(PeakShape, AxialDivergenceIsThePublishedIntegral) {
  const PeakWidths widths{0.0004, 0.03};
  for (const double position : {8.0, 25.0, 60.0}) {
    const double axial = 0.04;
    const double height = values({position}, position, widths, 0.0).front();
    for (const double away : {-0.4, -0.1, -0.02, 0.0, 0.02, 0.1}) {
      EXPECT_NEAR(values({position + away}, position, widths, axial).front(),
                  published(position + away, position, widths, axial), 2e-5 * height)
          << position << " " << away;
    }
  }
}

// GSAS's single node lies at 1 - 1/sqrt(3) of the range that the divergence draws a peak out over.
TEST(PeakShape, DivergenceOfAFileOfGsasMovesPeaksAsGsasDoes) {
  Instrument instrument;
  instrument.radiation = parse_radiation("0.413263");
  instrument.x = 0.173;
  const double stated = 0.0022, ours = axial_of_gsas(stated, instrument);
  for (const double position : {5.7, 12.0, 25.0}) {
    const double cosine = std::cos(position * degree);
    const double end = std::acos(cosine * std::sqrt(1.0 + stated * stated)) / degree;
    const double of_gsas = (position - end) * (1.0 - 1.0 / std::sqrt(3.0));
    const auto nodes = axial_nodes(position, ours, 0.01, 30);
    double mean = 0.0;
    for (std::size_t k = 0; k < nodes.angle.size(); ++k) {
      mean += nodes.weight[k] * nodes.angle[k];
    }
    EXPECT_NEAR((position - mean) / of_gsas, 1.0, 1e-3) << position;
  }
  // With many nodes both are the same integral.
  EXPECT_NEAR(axial_of_gsas(0.2, instrument), 0.2, 1e-12);
  EXPECT_EQ(axial_of_gsas(0.0, instrument), 0.0);
}

TEST(PeakShape, BeyondNinetyDegreesTheTailLiesOnTheHighSide) {
  const PeakWidths widths{0.0004, 0.0};
  const auto low = values({29.8, 30.2}, 30.0, widths, 0.08),
             high = values({149.8, 150.2}, 150.0, widths, 0.08);
  EXPECT_GT(low[0], low[1]);
  EXPECT_LT(high[0], high[1]);
}

TEST(PeakShape, ReachIsWhereThePeakFallsToTheLevel) {
  const PeakWidths widths{0.0004, 0.05};
  const double area = 100.0, level = 0.01, reach = peak_reach(widths, area, level);
  EXPECT_NEAR(area * values({30.0 + reach}, 30.0, widths, 0.0).front(), level, 0.02 * level);
}

}  // namespace
}  // namespace nacre::diffraction
