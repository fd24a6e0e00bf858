// Space groups against gemmi's, and what they leave free against the tables.
#include "nacre/crystal/symmetry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <gemmi/symmetry.hpp>
#include <random>

#include "nacre/base/error.hpp"
#include "nacre/crystal/reflections.hpp"
#include "nacre/crystal/triplet.hpp"

namespace nacre::crystal {
namespace {

TEST(SpaceGroups, AllTabulatedSettingsByNameByHallAndByTriplets) {
  for (const gemmi::SpaceGroup& expected : gemmi::spacegroup_tables::main) {
    const SpaceGroup by_name = SpaceGroup::from_name(expected.xhm());
    EXPECT_EQ(by_name.number(), expected.number) << expected.xhm();
    const auto operations = expected.operations();
    EXPECT_EQ(by_name.operations().size(), static_cast<std::size_t>(operations.order()));
    EXPECT_EQ(by_name.centrosymmetric(), operations.is_centrosymmetric()) << expected.xhm();
    EXPECT_EQ(SpaceGroup::from_hall(expected.hall).number(), expected.number) << expected.hall;
    // Generators alone give the group again.
    std::vector<std::string> triplets;
    for (const auto& op : operations.sym_ops) {
      triplets.push_back(op.triplet());
    }
    for (const auto& t : operations.cen_ops) {
      triplets.push_back(gemmi::Op::identity().translated(t).triplet());
    }
    const SpaceGroup by_triplets = SpaceGroup::from_triplets(triplets);
    EXPECT_EQ(by_triplets.operations().size(), by_name.operations().size()) << expected.xhm();
    EXPECT_EQ(by_triplets.number(), expected.number) << expected.xhm();
  }
}

TEST(SpaceGroups, AbsencesOfAllSettingsAgainstGemmi) {
  for (const gemmi::SpaceGroup& expected : gemmi::spacegroup_tables::main) {
    const SpaceGroup group = SpaceGroup::from_name(expected.xhm());
    const auto operations = expected.operations();
    for (int h = -3; h <= 3; ++h) {
      for (int k = -3; k <= 3; ++k) {
        for (int l = -6; l <= 6; ++l) {
          ASSERT_EQ(group.absent({h, k, l}), operations.is_systematically_absent({h, k, l}))
              << expected.xhm() << ' ' << h << ' ' << k << ' ' << l;
        }
      }
    }
  }
}

TEST(SpaceGroups, NamesAsPeopleWriteThem) {
  EXPECT_EQ(SpaceGroup::from_name("R-3m").name(), "R -3 m:H");
  EXPECT_EQ(SpaceGroup::from_name("R -3 m", 33.5).name(), "R -3 m:R");
  EXPECT_EQ(SpaceGroup::from_name("R -3 m H").name(), "R -3 m:H");
  EXPECT_EQ(SpaceGroup::from_name("R-3m:R").name(), "R -3 m:R");
  EXPECT_EQ(SpaceGroup::from_name("C2/m").name(), "C 1 2/m 1");
  EXPECT_EQ(SpaceGroup::from_name("P63/mmc").number(), 194);
  EXPECT_EQ(SpaceGroup::from_name("P_63/m_m_c").number(), 194);
  EXPECT_EQ(SpaceGroup::from_name("Fd-3m").name(), "F d -3 m:2");
  EXPECT_EQ(SpaceGroup::from_name("F d -3 m S").name(), "F d -3 m:1");
  EXPECT_EQ(SpaceGroup::from_name("F d -3 m:1").name(), "F d -3 m:1");
  EXPECT_EQ(SpaceGroup::from_name("166").name(), "R -3 m:H");
  EXPECT_EQ(SpaceGroup::from_name("-P 2ac 2n").name(), "P n m a");
  for (const char* name : {"", "P", "Q 2", "R -3 x", "P 9", "999", "-1", "P 2'1", "P 1 (x/24,y/24,z/24)"}) {
    EXPECT_THROW(SpaceGroup::from_name(name), UsageError) << name;
  }
}

TEST(SpaceGroups, TripletsAreReadAndWritten) {
  for (const char* text : {"x,y,z", "-x,y+1/2,-z+1/4", "-x+y,-x,z+1/3", "y,x,-z"}) {
    EXPECT_EQ(triplet(parse_triplet(text)), text);
  }
  EXPECT_EQ(triplet(parse_triplet(" 1/2 + X , 0.5 - y, z - 0.3333")), "x+1/2,-y+1/2,z+2/3");
  for (const char* text : {"", "x,y", "x,y,z,x", "x,y,w", "x,y,x", "2x,y,z", "x,y,z+1/7", "x,y,1e3",
                           "x,y,z++", "x,y,z+1/0", "x y,y,z", "x,y,99999999999999999999z"}) {
    EXPECT_THROW(parse_triplet(text), UsageError) << text;
  }
  // Of infinite order.
  EXPECT_THROW(SpaceGroup::from_triplets({"x+y,y,z"}), UsageError);
  EXPECT_THROW(SpaceGroup::from_triplets({"-y,x,z", "x,-z,y", "y,x,z", "-x+y,y,z"}), UsageError);
}

TEST(SpaceGroups, SettingsThatAreNotTabulated) {
  // A doubled cell: R -3 m with c/2 as a translation.
  const SpaceGroup group = SpaceGroup::from_triplets({"-x,-y,-z", "x,y,z+1/2", "-y,x-y,z"});
  EXPECT_EQ(group.number(), 0);
  EXPECT_EQ(group.operations().size(), 12U);
  EXPECT_TRUE(group.absent({0, 0, 1}));
  EXPECT_FALSE(group.absent({0, 0, 2}));
}

struct LaueClass {
  const char* symbol;  // a group of it
  int order, cell_columns, quartic_columns;
};

// Stephens (1999), table 1, for the quartic forms.
constexpr LaueClass laue_classes[] = {
    {"P -1", 2, 6, 15},      {"P 2/m", 4, 4, 9},      {"P m m m", 8, 3, 6},   {"P 4/m", 8, 2, 5},
    {"P 4/m m m", 16, 2, 4}, {"P -3", 6, 2, 5},       {"P -3 m 1", 12, 2, 4}, {"P -3 1 m", 12, 2, 4},
    {"P 6/m", 12, 2, 3},     {"P 6/m m m", 24, 2, 3}, {"P m -3", 24, 1, 2},   {"P m -3 m", 48, 1, 2}};

TEST(SpaceGroups, FreeParametersOfCellsAndStrains) {
  for (const auto& c : laue_classes) {
    const SpaceGroup group = SpaceGroup::from_name(c.symbol);
    EXPECT_EQ(group.cell_basis().cols(), c.cell_columns) << c.symbol;
    EXPECT_EQ(group.quartic_basis().cols(), c.quartic_columns) << c.symbol;
  }
  // Hexagonal: A = B = 2 D, C.
  const Eigen::MatrixXd hexagonal = SpaceGroup::from_name("R -3 m").cell_basis();
  Eigen::MatrixXd expected(6, 2);
  expected << 1, 0, 1, 0, 0, 1, 0.5, 0, 0, 0, 0, 0;
  EXPECT_TRUE(hexagonal.isApprox(expected, 1e-12)) << hexagonal;
}

// The value of a quartic form with these coefficients, in the header's order.
double quartic(const Eigen::VectorXd& s, const Eigen::Vector3i& hkl) {
  constexpr int order[15][3] = {{4, 0, 0}, {0, 4, 0}, {0, 0, 4}, {2, 2, 0}, {2, 0, 2},
                                {0, 2, 2}, {3, 1, 0}, {3, 0, 1}, {1, 3, 0}, {0, 3, 1},
                                {1, 0, 3}, {0, 1, 3}, {2, 1, 1}, {1, 2, 1}, {1, 1, 2}};
  double sum = 0.0;
  for (int i = 0; i < 15; ++i) {
    sum +=
        s(i) * std::pow(hkl(0), order[i][0]) * std::pow(hkl(1), order[i][1]) * std::pow(hkl(2), order[i][2]);
  }
  return sum;
}

TEST(SpaceGroups, QuarticFormsAreTheSameForEquivalentReflections) {
  for (const char* name : {"P -1", "C 2/m", "P n m a", "P 4/m", "I 41/a m d", "R -3", "R -3 m", "R -3 m:R",
                           "P 3 1 2", "P 63/m m c", "F m -3 m", "I 21 3"}) {
    const SpaceGroup group = SpaceGroup::from_name(name);
    const Eigen::MatrixXd basis = group.quartic_basis();
    for (int column = 0; column < basis.cols(); ++column) {
      const double expected = quartic(basis.col(column), {1, 2, 3});
      for (const auto& image : equivalents(group, {1, 2, 3})) {
        EXPECT_NEAR(quartic(basis.col(column), image), expected, 1e-9) << name << " column " << column;
      }
    }
    // 1/d^4 of any cell of the class is such a form: here of the one nearest to a made-up metric.
    const Eigen::VectorXd free = Eigen::VectorXd::LinSpaced(group.cell_basis().cols(), 1.0, 2.0);
    const Eigen::VectorXd t = group.cell_basis() * free;
    Eigen::MatrixXd values(60, basis.cols());
    Eigen::VectorXd target(60);
    std::mt19937 generator(1);
    std::uniform_int_distribution<int> index(-4, 4);
    for (int row = 0; row < 60; ++row) {
      const Eigen::Vector3i hkl(index(generator), index(generator), index(generator));
      const auto h = hkl.cast<double>();
      target(row) = std::pow(t(0) * h(0) * h(0) + t(1) * h(1) * h(1) + t(2) * h(2) * h(2) +
                                 2 * (t(3) * h(0) * h(1) + t(4) * h(0) * h(2) + t(5) * h(1) * h(2)),
                             2);
      for (int column = 0; column < basis.cols(); ++column) {
        values(row, column) = quartic(basis.col(column), hkl);
      }
    }
    const Eigen::VectorXd fit = values.colPivHouseholderQr().solve(target);
    EXPECT_LT((values * fit - target).norm(), 1e-8 * target.norm()) << name;
  }
}

struct SiteCase {
  const char* group;
  Eigen::Vector3d x;
  int multiplicity;
  std::vector<std::vector<double>> directions;
  std::vector<std::vector<double>> tensors;  // columns of (U11, U22, U33, U12, U13, U23)
};

// Positions: International Tables A. Displacements: W. J. A. M. Peterse, J. H. Palm, Acta Cryst. 20 (1966)
// 147.
TEST(SpaceGroups, SitesAgainstTheTables) {
  const std::vector<SiteCase> cases{
      {"F m -3 m", {0, 0, 0}, 4, {}, {{1, 1, 1, 0, 0, 0}}},
      {"F m -3 m", {0.25, 0.25, 0.25}, 8, {}, {{1, 1, 1, 0, 0, 0}}},
      {"P m -3 m", {0.2, 0.5, 0.5}, 6, {{1, 0, 0}}, {{1, 0, 0, 0, 0, 0}, {0, 1, 1, 0, 0, 0}}},
      {"P a -3", {0.385, 0.385, 0.385}, 8, {{1, 1, 1}}, {{1, 1, 1, 0, 0, 0}, {0, 0, 0, 1, 1, 1}}},
      {"R -3 m", {0, 0, 0.233}, 6, {{0, 0, 1}}, {{1, 1, 0, 0.5, 0, 0}, {0, 0, 1, 0, 0, 0}}},
      {"R -3 m", {0, 0, 0.5}, 3, {}, {{1, 1, 0, 0.5, 0, 0}, {0, 0, 1, 0, 0, 0}}},
      {"R -3 m",
       {0.5, 0, 0},  // 9e, site symmetry .2/m: U22, U33, U23 free, U12 = U22/2, U13 = U23/2
       9,
       {},
       {{1, 0, 0, 0, 0, 0}, {0, 1, 0, 0.5, 0, 0}, {0, 0, 1, 0, 0, 0}, {0, 0, 0, 0, 0.5, 1}}},
      {"R -3 c", {0.306, 0, 0.25}, 18, {{1, 0, 0}}, {}},
      {"P 63/m m c", {1.0 / 3, 2.0 / 3, 0.75}, 2, {}, {{1, 1, 0, 0.5, 0, 0}, {0, 0, 1, 0, 0, 0}}},
      {"P 63/m m c", {0.2, 0.4, 0.25}, 6, {{1, 2, 0}}, {}},
      {"C 2/m",
       {0.2832, 0, 0.805},
       4,
       {{1, 0, 0}, {0, 0, 1}},
       {{1, 0, 0, 0, 0, 0}, {0, 1, 0, 0, 0, 0}, {0, 0, 1, 0, 0, 0}, {0, 0, 0, 0, 1, 0}}},
      {"C 2/m", {0, 0.5, 0.5}, 2, {}, {}},
      {"P n m a", {0.188, 0.25, 0.167}, 4, {{1, 0, 0}, {0, 0, 1}}, {}},
      {"P n m a", {0.1, 0.2, 0.3}, 8, {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {}},
      {"I 41/a m d:2", {0, 0.75, 0.125}, 4, {}, {{1, 1, 0, 0, 0, 0}, {0, 0, 1, 0, 0, 0}}},
      {"R -3 m:R", {0.233, 0.233, 0.233}, 2, {{1, 1, 1}}, {{1, 1, 1, 0, 0, 0}, {0, 0, 0, 1, 1, 1}}},
  };
  for (const auto& c : cases) {
    const SpaceGroup group =
        SpaceGroup::from_name(c.group, std::string(c.group).ends_with(":R") ? 33.0 : 120.0);
    const std::string where = std::string(c.group) + " " + std::to_string(c.x(0));
    EXPECT_EQ(group.multiplicity(c.x), c.multiplicity) << where;
    const Eigen::MatrixXd directions = group.site_basis(c.x);
    ASSERT_EQ(directions.cols(), static_cast<Eigen::Index>(c.directions.size())) << where;
    for (std::size_t i = 0; i < c.directions.size(); ++i) {
      for (int row = 0; row < 3; ++row) {
        EXPECT_NEAR(directions(row, static_cast<int>(i)), c.directions[i][static_cast<std::size_t>(row)],
                    1e-12)
            << where;
      }
    }
    if (c.tensors.empty()) {
      continue;
    }
    // The spaces agree, whatever their bases.
    const Eigen::MatrixXd tensors = group.displacement_basis(c.x);
    ASSERT_EQ(tensors.cols(), static_cast<Eigen::Index>(c.tensors.size())) << where << '\n' << tensors;
    for (const auto& expected : c.tensors) {
      const Eigen::Map<const Eigen::VectorXd> column(expected.data(), 6);
      const Eigen::VectorXd fit = tensors.colPivHouseholderQr().solve(column);
      EXPECT_LT((tensors * fit - column).norm(), 1e-12) << where << '\n' << tensors;
    }
  }
}

TEST(SpaceGroups, SitesNearSpecialPositionsAreMovedOntoThem) {
  const SpaceGroup p63mmc = SpaceGroup::from_name("P 63/m m c");
  const Eigen::Vector3d moved = p63mmc.on_site({0.333, 0.667, 0.0961}, 2e-3);
  EXPECT_NEAR(moved(0), 1.0 / 3.0, 1e-12);
  EXPECT_NEAR(moved(1), 2.0 / 3.0, 1e-12);
  EXPECT_NEAR(moved(2), 0.0961, 1e-12);
  const Eigen::Vector3d general(0.11, 0.37, 0.19);
  EXPECT_TRUE(p63mmc.on_site(general).isApprox(general, 1e-15));
  EXPECT_EQ(p63mmc.multiplicity(general), 24);
}

TEST(SpaceGroups, DisplacementsOfReducedCellsNeedTheLengths) {
  // A two-fold axis along a, with b leaning on it: the operation mixes axes of different lengths.
  const SpaceGroup group = SpaceGroup::from_triplets({"x+y,-y,-z", "-x,-y,-z"});
  const Eigen::MatrixXd metrics = group.cell_basis();
  ASSERT_EQ(metrics.cols(), 4);
  // The isotropic displacement, U_ij = G*_ij/(a*_i a*_j), must be allowed in every cell of the group.
  const Eigen::VectorXd g = metrics * Eigen::Vector4d(0.04, 0.09, 0.01, 0.002);
  const Eigen::Vector3d lengths(std::sqrt(g(0)), std::sqrt(g(1)), std::sqrt(g(2)));
  Eigen::VectorXd u(6);
  u << 1, 1, 1, g(3) / (lengths(0) * lengths(1)), g(4) / (lengths(0) * lengths(2)),
      g(5) / (lengths(1) * lengths(2));
  const auto misfit = [&](const Eigen::MatrixXd& basis) {
    return (basis * basis.colPivHouseholderQr().solve(u) - u).norm();
  };
  const Eigen::MatrixXd basis = group.displacement_basis({0, 0, 0}, 1e-3, lengths);
  EXPECT_EQ(basis.cols(), 4);
  EXPECT_LT(misfit(basis), 1e-12);
  EXPECT_GT(misfit(group.displacement_basis({0, 0, 0})), 0.01);
}

}  // namespace
}  // namespace nacre::crystal
