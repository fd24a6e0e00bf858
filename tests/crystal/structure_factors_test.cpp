// Structure factors by hand, by plain summation, by gemmi and from other programs.
#include "nacre/crystal/structure_factors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <fstream>
#include <numbers>
#include <sstream>

#include "nacre/base/error.hpp"
#include "nacre/crystal/cif.hpp"
#include "support/reference.hpp"

namespace nacre::crystal {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double copper = 1.540593;

Structure structure_of(const std::string& group, const UnitCell& cell, std::vector<Site> sites) {
  Structure result;
  result.cell = cell;
  result.group = SpaceGroup::from_name(group, cell.gamma);
  for (Site& site : sites) {
    site.multiplicity = result.group.multiplicity(site.position);
  }
  result.sites = std::move(sites);
  return result;
}

Site site(const std::string& element, const Eigen::Vector3d& x, double u = 0.005, double occupancy = 1.0) {
  Site result;
  result.label = element;
  result.species.element = element;
  result.position = x;
  result.u_iso = u;
  result.occupancy = occupancy;
  return result;
}

// The mean of |F(h)|^2 and |F(-h)|^2 from the definition: every operation, positions told apart.
double plain_sum(const Structure& s, const Eigen::Vector3i& hkl, Probe probe, double wavelength) {
  const Eigen::Matrix3d g = s.cell.reciprocal_metric();
  const Eigen::Vector3d lengths = g.diagonal().cwiseSqrt();
  double mean = 0.0;
  for (const int sign : {1, -1}) {
    const Eigen::Vector3d h = sign * hkl.cast<double>();
    const double s2 = 0.25 * h.dot(g * h);
    std::complex<double> f = 0.0;
    for (const Site& atom : s.sites) {
      const FormFactor factor = form_factor(atom.species, probe, wavelength);
      const double order = static_cast<double>(s.group.operations().size());
      const double weight = atom.occupancy * s.group.multiplicity(atom.position) / order;
      for (const Operation& o : s.group.operations()) {
        const Eigen::Matrix3d r = o.rotation.cast<double>();
        double damping = std::exp(-8.0 * pi * pi * atom.u_iso * s2);
        if (atom.u_aniso) {
          const Eigen::Vector3d q = (r.transpose() * h).cwiseProduct(lengths);
          const auto& u = *atom.u_aniso;
          Eigen::Matrix3d tensor;
          tensor << u[0], u[3], u[4], u[3], u[1], u[5], u[4], u[5], u[2];
          damping = std::exp(-2.0 * pi * pi * q.dot(tensor * q));
        }
        const double phase = 2.0 * pi * h.dot(r * atom.position + o.translation);
        f += weight * damping * std::complex<double>(factor.amplitude(s2), factor.f_second) *
             std::polar(1.0, phase);
      }
    }
    mean += 0.5 * std::norm(f);
  }
  return mean;
}

std::vector<Structure> varied_structures() {
  Site aniso = site("Pb", {0.188, 0.25, 0.167});
  aniso.u_aniso = {0.01, 0.02, 0.015, 0.0, 0.004, 0.0};
  Site general = site("O", {0.11, 0.23, 0.31}, 0.01, 0.7);
  general.u_aniso = {0.01, 0.02, 0.015, 0.003, 0.004, -0.002};
  return {
      structure_of("R -3 m", {2.975, 2.975, 16, 90, 90, 120},
                   {site("Na", {0, 0, 0}, 0.01), site("Ni", {0, 0, 0.5}), site("O", {0, 0, 0.233}, 0.008)}),
      structure_of("P n m a", {8.48, 5.39, 6.96, 90, 90, 90},
                   {aniso, general, site("S", {0.437, 0.75, 0.186})}),
      // The inversion away from the origin.
      structure_of("P n m a", {8.48, 5.39, 6.96, 90, 90, 90}, {site("Fe", {0.1, 0.2, 0.3})}),
      structure_of(
          "F d -3 m:1", {8.1, 8.1, 8.1, 90, 90, 90},
          {site("Mg", {0, 0, 0}), site("Al", {0.625, 0.625, 0.625}), site("O", {0.387, 0.387, 0.387})}),
      structure_of("P 63 m c", {3.2498, 3.2498, 5.2066, 90, 90, 120},
                   {site("Zn", {1.0 / 3, 2.0 / 3, 0}), site("O", {1.0 / 3, 2.0 / 3, 0.3821})}),
      structure_of("I 21 3", {10.25, 10.25, 10.25, 90, 90, 90}, {site("Ca", {0.467, 0, 0.25}), general}),
      structure_of("P -42 1 c", {10.8, 10.8, 6.8, 90, 90, 90}, {general, site("P", {0, 0, 0}, 0.01)}),
      structure_of("P 1", {5, 6, 7, 80, 95, 105},
                   {general, site("Mn", {0, 0, 0}), site("O", {0.3, 0.2, 0.6})}),
  };
}

TEST(StructureFactors, RockSaltAndCaesiumChlorideByHand) {
  const auto f = [](const char* element, double s2) {
    return form_factor({element, 0}, Probe::x_ray, copper).amplitude(s2);
  };
  const double f2_na = form_factor({"Na", 0}, Probe::x_ray, copper).f_second,
               f2_cl = form_factor({"Cl", 0}, Probe::x_ray, copper).f_second;
  const auto salt = structure_of("F m -3 m", {5.64, 5.64, 5.64, 90, 90, 90},
                                 {site("Na", {0, 0, 0}, 0.0), site("Cl", {0.5, 0.5, 0.5}, 0.0)});
  const std::vector<Reflection> rock{{{1, 1, 1}, 8, 0}, {{2, 0, 0}, 6, 0}, {{1, 0, 0}, 6, 0}};
  const auto squared =
      StructureFactorCalculator(salt, rock, Probe::x_ray, copper).evaluate(salt, false).squared;
  const double s111 = 3.0 / (4 * 5.64 * 5.64), s200 = 4.0 / (4 * 5.64 * 5.64);
  EXPECT_NEAR(squared[0], 16 * (std::pow(f("Na", s111) - f("Cl", s111), 2) + std::pow(f2_na - f2_cl, 2)),
              1e-9);
  EXPECT_NEAR(squared[1], 16 * (std::pow(f("Na", s200) + f("Cl", s200), 2) + std::pow(f2_na + f2_cl, 2)),
              1e-9);
  EXPECT_EQ(squared[2], 0.0);

  const auto cscl = structure_of("P m -3 m", {4.12, 4.12, 4.12, 90, 90, 90},
                                 {site("Cs", {0, 0, 0}, 0.02), site("Cl", {0.5, 0.5, 0.5}, 0.02)});
  const std::vector<Reflection> primitive{{{1, 0, 0}, 6, 0}};
  const double b_cs = form_factor({"Cs", 0}, Probe::neutron, 1.0).c,
               b_cl = form_factor({"Cl", 0}, Probe::neutron, 1.0).c;
  EXPECT_NEAR(
      StructureFactorCalculator(cscl, primitive, Probe::neutron, 1.0).evaluate(cscl, false).squared[0],
      std::pow(b_cs - b_cl, 2) * std::exp(-16 * pi * pi * 0.02 / (4 * 4.12 * 4.12)), 1e-10);
}

TEST(StructureFactors, AgainstPlainSummation) {
  for (const Structure& s : varied_structures()) {
    for (const Probe probe : {Probe::x_ray, Probe::neutron}) {
      const auto all = reflections(s.cell, s.group, 0.9, 20.0);
      const auto squared = StructureFactorCalculator(s, all, probe, 1.2).evaluate(s, false).squared;
      double largest = 0.0;
      for (const double v : squared) {
        largest = std::max(largest, v);
      }
      for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_NEAR(squared[i], plain_sum(s, all[i].hkl, probe, 1.2), 1e-11 * largest)
            << s.group.name() << ' ' << all[i].hkl.transpose();
      }
    }
  }
}

