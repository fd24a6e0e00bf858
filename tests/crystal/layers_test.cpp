// Stacks of layers against the structures that they make without faults, and against what is known of faults.
#include "nacre/crystal/layers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <random>

#include "nacre/base/error.hpp"
#include "nacre/crystal/shipped.hpp"
#include "nacre/crystal/streaks.hpp"
#include "nacre/crystal/structure_factors.hpp"

namespace nacre::crystal {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double copper = 1.540593;

// Close-packed layers of one atom, 2 angstrom apart; the next layer turns back on the last step with
// probability hexagonal: 0 is cubic, 1 hexagonal close packing.
LayerStack close_packed(double hexagonal, double mean_layers) {
  LayerStack stack;
  stack.a = stack.b = 2.5;
  stack.gamma = 120.0;
  stack.parameters = {"hexagonal"};
  stack.mean_layers = mean_layers;
  const Layer layer{"A", {{{"Co", 0}, 0.0, 0.0, 0.0, 1.0, 0.005}}};
  stack.layers = {layer, layer};
  const Eigen::Vector3d plus(1.0 / 3, 2.0 / 3, 2.0), minus(2.0 / 3, 1.0 / 3, 2.0);
  stack.transitions = {{0, 0, plus, 1.0 - hexagonal, {-1.0}},
                       {0, 1, plus, hexagonal, {1.0}},
                       {1, 1, minus, 1.0 - hexagonal, {-1.0}},
                       {1, 0, minus, hexagonal, {1.0}}};
  return stack;
}

double intensity(const LayerStack& stack, int h, int k, double s_z) {
  RodIntensity rod(stack, Probe::neutron, copper);
  rod.choose(h, k);
  std::vector<double> values(rod.size());
  rod.evaluate(s_z, values.data());
  return values[0];
}

double damped(const LayerStack& stack, int h, int k, double s_z) {
  const double in_plane = 4.0 / 3.0 * (h * h + h * k + k * k) / (stack.a * stack.a);
  const double b = form_factor({"Co", 0}, Probe::neutron, copper).c;
  return b * b * std::exp(-4.0 * pi * pi * 0.005 * (in_plane + s_z * s_z));
}

// S. Hendricks, E. Teller, J. Chem. Phys. 10 (1942) 147: every layer on either side of the last at random
// has, for h - k not a multiple of three, I = |F|^2 (1 - x^2)/(1 - 2 x cos phi + x^2) with x = cos(2 pi/3).
TEST(Layers, RandomClosePackingOfHendricksAndTeller) {
  const LayerStack stack = close_packed(0.5, 1e6);
  for (double s_z = 0.013; s_z < 1.0; s_z += 0.05) {
    const double phi = 2.0 * pi * 2.0 * s_z;
    EXPECT_NEAR(intensity(stack, 1, 0, s_z), damped(stack, 1, 0, s_z) * 0.75 / (1.25 + std::cos(phi)), 1e-4);
  }
}

// A. J. C. Wilson, Proc. R. Soc. A 180 (1942) 277: a little cubic stacking, of probability alpha, broadens
// the hexagonal peaks with even l three times as much as those with odd l: damping 1 - 3 alpha/2 and 1 -
// alpha/2 from layer to layer to first order (of the roots of x^2 + alpha x - 1 + 2 alpha, exactly).
TEST(Layers, GrowthFaultsOfWilson) {
  const double alpha = 0.02;
  const LayerStack stack = close_packed(1.0 - alpha, 1e6);
  const double root = std::sqrt(alpha * alpha + 4.0 - 8.0 * alpha);
  const double even = (root - alpha) / 2.0, odd = (root + alpha) / 2.0;
  const auto half_width = [&](double peak) {
    // Where the intensity, freed of the damping, has fallen to half.
    const double top = intensity(stack, 1, 0, peak) / damped(stack, 1, 0, peak);
    double low = peak, high = peak + 0.05;
    for (int i = 0; i < 60; ++i) {
      const double middle = 0.5 * (low + high);
      (intensity(stack, 1, 0, middle) / damped(stack, 1, 0, middle) > 0.5 * top ? low : high) = middle;
    }
    return low - peak;
  };
  // Of (1 - x^2)/(1 - 2 x cos phi + x^2): cos phi = 1 - (1 - x)^2/(2 x).
  const auto expected = [](double x) {
    return std::acos(1.0 - (1.0 - x) * (1.0 - x) / (2.0 * x)) / (4.0 * pi);
  };
  // The period of l = 2 is 1/2 (1/angstrom); the tail of each kind of peak lies under the other.
  EXPECT_NEAR(half_width(0.5), expected(even), 0.01 * expected(even));
  EXPECT_NEAR(half_width(0.25), expected(odd), 0.01 * expected(odd));
  EXPECT_NEAR(half_width(0.5) / half_width(0.25), 3.0, 0.1);
}

// Deformation faults in cubic close packing: a step of the other side, then on as before.
// x = (1 - alpha) omega + alpha omega*, exactly.
TEST(Layers, DeformationFaults) {
  LayerStack stack = close_packed(0.0, 1e6);
  const double alpha = 0.1;
  stack.layers.resize(1);
  stack.parameters.clear();
  stack.transitions = {{0, 0, {1.0 / 3, 2.0 / 3, 2.0}, 1.0 - alpha, {}},
                       {0, 0, {2.0 / 3, 1.0 / 3, 2.0}, alpha, {}}};
  for (double s_z = 0.013; s_z < 1.0; s_z += 0.05) {
    const std::complex<double> omega = std::polar(1.0, 2.0 * pi / 3.0);
    const auto x = ((1.0 - alpha) * omega + alpha * std::conj(omega)) * std::polar(1.0, 4.0 * pi * s_z);
    EXPECT_NEAR(intensity(stack, 1, 0, s_z),
                damped(stack, 1, 0, s_z) * (1.0 - std::norm(x)) / std::norm(1.0 - x), 1e-4);
  }
}

// The same by adding up the waves of many columns, drawn layer by layer.
TEST(Layers, AgainstColumnsDrawnAtRandom) {
  SlabGeometry geometry;
  LayerStack stack = p2_o2_stack(geometry, 0.3, 0.2);
  stack.mean_layers = 25.0;
  RodIntensity rod(stack, Probe::neutron, copper);
  rod.choose(1, 0);
  std::mt19937_64 generator(7);
  std::uniform_real_distribution<double> uniform;
  const Eigen::VectorXd g = stack.frequencies();
  const std::vector<double> places{0.05, 0.11, 0.2, 0.33, 0.45};
  std::vector<double> sums(places.size(), 0.0), squares = sums;
  double layers = 0.0;
  const int columns = 12000;
  for (int column = 0; column < columns; ++column) {
    const auto choose = [&](auto&& weight, std::size_t count) {
      double rest = uniform(generator);
      for (std::size_t i = 0; i < count; ++i) {
        rest -= weight(i);
        if (rest < 0.0) {
          return i;
        }
      }
      return count - 1;
    };
    std::size_t kind =
        choose([&](std::size_t i) { return g(static_cast<Eigen::Index>(i)); }, stack.layers.size());
    Eigen::Vector3d origin = Eigen::Vector3d::Zero();
    std::vector<std::complex<double>> waves(places.size(), 0.0);
    int count = 0;
    do {
      ++count;
      for (std::size_t p = 0; p < places.size(); ++p) {
        const double s2 = 0.25 * (rod.in_plane_squared() + places[p] * places[p]);
        for (const LayerAtom& atom : stack.layers[kind].atoms) {
          waves[p] += form_factor(atom.species, Probe::neutron, copper).c * atom.occupancy *
                      std::exp(-8.0 * pi * pi * atom.u_iso * s2) *
                      std::polar(1.0, 2.0 * pi * (atom.x + origin(0) + places[p] * (atom.z + origin(2))));
        }
      }
      const std::size_t step = choose(
          [&](std::size_t i) {
            return stack.transitions[i].from == kind ? stack.transitions[i].probability : 0.0;
          },
          stack.transitions.size());
      origin += stack.transitions[step].displacement;
      kind = stack.transitions[step].to;
    } while (uniform(generator) < 1.0 - 1.0 / stack.mean_layers);
    layers += count;
    for (std::size_t p = 0; p < places.size(); ++p) {
      sums[p] += std::norm(waves[p]);
      squares[p] += std::norm(waves[p]) * std::norm(waves[p]);
    }
  }
  EXPECT_NEAR(layers / columns, 25.0, 1.0);
  std::vector<double> values(rod.size());
  for (std::size_t p = 0; p < places.size(); ++p) {
    rod.evaluate(places[p], values.data());
    const double mean = sums[p] / columns / 25.0;
    const double std = std::sqrt((squares[p] / columns - std::pow(sums[p] / columns, 2)) / columns) / 25.0;
    EXPECT_NEAR(values[0], mean, 4.0 * std) << places[p];
    EXPECT_LT(std, 0.03 * mean);
  }
}

// Every reflection of a perfect stack has the strength that the structure factors of the same structure give.
void compare(LayerStack stack, const Structure& s) {
  stack.mean_layers = 3e5;
  const auto all = reflections(s.cell, s.group, 1.25, 30.0);
  const auto squared = StructureFactorCalculator(s, all, Probe::x_ray, copper).evaluate(s, false).squared;
  const double v2 = std::pow(s.cell.volume(), 2);
  // A window around each group of reflections, to the middle of the gaps.
  std::vector<double> edges{1.0 / all.front().d - 0.002}, expected{0.0}, at{1.0 / all.front().d};
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double here = 1.0 / all[i].d, last = i == 0 ? here : 1.0 / all[i - 1].d;
    if (here - last > 2e-3) {
      edges.push_back(0.5 * (here + last));
      expected.push_back(0.0);
      at.push_back(here);
    }
    expected.back() += all[i].multiplicity * squared[i] / v2;
  }
  edges.push_back(1.0 / all.back().d + 0.001);
  const Eigen::MatrixXd strengths = powder_strengths(stack, Probe::x_ray, copper, edges, 1e-5).content;
  const double largest = *std::ranges::max_element(expected);
  ASSERT_GT(at.size(), 10U);
  for (std::size_t i = 0; i + 1 < at.size(); ++i) {
    EXPECT_NEAR(strengths(static_cast<Eigen::Index>(i), 0), expected[i], 3e-4 * largest)
        << s.name << " d " << 1.0 / at[i];
  }
}

