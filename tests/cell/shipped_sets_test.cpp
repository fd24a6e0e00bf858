// The parameter sets that come with nacre, against their sources.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "nacre/base/units.hpp"
#include "nacre/cell/parameter_set.hpp"
#include "nacre/cell/parameter_slots.hpp"
#include "support/reference.hpp"

namespace nacre::cell {
namespace {

// The functions of Dualfoil as PyBaMM's Marquis2019 has them.
double graphite_V(double x) {
  return 0.194 + 1.5 * std::exp(-120.0 * x) + 0.0351 * std::tanh((x - 0.286) / 0.083) -
         0.0045 * std::tanh((x - 0.849) / 0.119) - 0.035 * std::tanh((x - 0.9233) / 0.05) -
         0.0147 * std::tanh((x - 0.5) / 0.034) - 0.102 * std::tanh((x - 0.194) / 0.142) -
         0.022 * std::tanh((x - 0.9) / 0.0164) - 0.011 * std::tanh((x - 0.124) / 0.0226) +
         0.0155 * std::tanh((x - 0.105) / 0.029);
}
double cobalt_oxide_V(double x) {
  const double s = 1.062 * x;
  return 2.16216 + 0.07645 * std::tanh(30.834 - 54.4806 * s) + 2.1581 * std::tanh(52.294 - 50.294 * s) -
         0.14169 * std::tanh(11.0923 - 19.8543 * s) + 0.2051 * std::tanh(1.4684 - 5.4888 * s) +
         0.2531 * std::tanh((0.56478 - s) / 0.1316) - 0.02167 * std::tanh((s - 0.525) / 0.006);
}

TEST(Marquis2019, GivesThePublishedFunctions) {
  const auto cell = cell_parameters(find_parameter_set("marquis2019"));
  ASSERT_FALSE(cell.half_cell());
  // 1e-7 of a range of 1.7 V and 2.2 V is what the curves promise.
  for (int i = 0; i <= 1000; ++i) {
    const double x = i / 1000.0;
    EXPECT_NEAR(cell.negative->open_circuit_V.reference(x), graphite_V(x), 2e-7) << x;
    EXPECT_NEAR(cell.positive.open_circuit_V.reference(x), cobalt_oxide_V(x), 4e-7) << x;
    const double c = 0.003 * i;
    EXPECT_NEAR(cell.electrolyte.conductivity.reference(1000.0 * c),
                0.0911 + 1.9101 * c - 1.052 * c * c + 0.1554 * c * c * c, 1e-7);
    EXPECT_NEAR(cell.electrolyte.diffusivity.reference(1000.0 * c), 5.34e-10 * std::exp(-0.65 * c), 5.4e-17);
  }
  EXPECT_DOUBLE_EQ(cell.electrolyte.conductivity.activation_energy, 34700.0);
  EXPECT_DOUBLE_EQ(cell.negative->particle_radius, 1e-5);
  EXPECT_DOUBLE_EQ(cell.area * cell.nominal_capacity_Ah, 24.0);
}

TEST(Marquis2019, StartsChargedAndEndsAtTheLowerCutOff) {
  const auto cell = cell_parameters(find_parameter_set("marquis2019"));
  const auto& n = *cell.negative;
  const auto& p = cell.positive;
  EXPECT_NEAR(n.stoichiometry_at_100 * n.maximum_concentration, 19986.609595075, 1e-9);
  EXPECT_NEAR(p.stoichiometry_at_100 * p.maximum_concentration, 30730.7554385565, 1e-9);
  EXPECT_NEAR(cobalt_oxide_V(p.stoichiometry_at_0) - graphite_V(n.stoichiometry_at_0), 3.105, 1e-9);
  const auto charge = [](const Electrode& electrode) {
    return std::abs(electrode.stoichiometry_at_100 - electrode.stoichiometry_at_0) *
           electrode.maximum_concentration * electrode.active_fraction * electrode.thickness;
  };
  EXPECT_NEAR(charge(n) / charge(p), 1.0, 1e-12);
  // j0 = 2e-5 sqrt(c_e c_s (c_max - c_s)) at 700 mol/m3 and x = 0.3.
  const double x = 0.3;
  const double c = n.maximum_concentration;
  EXPECT_NEAR(n.exchange_current.reference(x) * std::sqrt(x * (1.0 - x) * 700.0 / 1000.0),
              2e-5 * std::sqrt(700.0 * x * c * (c - x * c)), 1e-12);
  const double pc = p.maximum_concentration;
  EXPECT_NEAR(p.exchange_current.reference(x) * std::sqrt(x * (1.0 - x) * 700.0 / 1000.0),
              6e-7 * std::sqrt(700.0 * x * pc * (pc - x * pc)), 1e-12);
}

// Two columns under one heading.
std::vector<std::pair<double, double>> points(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string heading;
  std::getline(stream, heading);
  std::vector<std::pair<double, double>> read;
  char comma = 0;
  for (double x = 0.0, y = 0.0; stream >> x >> comma >> y;) {
    read.emplace_back(x, y);
  }
  return read;
}

TEST(Chayambuka2022, GoesThroughThePublishedTables) {
  NACRE_REFERENCE_FILE(folder, "cell/chayambuka");
  const auto cell = cell_parameters(find_parameter_set("chayambuka2022"));
  const auto compare = [&](const char* file, const Property& property, double x_scale, double y_scale) {
    const auto table = points(folder / file);
    ASSERT_GE(table.size(), 5U) << file;
    for (const auto& [x, y] : table) {
      EXPECT_NEAR(property.reference(x / x_scale) / (y * y_scale), 1.0, 1e-8) << file << " at " << x;
    }
  };
  const auto& n = *cell.negative;
  const auto& p = cell.positive;
  const double n_max = n.maximum_concentration;
  const double p_max = p.maximum_concentration;
  compare("U_n.csv", n.open_circuit_V, 1.0, 1.0);
  compare("U_p.csv", p.open_circuit_V, 1.0, 1.0);
  compare("D_n.csv", n.diffusivity, n_max, 1.0);
  compare("D_p.csv", p.diffusivity, p_max, 1.0);
  compare("D_e.csv", cell.electrolyte.diffusivity, 1.0, 1.0);
  compare("sigma_e.csv", cell.electrolyte.conductivity, 1.0, 1.0);
  // F k sqrt(c_s (c_max - c_s)) / 2 is F k c_max / 2 sqrt(x (1 - x)).
  compare("k_n.csv", n.exchange_current, n_max, constants::faraday * n_max / 2.0);
  compare("k_p.csv", p.exchange_current, p_max, constants::faraday * p_max / 2.0);
}

TEST(Chayambuka2022, StartsWhereTheDischargesDo) {
  const auto cell = cell_parameters(find_parameter_set("chayambuka2022"));
  const auto& n = *cell.negative;
  const auto& p = cell.positive;
  EXPECT_NEAR(n.stoichiometry_at_100 * n.maximum_concentration, 13520.0, 1e-9);
  EXPECT_NEAR(p.stoichiometry_at_100 * p.maximum_concentration, 3320.0, 1e-9);
  EXPECT_NEAR(
      p.open_circuit_V.reference(p.stoichiometry_at_0) - n.open_circuit_V.reference(n.stoichiometry_at_0),
      2.0, 1e-6);
}

constexpr double molar_mass_kg = 0.11148;  // NaNi1/3Fe1/3Mn1/3O2

double active_kg_per_m2(const Electrode& electrode) {
  return electrode.active_fraction * electrode.thickness * electrode.maximum_concentration * molar_mass_kg;
}

TEST(Nfm333, HoldsWhatThePaperStates) {
  const auto half = cell_parameters(find_parameter_set("nfm333-half"));
  ASSERT_TRUE(half.half_cell());
  const auto& p = half.positive;
  const double mAh_per_g =
      (p.stoichiometry_at_0 - p.stoichiometry_at_100) * constants::faraday / (3600.0 * molar_mass_kg);
  EXPECT_NEAR(mAh_per_g, 149.1, 0.1);  // 0.1C, Fig. 3(e)
  EXPECT_NEAR(p.open_circuit_V.reference(p.stoichiometry_at_100), 4.0, 1e-9);
  EXPECT_NEAR(p.open_circuit_V.reference(p.stoichiometry_at_0), 2.0, 1e-9);
  EXPECT_NEAR(half.nominal_capacity_Ah / (half.area * active_kg_per_m2(p)), 140.0, 0.1);  // 1C is 140 mA/g
  for (int i = 0; i < 1000; ++i) {
    EXPECT_LT(p.open_circuit_V.reference.at(i / 1000.0).slope, 0.0) << i;
  }
  ASSERT_EQ(p.films.size(), 1U);
  EXPECT_DOUBLE_EQ(p.films[0].thickness, 8e-9);
}

TEST(Nfm333, BalancesThePouchCell) {
  const auto cell = cell_parameters(find_parameter_set("nfm333-hc"));
  const auto& n = *cell.negative;
  const auto& p = cell.positive;
  // The hard carbon's charge from x = 0 to 1 against 147.3 mAh/g of the cathode: Fig. 6(b).
  const double negative = n.active_fraction * n.thickness * n.maximum_concentration * constants::faraday;
  const double positive = 147.3 * 3600.0 / 1000.0 * 1000.0 * active_kg_per_m2(p);
  EXPECT_NEAR(negative / positive, 1.1, 0.002);
  const auto voltage = [&](double x_p, double x_n) {
    return p.open_circuit_V.reference(x_p) - n.open_circuit_V.reference(x_n);
  };
  EXPECT_NEAR(voltage(p.stoichiometry_at_0, n.stoichiometry_at_0), cell.lower_cutoff_V, 1e-6);
  EXPECT_NEAR(voltage(p.stoichiometry_at_100, n.stoichiometry_at_100), cell.upper_cutoff_V, 1e-6);
}

class ShippedSet : public ::testing::TestWithParam<std::string> {};

TEST_P(ShippedSet, ReadsAndSaysWhereEachNumberComesFrom) {
  const auto set = find_parameter_set(GetParam());
  EXPECT_FALSE(set.title.empty());
  EXPECT_FALSE(set.sources.empty());
  for (const auto& parameter : set.parameters) {
    const Slot* slot = find_slot(parameter.path);
    ASSERT_NE(slot, nullptr) << parameter.path;
    EXPECT_EQ(parameter.unit, slot->unit);
    EXPECT_GT(parameter.line, 0);
    if (parameter.status == Status::assumed) {
      EXPECT_LE(parameter.lower, parameter.upper) << parameter.path;
    } else {
      EXPECT_FALSE(parameter.source.empty() && parameter.calibrated_on.empty()) << parameter.path;
    }
    if (parameter.form == Form::number) {
      EXPECT_TRUE(slot->in_range(parameter.value)) << parameter.path;
    }
  }
  const auto cell = cell_parameters(set);
  EXPECT_EQ(cell.name, GetParam());
}

// The capacity of the electrodes between the two states of charge is near the nominal one.
TEST_P(ShippedSet, HoldsItsNominalCapacity) {
  const auto cell = cell_parameters(find_parameter_set(GetParam()));
  const auto capacity_Ah = [&](const Electrode& electrode) {
    return constants::faraday * std::abs(electrode.stoichiometry_at_100 - electrode.stoichiometry_at_0) *
           electrode.maximum_concentration * electrode.active_fraction * electrode.thickness *
           cell.total_area() / seconds_per_hour;
  };
  EXPECT_NEAR(capacity_Ah(cell.positive) / cell.nominal_capacity_Ah, 1.0, 0.1);
  if (cell.negative) {
    EXPECT_NEAR(capacity_Ah(*cell.negative) / capacity_Ah(cell.positive), 1.0, 0.02);
  }
}

INSTANTIATE_TEST_SUITE_P(All, ShippedSet, ::testing::ValuesIn(parameter_set_names()));

}  // namespace
}  // namespace nacre::cell