TEST(StructureFactors, DerivativesAgainstDifferences) {
  for (const Structure& s : varied_structures()) {
    const auto all = reflections(s.cell, s.group, 1.2, 20.0);
    const StructureFactorCalculator calculator(s, all, Probe::x_ray, copper);
    const auto exact = calculator.evaluate(s, true);
    EXPECT_EQ(exact.squared, calculator.evaluate(s, false).squared);
    // Moves value by step times direction, up and down, and compares.
    const auto compare = [&](const char* what, const Eigen::VectorXd& derivative, auto&& move) {
      Structure up = s, down = s;
      const double step = 1e-6;
      move(up, step);
      move(down, -step);
      const auto high = calculator.evaluate(up, false).squared,
                 low = calculator.evaluate(down, false).squared;
      const double scale = 1.0 + derivative.cwiseAbs().maxCoeff();
      for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_NEAR(derivative(static_cast<Eigen::Index>(i)), (high[i] - low[i]) / (2 * step), 2e-6 * scale)
            << s.group.name() << ' ' << what << ' ' << all[i].hkl.transpose();
      }
    };
    for (std::size_t n = 0; n < s.sites.size(); ++n) {
      const SiteColumns& columns = calculator.columns()[n];
      const Eigen::MatrixXd free = s.group.site_basis(s.sites[n].position);
      for (int k = 0; k < free.cols(); ++k) {
        const Eigen::VectorXd along =
            exact.derivatives.middleCols(static_cast<Eigen::Index>(columns.position), 3) * free.col(k);
        compare("position", along,
                [&](Structure& t, double step) { t.sites[n].position += step * free.col(k); });
      }
      compare("occupancy", exact.derivatives.col(static_cast<Eigen::Index>(columns.occupancy)),
              [&](Structure& t, double step) { t.sites[n].occupancy += step; });
      if (!s.sites[n].u_aniso) {
        compare("U", exact.derivatives.col(static_cast<Eigen::Index>(columns.displacement)),
                [&](Structure& t, double step) { t.sites[n].u_iso += step; });
        continue;
      }
      const Eigen::MatrixXd tensors = s.group.displacement_basis(s.sites[n].position);
      for (int k = 0; k < tensors.cols(); ++k) {
        const Eigen::VectorXd along =
            exact.derivatives.middleCols(static_cast<Eigen::Index>(columns.displacement), 6) * tensors.col(k);
        compare("U_ij", along, [&](Structure& t, double step) {
          for (int i = 0; i < 6; ++i) {
            (*t.sites[n].u_aniso)[static_cast<std::size_t>(i)] += step * tensors(i, k);
          }
        });
      }
    }
  }
}

TEST(StructureFactors, AnotherStructureIsRefused) {
  auto structures = varied_structures();
  const auto all = reflections(structures[0].cell, structures[0].group, 2.0, 20.0);
  const StructureFactorCalculator calculator(structures[0], all, Probe::x_ray, copper);
  EXPECT_THROW(calculator.evaluate(structures[2], false), UsageError);
  structures[0].sites[0].u_aniso = {0.01, 0.01, 0.01, 0.005, 0, 0};
  EXPECT_THROW(calculator.evaluate(structures[0], false), UsageError);
}

}  // namespace
}  // namespace nacre::crystal
