// Scattering of atoms against published values.
#include "nacre/crystal/scattering.hpp"

#include <gtest/gtest.h>

#include "nacre/base/error.hpp"
#include "nacre/crystal/scattering_ions.hpp"

namespace nacre::crystal {
namespace {

TEST(Scattering, ForwardAmplitudesCountElectrons) {
  const struct {
    Species species;
    double electrons;
  } cases[] = {{{"Ni", 0}, 28}, {{"Ni", 2}, 26}, {{"Ni", 3}, 25}, {{"Fe", 3}, 23}, {{"Mn", 4}, 21},
               {{"Na", 1}, 10}, {{"O", -2}, 10}, {{"O", -1}, 9},  {{"Ca", 2}, 18}, {{"Ti", 4}, 18},
               {{"Zr", 4}, 36}, {{"Sr", 2}, 36}, {{"La", 3}, 54}, {{"Pb", 2}, 80}, {{"Cu", 2}, 27},
               {{"Sc", 3}, 18}, {{"Mo", 6}, 36}, {{"Sn", 4}, 46}, {{"W", 6}, 68},  {{"K", 1}, 18},
               {{"H", 0}, 1},   {{"D", 0}, 1},   {{"P", 5}, 15}};
  for (const auto& c : cases) {
    const FormFactor f = form_factor(c.species, Probe::x_ray, 1.5406);
    EXPECT_NEAR(f.amplitude(0.0) - f.f_prime, c.electrons, 0.12) << c.species.symbol();
  }
}

// D. C. Creagh, W. J. McAuley, International Tables C (1992), table 4.2.6.8, at Cu K alpha 1.
TEST(Scattering, DispersionAtCopperRadiation) {
  const struct {
    const char* element;
    double f_prime, f_second;
  } cases[] = {{"O", 0.0492, 0.0322},   {"Na", 0.1353, 0.1239},  {"Cr", -0.1635, 2.4439},
               {"Mn", -0.5299, 2.8052}, {"Fe", -1.1336, 3.1974}, {"Ni", -3.0029, 0.5091},
               {"Cu", -1.9646, 0.5888}};
  for (const auto& c : cases) {
    const FormFactor f = form_factor({c.element, 0}, Probe::x_ray, 1.540593);
    EXPECT_NEAR(f.f_prime, c.f_prime, 0.005) << c.element;
    EXPECT_NEAR(f.f_second, c.f_second, 0.001) << c.element;
  }
}

TEST(Scattering, NeutronLengths) {
  EXPECT_EQ(form_factor({"Mn", 3}, Probe::neutron, 1.5).c, -3.73);
  EXPECT_EQ(form_factor({"D", 0}, Probe::neutron, 1.5).amplitude(0.3), 6.671);
  EXPECT_EQ(form_factor({"Ni", 0}, Probe::neutron, 1.5).f_second, 0.0);
}

TEST(Scattering, MassesAndAttenuation) {
  EXPECT_NEAR(atomic_mass("Na"), 22.9898, 1e-3);
  EXPECT_NEAR(atomic_mass("D"), 2.0141, 1e-3);
  EXPECT_NEAR(mass_attenuation("Fe", 1.5406), 301.0, 3.0);
  EXPECT_NEAR(mass_attenuation("Mn", 1.5406), 269.0, 3.0);
  EXPECT_NEAR(mass_attenuation("Ni", 1.5406), 48.8, 0.6);
  Structure nio;
  nio.sites = {{"Ni", {"Ni", 2}, {0, 0, 0}, 1.0, 0.005, {}, 4},
               {"O", {"O", -2}, {0.5, 0.5, 0.5}, 1.0, 0.005, {}, 4}};
  const double expected =
      (58.693 * mass_attenuation("Ni", 1.5406) + 15.999 * mass_attenuation("O", 1.5406)) / 74.692;
  EXPECT_NEAR(mass_attenuation(nio, 1.5406), expected, 1e-3);
}

TEST(Scattering, WhatIsNotTabulatedIsRefused) {
  EXPECT_THROW(form_factor({"Xx", 0}, Probe::x_ray, 1.5), UsageError);
  EXPECT_THROW(form_factor({"", 0}, Probe::x_ray, 1.5), UsageError);
  EXPECT_THROW(form_factor({"na", 0}, Probe::x_ray, 1.5), UsageError);
  EXPECT_THROW(form_factor({"X", 0}, Probe::x_ray, 1.5), UsageError);
  EXPECT_THROW(form_factor({"Og", 0}, Probe::x_ray, 1.5), UsageError);
  EXPECT_THROW(form_factor({"Po", 0}, Probe::neutron, 1.5), UsageError);
  EXPECT_THROW(form_factor({"Na", 0}, Probe::x_ray, 0.01), UsageError);
  EXPECT_THROW(form_factor({"Na", 0}, Probe::x_ray, 0.0 / 0.0), UsageError);
  EXPECT_THROW(atomic_mass("Sodium"), UsageError);
}

}  // namespace
}  // namespace nacre::crystal