SlabGeometry geometry_of(const Structure& s, double oxygen_height, double prismatic, double octahedral,
                         double face, double edge, double octahedral_sodium) {
  SlabGeometry g;
  g.a = s.cell.a;
  g.oxygen_height = oxygen_height;
  g.prismatic = prismatic;
  g.octahedral = octahedral;
  g.metals.clear();
  for (const Site& site : s.sites) {
    if (site.species.element != "O" && site.species.element != "Na" && site.label.back() == '1') {
      g.metals.emplace_back(site.species, site.occupancy);
    }
    if (site.species.element == "Na") {
      g.u_sodium = site.u_iso;
    }
  }
  g.sodium_face = face;
  g.sodium_edge = edge;
  g.sodium_octahedral = octahedral_sodium;
  return g;
}

TEST(Layers, PerfectStacksAreTheShippedStructures) {
  const Structure o3 = shipped_structure("O3-NFM333");
  compare(o3_p3_stack(geometry_of(o3, (0.233 - 1.0 / 6.0) * 16.0, 5.6, 16.0 / 3.0, 0.25, 0.42, 1.0), 0.0),
          o3);
  const Structure p3 = shipped_structure("P3-NFM333");
  compare(o3_p3_stack(geometry_of(p3, 0.96, 5.6, 5.3, 0.25, 0.42, 1.0), 1.0), p3);
  const Structure p2 = shipped_structure("P2-NNM");
  compare(p2_o2_stack(geometry_of(p2, 0.99, 5.6, 5.3, 0.25, 5.0 / 12.0, 0.0), 0.0), p2);
  const Structure op2 = shipped_structure("OP2-NFM333");
  compare(o3_p3_stack(geometry_of(op2, 0.97, 5.5, 5.0, 0.25, 0.42, 0.0), 0.5, -1.0), op2);
}

