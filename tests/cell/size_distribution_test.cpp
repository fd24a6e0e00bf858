// Classes of a size distribution: against the moments of a log-normal, the quantiles given, and the models.
#include "nacre/cell/size_distribution.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/cell/bpx.hpp"
#include "nacre/cell/parameter_set.hpp"
#include "nacre/cell/simulate.hpp"
#include "variants.hpp"

namespace nacre::cell {
namespace {

using ::testing::HasSubstr;

constexpr double z90 = 1.2815515655446004;

// The volume's mean of D^power.
double moment(const std::vector<SizeClass>& classes, double power) {
  double sum = 0.0;
  for (const auto& size : classes) {
    sum += size.volume_fraction * std::pow(2.0 * size.radius, power);
  }
  return sum;
}

// The same exactly: of two halves of log-normals, each half the volume.
double exact_moment(const SizeDistribution& d, double power) {
  const auto half = [&](double s) {  // E[exp(s z); z > 0]
    return 0.5 * std::exp(0.5 * s * s) * std::erfc(-s / std::sqrt(2.0));
  };
  const double below = std::log(d.d50 / d.d10) / z90;
  const double above = std::log(d.d90 / d.d50) / z90;
  return std::pow(d.d50, power) * (half(-power * below) + half(power * above));
}

double relative_error(double value, double truth) { return std::abs(value / truth - 1.0); }

TEST(SizeDistribution, OfALogNormalIsGaussHermite) {
  // Abramowitz and Stegun, table 25.10, n = 5: x = 0, 0.95857246, 2.02018287 of exp(-x^2); z = sqrt(2) x.
  const double s = 0.5;
  const auto classes = size_classes({4e-6 * std::exp(-s * z90), 4e-6, 4e-6 * std::exp(s * z90), 5});
  const double x[] = {-2.02018287, -0.95857246, 0.0, 0.95857246, 2.02018287};
  const double w[] = {1.995324206e-2, 3.936193232e-1, 9.453087205e-1, 3.936193232e-1, 1.995324206e-2};
  ASSERT_EQ(classes.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(classes[i].radius, 2e-6 * std::exp(s * std::sqrt(2.0) * x[i]), 1e-8 * 2e-6);
    EXPECT_NEAR(classes[i].volume_fraction, w[i] / std::sqrt(3.14159265358979), 1e-9);
  }
}

TEST(SizeDistribution, KeepsVolumeSurfaceAndMean) {
  struct Bound {
    double d10, d50, d90, classes, error;
  };
  for (const auto& [d10, d50, d90, classes, bound] :
       {Bound{2e-6, 4e-6, 8e-6, 5, 1e-7}, Bound{3.1e-6, 6.4e-6, 12e-6, 5, 1e-6},
        Bound{2e-6, 4e-6, 20e-6, 5, 1e-4}, Bound{1e-6, 5e-6, 30e-6, 5, 1e-3},
        Bound{1e-6, 5e-6, 30e-6, 10, 1e-8}}) {
    const SizeDistribution d{d10, d50, d90, classes};
    const auto made = size_classes(d);
    EXPECT_NEAR(moment(made, 0.0), 1.0, 1e-13);
    const double surface = relative_error(moment(made, -1.0), exact_moment(d, -1.0));
    const double mean = relative_error(moment(made, 1.0), exact_moment(d, 1.0));
    std::printf("D90/D10 %.3g, %.0f classes: surface %.1e, mean %.1e\n", d90 / d10, classes, surface, mean);
    EXPECT_LT(std::max(surface, mean), bound);
  }
}

// Of any distribution and any number of Gauss nodes, what lies below a node is at least the sum of the
// weights before it and at most that with its own (Chebyshev, Markov and Stieltjes).
TEST(SizeDistribution, HasTheQuantilesGiven) {
  for (const SizeDistribution& given :
       {SizeDistribution{2e-6, 4e-6, 8e-6}, SizeDistribution{3e-6, 6e-6, 9e-6},
        SizeDistribution{1e-6, 3e-6, 30e-6}, SizeDistribution{2.9e-6, 3e-6, 9e-6}}) {
    for (double n = 1.0; n <= 20.0; ++n) {
      auto d = given;
      d.classes = n;
      const auto classes = size_classes(d);
      const auto expect_quantile = [&](double diameter, double share) {
        double before = 0.0;  // of nodes surely below
        double upto = 0.0;
        for (const auto& size : classes) {
          if (2.0 * size.radius > diameter) {
            upto += size.volume_fraction;  // the first node above may count
            break;
          }
          upto += size.volume_fraction;
          before = upto - size.volume_fraction;
        }
        EXPECT_LE(before, share + 1e-12) << n;
        EXPECT_GE(upto, share - 1e-12) << n;
      };
      expect_quantile(d.d10, 0.1);
      expect_quantile(d.d50, 0.5);
      expect_quantile(d.d90, 0.9);
    }
  }
}

CellParameters with_sizes(double d10, double d50, double d90, double classes) {
  auto cell = testing::marquis();
  cell.negative->sizes = size_classes({d10, d50, d90, classes});
  cell.positive.sizes = size_classes({d10, d50, d90, classes});
  return cell;
}

std::vector<double> discharge(const CellParameters& cell, ModelKind kind) {
  auto step = testing::constant_current(-1.0, 2.0);
  step.duration_s = 2400.0;
  step.period_s = 50.0;
  SimulationOptions options;
  options.model = kind;
  options.mesh = {6, 4, 6, 8};
  options.relative_tolerance = 1e-7;
  options.absolute_tolerance = 1e-9;
  const auto result = simulate(cell, testing::protocol_of({step}), options);
  EXPECT_TRUE(result.complete) << result.stopped_by;
  return result.voltage_V;
}

double rms_difference(const std::vector<double>& a, const std::vector<double>& b) {
  EXPECT_EQ(a.size(), b.size());
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += (a[i] - b[i]) * (a[i] - b[i]);
  }
  return std::sqrt(sum / static_cast<double>(a.size()));
}

double below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

// Another way to the same: many classes of one volume, each with the radius that has its surface.
std::vector<SizeClass> equal_volumes(double d50, double spread, int count) {
  const auto quantile = [](double share) {
    double low = -40.0;
    double high = 40.0;
    for (int halving = 0; halving < 70; ++halving) {
      const double z = 0.5 * (low + high);
      (below(z) < share ? low : high) = z;
    }
    return low;
  };
  std::vector<SizeClass> classes;
  for (int i = 0; i < count; ++i) {
    const double from = quantile(static_cast<double>(i) / count);
    const double to = quantile(static_cast<double>(i + 1) / count);
    const double inverse =
        std::exp(0.5 * spread * spread) * (below(to + spread) - below(from + spread)) * count / d50;
    classes.push_back({0.5 / inverse, 1.0 / count});
  }
  return classes;
}

TEST(SizeDistribution, DischargesConvergeWithTheNumberOfClasses) {
  for (const auto kind : {ModelKind::spm, ModelKind::dfn}) {
    auto cell = testing::marquis();
    cell.negative->sizes = equal_volumes(20e-6, std::log(20.0 / 14.0) / z90, 200);
    cell.positive.sizes = cell.negative->sizes;
    const auto exact = discharge(cell, kind);
    double before = 1e-3;
    for (const double classes : {2.0, 3.0, 5.0}) {
      const double error =
          rms_difference(discharge(with_sizes(14e-6, 20e-6, 400e-6 / 14.0, classes), kind), exact);
      std::printf("%s, %.0f classes: %.1e V\n", testing::name_of(kind), classes, error);
      EXPECT_LT(error, before / 2.0);
      before = error;
    }
    EXPECT_LT(before, 3e-5);
  }
}

TEST(SizeDistribution, OfNoWidthIsOneSize) {
  for (const auto kind : testing::every_model) {
    const auto one = discharge(testing::marquis(), kind);
    for (const double classes : {1.0, 4.0}) {
      const double width = 1e-9;
      const auto cell = with_sizes(20e-6 * (1.0 - width), 20e-6, 20e-6 * (1.0 + width), classes);
      EXPECT_LT(rms_difference(discharge(cell, kind), one), 1e-7) << testing::name_of(kind) << " " << classes;
    }
  }
}

ParameterSet set_with(const std::vector<std::pair<std::string, std::string>>& changes) {
  auto set = find_parameter_set("marquis2019");
  for (const auto& [key, value] : changes) {
    set.set("positive.size_distribution." + key, value);
  }
  return set;
}

TEST(SizeDistribution, IsReadFromParameters) {
  const auto set = set_with({{"d10", "10 um"}, {"d50", "20 um"}, {"d90", "45 um"}, {"classes", "7"}});
  const auto cell = cell_parameters(set);
  const auto classes = size_classes({10e-6, 20e-6, 45e-6, 7});
  ASSERT_EQ(cell.positive.sizes.size(), 7U);
  EXPECT_TRUE(cell.negative->sizes.empty());
  for (std::size_t i = 0; i < classes.size(); ++i) {
    EXPECT_EQ(cell.positive.sizes[i].radius, classes[i].radius);
  }
  const auto by_default = set_with({{"d10", "10 um"}, {"d50", "20 um"}, {"d90", "45 um"}});
  EXPECT_EQ(cell_parameters(by_default).positive.sizes.size(), 5U);
  // BPX says the radius with the same surface, and the distribution where nacre finds it again.
  const auto bpx = to_bpx(set);
  const auto read = cell_parameters(parse_bpx(bpx.text, "set.json"));
  EXPECT_EQ(read.positive.sizes.size(), 7U);
  EXPECT_NEAR(1.0 / read.positive.particle_radius, 2.0 * moment(classes, -1.0),
              1e-9 / read.positive.particle_radius);
}

TEST(SizeDistribution, SaysWhatIsWrong) {
  const auto complaint = [](const ParameterSet& set) -> std::string {
    try {
      cell_parameters(set);
    } catch (const InputError& error) {
      return std::string(error.what()) + " | " + error.advice();
    }
    return "none";
  };
  EXPECT_THAT(complaint(set_with({{"d10", "20 um"}, {"d50", "10 um"}, {"d90", "45 um"}})),
              HasSubstr("D10, D50 and D90 are 20, 10 and 45 um (positive.size_distribution.d10)"));
  EXPECT_THAT(complaint(set_with({{"d10", "5 um"}, {"d50", "10 um"}, {"d90", "10 um"}})),
              HasSubstr("(positive.size_distribution.d90)"));
  EXPECT_THAT(complaint(set_with({{"d10", "5 um"}, {"d50", "10 um"}})),
              HasSubstr("'positive.size_distribution.d90' is missing"));
  EXPECT_THAT(complaint(set_with({{"d10", "5 um"}, {"d50", "10 um"}, {"d90", "12 um"}, {"classes", "2.5"}})),
              HasSubstr("there cannot be 2.5 classes (positive.size_distribution.classes)"));
  EXPECT_THROW(set_with({{"classes", "21"}}), UsageError);
  auto both = set_with({{"d10", "5 um"}, {"d50", "10 um"}, {"d90", "12 um"}});
  Parameter table;
  table.path = "positive.particle_sizes";
  table.form = Form::table;
  table.unit = "1";
  table.x = {1e-6};
  table.y = {1.0};
  both.parameters.push_back(table);
  EXPECT_THAT(complaint(both), HasSubstr("are both given"));
  EXPECT_THROW(size_classes({}), UsageError);
}

}  // namespace
}  // namespace nacre::cell
