// The structures that come with nacre: chemistry that must be right whatever was assumed.
#include "nacre/crystal/shipped.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "nacre/base/error.hpp"
#include "nacre/crystal/reflections.hpp"

namespace nacre::crystal {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

// All distances (angstrom) below limit from a site to those of an element, sorted; positions that are one
// count once.
std::vector<double> distances(const Structure& s, const Site& from, const std::string& element,
                              double limit) {
  const Eigen::Matrix3d m = s.cell.orthogonalization();
  std::vector<Eigen::Vector3d> found;
  for (const Site& site : s.sites) {
    if (site.species.element != element) {
      continue;
    }
    for (const Operation& o : s.group.operations()) {
      const Eigen::Vector3d x = o.rotation.cast<double>() * site.position + o.translation;
      for (int n = 0; n < 343; ++n) {
        const Eigen::Vector3d shift(n % 7 - 3, n / 7 % 7 - 3, n / 49 - 3);
        const Eigen::Vector3d d = m * (x - from.position + shift);
        if (d.norm() < limit && std::ranges::none_of(found, [&](const Eigen::Vector3d& other) {
              return (other - d).norm() < 1e-3;
            })) {
          found.push_back(d);
        }
      }
    }
  }
  std::vector<double> result;
  for (const auto& d : found) {
    result.push_back(d.norm());
  }
  std::ranges::sort(result);
  return result;
}

const Site& first(const Structure& s, const std::string& element) {
  return *std::ranges::find_if(s.sites, [&](const Site& site) { return site.species.element == element; });
}

TEST(ShippedStructures, AllAreReadWithoutWarnings) {
  const auto names = shipped_structure_names();
  EXPECT_GE(names.size(), 11U);
  for (const auto& name : names) {
    const Structure s = shipped_structure(name);
    EXPECT_EQ(s.name, name);
    EXPECT_THAT(s.warnings, ::testing::IsEmpty()) << name;
    if (!s.sites.empty()) {
      EXPECT_GT(s.density(), 2.0) << name;
      EXPECT_LT(s.density(), 7.0) << name;
    }
  }
  EXPECT_THAT(names, Contains("O3-NFM333"));
}

TEST(ShippedStructures, Formulas) {
  const std::map<std::string, std::string> expected{{"O3-NFM333", "Fe Mn Na3 Ni O6"},
                                                    {"O3p-NaNiO2", "Na Ni O2"},
                                                    {"NiO", "Ni O"},
                                                    {"gamma-Na3PO4", "Na3 O4 P"},
                                                    {"Na2CO3", "C Na2 O3"},
                                                    {"P2-NNM", "Mn0.6667 Na0.6667 Ni0.3333 O2"}};
  for (const auto& [name, formula] : expected) {
    const Structure s = shipped_structure(name);
    EXPECT_EQ(s.formula(), formula) << name;
  }
}

struct Shell {
  const char* structure;
  const char* from;
  const char* to;
  std::size_t neighbours;
  double shortest, longest;  // angstrom
};

TEST(ShippedStructures, BondLengths) {
  const Shell shells[] = {
      {"O3-NFM333", "Ni", "O", 6, 2.00, 2.04},  {"O3-NFM333", "Na", "O", 6, 2.33, 2.37},
      {"O3p-NaNiO2", "Ni", "O", 6, 1.88, 2.20}, {"O3p-NaNiO2", "Na", "O", 6, 2.25, 2.42},
      {"P3-NFM333", "Ni", "O", 6, 1.92, 1.96},  {"P3-NFM333", "Na", "O", 6, 2.45, 2.55},
      {"P2-NNM", "Ni", "O", 6, 1.92, 1.96},     {"P2-NNM", "Na", "O", 6, 2.42, 2.50},
      {"OP4-NNM", "Ni", "O", 6, 1.90, 1.96},    {"OP4-NNM", "Na", "O", 6, 2.42, 2.50},
      {"OP2-NFM333", "Ni", "O", 6, 1.90, 1.96}, {"OP2-NFM333", "Na", "O", 6, 2.40, 2.48},
      {"NiO", "Ni", "O", 6, 2.08, 2.10},        {"Na2CO3", "C", "O", 3, 1.20, 1.35},
      {"Na2CO3", "Na", "O", 6, 2.25, 2.60},
  };
  for (const auto& shell : shells) {
    const Structure s = shipped_structure(shell.structure);
    const std::string what = std::string(shell.structure) + " " + shell.from + "-" + shell.to;
    const auto near = distances(s, first(s, shell.from), shell.to, 2.7);
    ASSERT_GE(near.size(), shell.neighbours) << what;
    EXPECT_GE(near.front(), shell.shortest) << what;
    EXPECT_LE(near[shell.neighbours - 1], shell.longest) << what;
    if (near.size() > shell.neighbours) {
      EXPECT_GT(near[shell.neighbours], shell.longest) << what;
    }
  }
  // Every metal site of every layered oxide is an octahedron, every sodium site has six oxygen atoms at 2.2
  // to 2.6.
  for (const char* name : {"O3-NFM333", "O3p-NaNiO2", "P3-NFM333", "P2-NNM", "OP4-NNM", "OP2-NFM333"}) {
    const Structure s = shipped_structure(name);
    for (const Site& site : s.sites) {
      if (site.species.element != "O") {
        const auto near = distances(s, site, "O", 2.65);
        EXPECT_EQ(near.size(), 6U) << name << ' ' << site.label;
        EXPECT_GT(near.front(), site.species.element == "Na" ? 2.2 : 1.85) << name << ' ' << site.label;
      }
    }
  }
  // The phosphate that turns: P-O, and sodium that keeps clear of all that oxygen can be.
  const Structure phosphate = shipped_structure("gamma-Na3PO4");
  EXPECT_NEAR(distances(phosphate, first(phosphate, "P"), "O", 2.0).front(), 1.54, 0.01);
  for (const Site& site : phosphate.sites) {
    if (site.species.element == "Na") {
      EXPECT_GT(distances(phosphate, site, "O", 3.0).front(), 2.1) << site.label;
    }
  }
}

// What tells the stackings apart: whether the oxygen atoms on both sides of the sodium lie on top of each
// other.
TEST(ShippedStructures, PrismsAndOctahedra) {
  const auto stacked = [](const char* name) {
    const Structure s = shipped_structure(name);
    const Site& na = first(s, "Na");
    const Eigen::Matrix3d m = s.cell.orthogonalization();
    // The oxygen atoms above and below, projected: equal sets make a prism.
    std::vector<Eigen::Vector3d> around;
    for (const Site& site : s.sites) {
      for (const Operation& o : s.group.operations()) {
        for (int n = 0; n < 125 && site.species.element == "O"; ++n) {
          const Eigen::Vector3d shift(n % 5 - 2, n / 5 % 5 - 2, n / 25 - 2);
          const Eigen::Vector3d d =
              m * (o.rotation.cast<double>() * site.position + o.translation + shift - na.position);
          if (d.norm() < 2.65) {
            around.push_back(d);
          }
        }
      }
    }
    return std::ranges::any_of(around, [&](const Eigen::Vector3d& a) {
      return std::ranges::any_of(around, [&](const Eigen::Vector3d& b) {
        return a(2) > 0.1 && b(2) < -0.1 && (a - b).head<2>().norm() < 0.05;
      });
    });
  };
  for (const char* name : {"P3-NFM333", "P2-NNM", "OP4-NNM", "OP2-NFM333"}) {
    EXPECT_TRUE(stacked(name)) << name;
  }
  EXPECT_FALSE(stacked("O3-NFM333"));
}

TEST(ShippedStructures, UnknownNames) {
  try {
    shipped_structure("O3-NFM33");
    ADD_FAILURE();
  } catch (const UsageError& error) {
    EXPECT_THAT(error.advice(), HasSubstr("O3-NFM333"));
  }
  EXPECT_THROW(shipped_structure("nowhere/x.cif"), InputError);
}

}  // namespace
}  // namespace nacre::crystal