// OP4: prisms and octahedra in turn, the octahedra always displaced to the same side of what came before.
TEST(Layers, AnOrderedOP4) {
  const Structure op4 = shipped_structure("OP4-NNM");
  LayerStack stack = p2_o2_stack(geometry_of(op4, 0.97, 5.6, 5.0, 0.25, 5.0 / 12.0, 0.0), 0.5, -0.9);
  // + P | - O | + P | - O: back where it began after a step to point 1 and one to point 2.
  const auto layer = [&](const char* name) { return *std::ranges::find(stack.layers, name, &Layer::name); };
  LayerStack ordered = stack;
  ordered.parameters.clear();
  ordered.layers = {layer("+P0"), layer("-O1"), layer("+P0"), layer("-O2")};
  ordered.transitions = {{0, 1, {0, 0, 5.6}, 1.0, {}},
                         {1, 2, {1.0 / 3, 2.0 / 3, 5.0}, 1.0, {}},
                         {2, 3, {0, 0, 5.6}, 1.0, {}},
                         {3, 0, {2.0 / 3, 1.0 / 3, 5.0}, 1.0, {}}};
  compare(ordered, op4);
}

TEST(Layers, DerivativesAgainstDifferences) {
  SlabGeometry geometry;
  geometry.sodium_octahedral = 0.4;
  std::vector<double> edges;
  for (double s = 0.1; s < 0.7; s += 0.01) {
    edges.push_back(s);
  }
  for (const auto make : {&o3_p3_stack, &p2_o2_stack}) {
    const auto strengths = [&](double share, double correlation) {
      LayerStack stack = make(geometry, share, correlation);
      stack.mean_layers = 50.0;
      return powder_strengths(stack, Probe::x_ray, copper, edges, 1e-10).content;
    };
    const double step = 1e-5;
    const Eigen::MatrixXd exact = strengths(0.2, 0.1);
    const Eigen::VectorXd by_share =
        (strengths(0.2 + step, 0.1).col(0) - strengths(0.2 - step, 0.1).col(0)) / (2 * step);
    const Eigen::VectorXd by_correlation =
        (strengths(0.2, 0.1 + step).col(0) - strengths(0.2, 0.1 - step).col(0)) / (2 * step);
    EXPECT_LT((exact.col(1) - by_share).norm(), 1e-6 * by_share.norm());
    EXPECT_LT((exact.col(2) - by_correlation).norm(), 1e-6 * by_correlation.norm());
  }
}

