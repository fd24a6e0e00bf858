// Reflections of powders against counting.
#include "nacre/crystal/reflections.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "nacre/base/error.hpp"

namespace nacre::crystal {
namespace {

UnitCell cell_of(const SpaceGroup& group) {
  // The metric that the group allows nearest to a made-up one.
  const UnitCell made_up{5.3, 6.1, 7.7, 81.0, 97.0, 103.0};
  Eigen::Matrix3d mean = Eigen::Matrix3d::Zero();
  for (const Operation& o : group.operations()) {
    const Eigen::Matrix3d r = o.rotation.cast<double>();
    mean += r * made_up.reciprocal_metric() * r.transpose();
  }
  mean /= static_cast<double>(group.operations().size());
  return unit_cell({mean(0, 0), mean(1, 1), mean(2, 2), mean(0, 1), mean(0, 2), mean(1, 2)});
}

std::vector<std::string> names(const std::vector<Reflection>& reflections) {
  std::vector<std::string> result;
  for (const Reflection& r : reflections) {
    result.push_back(std::to_string(r.hkl(0)) + std::to_string(r.hkl(1)) + std::to_string(r.hkl(2)));
  }
  return result;
}

TEST(Reflections, EverySetOnceWithItsMultiplicity) {
  for (const char* name :
       {"P 1",        "P -1",      "C 2/m",      "P 2/m",    "P n m a",  "P m m m",  "P 4/m",
        "P 4/m m m",  "P -42 1 c", "I 41/a m d", "P -3",     "P -3 m 1", "P -3 1 m", "P 6/m",
        "P 63/m m c", "P 6/m m m", "P m -3",     "I 21 3",   "P m -3 m", "F m -3 m", "F d -3 m",
        "R -3 m",     "R -3 m:R",  "R 3 m",      "P n a 21", "A b m 2"}) {
    const SpaceGroup group = SpaceGroup::from_name(name, std::string(name).ends_with(":R") ? 80.0 : 120.0);
    const UnitCell cell = cell_of(group);
    const double d_min = 1.3, d_max = 4.0;
    const auto found = reflections(cell, group, d_min, d_max);
    std::set<std::array<int, 3>> covered;
    double last = d_max + 1e-9;
    for (const Reflection& r : found) {
      EXPECT_LE(r.d, last + 1e-9) << name;
      last = r.d;
      EXPECT_NEAR(r.d, 1.0 / std::sqrt(cell.inverse_d_squared(r.hkl)), 1e-12);
      int members = 0;
      for (const auto& image : equivalents(group, r.hkl)) {
        for (const int sign : {1, -1}) {
          members += covered.insert({sign * image(0), sign * image(1), sign * image(2)}).second ? 1 : 0;
        }
        EXPECT_NEAR(cell.inverse_d_squared(image), 1.0 / (r.d * r.d), 1e-9) << name;
      }
      EXPECT_EQ(members, r.multiplicity) << name << ' ' << r.hkl.transpose();
    }
    // Counting: what is not absent between the limits, sign by sign.
    std::size_t counted = 0;
    for (int h = -12; h <= 12; ++h) {
      for (int k = -12; k <= 12; ++k) {
        for (int l = -12; l <= 12; ++l) {
          const double d =
              h == 0 && k == 0 && l == 0 ? 0.0 : 1.0 / std::sqrt(cell.inverse_d_squared({h, k, l}));
          if (d >= d_min && d <= d_max && !group.absent({h, k, l})) {
            ++counted;
            EXPECT_TRUE(covered.contains({h, k, l})) << name << ' ' << h << ' ' << k << ' ' << l;
          }
        }
      }
    }
    EXPECT_EQ(covered.size(), counted) << name;
  }
}

TEST(Reflections, MultiplicitiesOfTheElevenLaueClasses) {
  const std::map<std::string, int> general{{"P -1", 2},       {"P 2/m", 4},   {"P m m m", 8},   {"P 4/m", 8},
                                           {"P 4/m m m", 16}, {"P -3", 6},    {"P -3 m 1", 12}, {"P 6/m", 12},
                                           {"P 6/m m m", 24}, {"P m -3", 24}, {"P m -3 m", 48}};
  for (const auto& [name, expected] : general) {
    const SpaceGroup group = SpaceGroup::from_name(name);
    EXPECT_EQ(2 * equivalents(group, {1, 2, 4}).size(), static_cast<std::size_t>(expected)) << name;
  }
}

TEST(Reflections, NamedAsInTables) {
  // An O3 oxide; the diffraction pattern of every paper begins 003 006 101 012 104.
  const auto o3 = reflections({2.975, 2.975, 16.0, 90, 90, 120}, SpaceGroup::from_name("R -3 m"), 1.4, 10.0);
  EXPECT_THAT(names(o3), testing::ElementsAre("003", "006", "101", "012", "104", "015", "009", "107", "018",
                                              "110", "113"));
  const auto cubic =
      reflections({4.1569, 4.1569, 4.1569, 90, 90, 90}, SpaceGroup::from_name("P m -3 m"), 1.6, 5.0);
  EXPECT_THAT(names(cubic), testing::ElementsAre("100", "110", "111", "200", "210", "211"));
  const auto p2 =
      reflections({2.89, 2.89, 11.2, 90, 90, 120}, SpaceGroup::from_name("P 63/m m c"), 1.7, 10.0);
  EXPECT_THAT(names(p2), testing::ElementsAre("002", "004", "100", "101", "102", "103", "006", "104"));
  const auto o3p =
      reflections({5.3192, 2.8451, 5.5826, 90, 110.449, 90}, SpaceGroup::from_name("C 2/m"), 2.1, 10.0);
  EXPECT_THAT(names(o3p), testing::ElementsAre("001", "-201", "002", "200", "110", "-111", "-202"));
}

TEST(Reflections, LimitsAreRefused) {
  const SpaceGroup group;
  const UnitCell cell{30, 40, 50, 90, 90, 90};
  EXPECT_THROW(reflections(cell, group, 0.0, 1.0), UsageError);
  EXPECT_THROW(reflections(cell, group, 2.0, 1.0), UsageError);
  EXPECT_THROW(reflections(cell, group, 0.1, 100.0), UsageError);
  EXPECT_THROW(reflections(cell, group, 1e-5, 100.0), UsageError);
  EXPECT_THROW(reflections(cell, group, 1e-5, 1e-5), UsageError);
  EXPECT_THROW(reflections({0, 1, 1, 90, 90, 90}, group, 1.0, 2.0), UsageError);
  EXPECT_NO_THROW(reflections(cell, group, 2.0, INFINITY));
}

}  // namespace
}  // namespace nacre::crystal
