// Structure factors by hand, by plain summation, by gemmi and from other programs.
#include "nacre/crystal/structure_factors.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <fstream>
#include <gemmi/it92.hpp>
#include <gemmi/neutron92.hpp>
#include <gemmi/sfcalc.hpp>
#include <numbers>

#include "nacre/base/error.hpp"
#include "nacre/crystal/cif.hpp"
#include "nacre/crystal/shipped.hpp"
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

// A table for gemmi's calculator that has nothing but what is added to it: its sums are then those of f''.
struct NothingButAddends {
  struct Coefficients {
    double calculate_sf(double) const { return 0.0; }
  };
  static bool has(gemmi::El) { return true; }
  static Coefficients get(gemmi::El) { return {}; }
};

gemmi::SmallStructure for_gemmi(const Structure& s) {
  gemmi::SmallStructure small;
  small.cell.set(s.cell.a, s.cell.b, s.cell.c, s.cell.alpha, s.cell.beta, s.cell.gamma);
  small.spacegroup_hm = s.group.name();
  small.setup_cell_images();
  for (const Site& site : s.sites) {
    gemmi::SmallStructure::Site atom;
    atom.label = site.label;
    atom.element = gemmi::Element(site.species.element);
    atom.fract = {site.position(0), site.position(1), site.position(2)};
    atom.u_iso = site.u_iso;
    atom.occ = site.occupancy * site.multiplicity / static_cast<double>(s.group.operations().size());
    if (site.u_aniso) {
      const auto& u = *site.u_aniso;
      atom.aniso = {u[0], u[1], u[2], u[3], u[4], u[5]};
    }
    small.sites.push_back(atom);
  }
  return small;
}

// |F|^2 = |sum f + f'|^2 + |sum f''|^2, of neutral atoms.
void compare_with_gemmi(Structure s) {
  for (Site& site : s.sites) {
    site.species.charge = 0;
  }
  const auto all = reflections(s.cell, s.group, 0.8, 30.0);
  const auto small = for_gemmi(s);
  gemmi::StructureFactorCalculator<gemmi::IT92<double>> first(small.cell);
  gemmi::StructureFactorCalculator<NothingButAddends> second(small.cell);
  gemmi::StructureFactorCalculator<gemmi::Neutron92<double>> neutron(small.cell);
  for (const Site& site : s.sites) {
    const FormFactor f = form_factor(site.species, Probe::x_ray, copper);
    const auto element = gemmi::Element(site.species.element);
    first.addends.set(element, static_cast<float>(f.f_prime));
    second.addends.set(element, static_cast<float>(f.f_second));
  }
  const auto x_ray = StructureFactorCalculator(s, all, Probe::x_ray, copper).evaluate(s, false).squared;
  const auto neutrons = StructureFactorCalculator(s, all, Probe::neutron, copper).evaluate(s, false).squared;
  const double largest = *std::ranges::max_element(x_ray),
               largest_neutron = *std::ranges::max_element(neutrons);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const gemmi::Miller hkl{all[i].hkl(0), all[i].hkl(1), all[i].hkl(2)};
    const double expected = std::norm(first.calculate_sf_from_small_structure(small, hkl)) +
                            std::norm(second.calculate_sf_from_small_structure(small, hkl));
    EXPECT_NEAR(x_ray[i], expected, 1e-6 * largest) << s.name << ' ' << all[i].hkl.transpose();
    EXPECT_NEAR(neutrons[i], std::norm(neutron.calculate_sf_from_small_structure(small, hkl)),
                1e-6 * largest_neutron)
        << s.name << ' ' << all[i].hkl.transpose();
  }
}

TEST(StructureFactors, ShippedStructuresAgainstGemmi) {
  for (const auto& name : shipped_structure_names()) {
    const Structure s = shipped_structure(name);
    if (!s.sites.empty()) {
      compare_with_gemmi(s);
    }
  }
}

TEST(StructureFactors, ReferenceStructuresAgainstGemmi) {
  for (const char* file : {"NAC.cif", "CuCr2O4.cif", "CuO.cif", "PbSO4-Wyckoff.cif", "CaF2.cif"}) {
    NACRE_REFERENCE_FILE(path, std::string("diffraction/AdvancedPhotonSource__GSAS-II-tutorials/") + file);
    compare_with_gemmi(read_structures(path).front());
  }
}

// Values of ObjCryst++ (single crystal, kinematic, Cu K alpha 1). Its test puts B = 1.48 (Pb), 0.74 (S) and
// 1.20 angstrom^2 (O): a fit of B to its neutron values gives these and nothing else. For X-rays it has
// another table of form factors and of dispersion than International Tables C: the values differ by up to 4
// %.
TEST(StructureFactors, LeadSulphateAgainstObjCryst) {
  NACRE_REFERENCE_FILE(folder, "diffraction/vincefn__objcryst");
  Structure s = read_structures(folder / "PbSO4-COD-1528837.cif").front();
  for (Site& site : s.sites) {
    const double b = site.species.element == "Pb" ? 1.48 : site.species.element == "S" ? 0.74 : 1.20;
    site.u_iso = b / (8.0 * pi * pi);
    site.species.charge = 0;
  }
  const auto compare = [&](const char* file, Probe probe, double tolerance) {
    std::ifstream input(folder / file);
    std::string line;
    std::getline(input, line);
    std::vector<Reflection> all;
    std::vector<double> expected;
    Eigen::Vector3i hkl;
    for (double value = 0.0; input >> hkl(0) >> hkl(1) >> hkl(2) >> value;) {
      all.push_back({hkl, 1, 0.0});
      expected.push_back(value);
    }
    ASSERT_EQ(all.size(), 20U);
    const auto squared = StructureFactorCalculator(s, all, probe, 1.54056).evaluate(s, false).squared;
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_NEAR(squared[i], expected[i], tolerance * expected[i]) << file << ' ' << all[i].hkl.transpose();
    }
  };
  compare("singlecrystal_neutron_pbso4.txt", Probe::neutron, 1e-5);
  compare("singlecrystal_xray_pbso4.txt", Probe::x_ray, 0.04);
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