TEST(Layers, StrengthsDoNotDependOnTheBins) {
  LayerStack stack = p2_o2_stack({}, 0.1);
  std::vector<double> coarse{0.1, 0.3, 0.5, 0.8}, fine;
  for (int i = 0; i <= 7000; ++i) {
    fine.push_back(0.1 + 1e-4 * i);
  }
  const Eigen::VectorXd few = powder_strengths(stack, Probe::x_ray, copper, coarse).content.col(0);
  const PowderStrengths all = powder_strengths(stack, Probe::x_ray, copper, fine);
  const Eigen::VectorXd many = all.content.col(0);
  EXPECT_NEAR(many.head(2000).sum(), few(0), 1e-9 * few(0));
  EXPECT_NEAR(many.segment(2000, 2000).sum(), few(1), 1e-9 * few(1));
  EXPECT_GE(many.minCoeff(), 0.0);
  // Where in a wide bin the strength lies, against the narrow ones in it.
  double first = 0.0, second = 0.0;
  for (Eigen::Index i = 0; i < 10; ++i) {
    const double from_middle = (static_cast<double>(i) + 0.5) * 1e-4 - 0.0005;
    first += many(3300 + i) * from_middle + all.first_moment(3300 + i, 0);
    second += many(3300 + i) * from_middle * from_middle + 2.0 * from_middle * all.first_moment(3300 + i, 0) +
              all.second_moment(3300 + i, 0);
  }
  const PowderStrengths wide = powder_strengths(stack, Probe::x_ray, copper, {0.43, 0.431});
  EXPECT_NEAR(wide.first_moment(0, 0), first, 5e-3 * std::sqrt(second * wide.content(0, 0)));
  EXPECT_NEAR(wide.second_moment(0, 0), second, 1e-2 * second);
}

TEST(Layers, RodsBySymmetry) {
  const auto found = rods(p2_o2_stack({}, 0.1), Probe::x_ray, copper, 0.85);
  int sum = 0;
  for (const Rod& rod : found) {
    sum += rod.multiplicity;
  }
  // 1 + 6 + 6 + 6 within 0.85/angstrom for a = 2.9; all even, because either orientation is as frequent.
  EXPECT_EQ(sum, 19);
  EXPECT_EQ(found.size(), 4U);
  EXPECT_TRUE(std::ranges::all_of(found, &Rod::even));
  // O3: 10 and 01 mirror each other.
  EXPECT_FALSE(rods(o3_p3_stack({}, 0.1), Probe::x_ray, copper, 0.5).back().even);
}

TEST(Layers, WhatIsNoStackIsRefused) {
  LayerStack stack = close_packed(0.3, 100.0);
  EXPECT_NO_THROW(stack.validate());
  stack.transitions[0].probability = 0.8;
  EXPECT_THROW(stack.validate(), UsageError);
  stack = close_packed(0.0, 100.0);  // + and - never meet
  EXPECT_THROW(stack.validate(), UsageError);
  stack = close_packed(0.3, 0.5);
  EXPECT_THROW(stack.validate(), UsageError);
  stack = close_packed(0.3, 10.0);
  stack.transitions[0].to = 5;
  EXPECT_THROW(stack.validate(), UsageError);
  EXPECT_THROW(LayerStack().validate(), UsageError);
  EXPECT_THROW(p2_o2_stack({}, 1.2), UsageError);
  EXPECT_THROW(p2_o2_stack({}, 0.3, -1.0), UsageError);  // the probability of O after O would be -0.4
  EXPECT_THROW(p2_o2_stack({}, 0.5, -1.0),
               UsageError);  // prisms above + and octahedra above -, or the reverse
  EXPECT_THROW(powder_strengths(close_packed(0.3, 10.0), Probe::x_ray, copper, {0.2, 0.1}), UsageError);
}

}  // namespace
}  // namespace nacre::crystal
