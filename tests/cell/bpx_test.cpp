#include "nacre/cell/bpx.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/base/units.hpp"
#include "nacre/cell/json.hpp"

namespace nacre::cell {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A small cell of our own in BPX 1.1, and in 0.4.
BpxJson sound() {
  BpxJson electrode = {{"Thickness [m]", 6e-5},
                       {"Porosity", 0.25},
                       {"Transport efficiency", 0.125},
                       {"Conductivity [S.m-1]", 0.3},
                       {"Minimum stoichiometry", 0.1},
                       {"Maximum stoichiometry", 0.9},
                       {"Maximum concentration [mol.m-3]", 30000},
                       {"Particle radius [m]", 5e-6},
                       {"Surface area per unit volume [m-1]", 3e5},
                       {"Diffusivity [m2.s-1]", 3e-14},
                       {"Diffusivity activation energy [J.mol-1]", 15000},
                       {"OCP [V]", "0.5 - 0.4*x + 0.1*exp(-30*x)"},
                       {"Reaction rate constant [mol.m-2.s-1]", 1e-5},
                       {"Reaction rate constant activation energy [J.mol-1]", 35000}};
  BpxJson positive = electrode;
  positive["OCP [V]"] = {{"x", {1.0, 0.5, 0.0}}, {"y", {3.0, 3.6, 4.4}}};
  return {{"Header", {{"BPX", "1.1.0"}, {"Title", "ours"}, {"Model", "DFN"}}},
          {"Parameterisation",
           {{"Cell",
             {{"Electrode area [m2]", 0.01},
              {"Number of electrode pairs connected in parallel to make a cell", 2},
              {"Lower voltage cut-off [V]", 2.5},
              {"Upper voltage cut-off [V]", 4.2},
              {"Nominal cell capacity [A.h]", 1.0},
              {"Reference temperature [K]", 298.15}}},
            {"Electrolyte",
             {{"Cation transference number", 0.26},
              {"Diffusivity [m2.s-1]", "3e-10*exp(-x/2000)"},
              {"Conductivity [S.m-1]", "1.2*tanh(x/1000) + 0.1*(x/1000)**1.5"},
              {"Conductivity activation energy [J.mol-1]", 17100}}},
            {"Negative electrode", electrode},
            {"Positive electrode", positive},
            {"Separator", {{"Thickness [m]", 2e-5}, {"Porosity", 0.5}, {"Transport efficiency", 0.25}}}}},
          {"State",
           {{"Initial conditions", {{"Initial electrolyte concentration [mol.m-3]", 1200}}},
            {"Thermal environment", {{"Ambient temperature [K]", 303.15}}}}}};
}

BpxJson legacy() {
  auto bpx = sound();
  bpx.erase("State");
  bpx["Header"]["BPX"] = 0.4;
  bpx["Parameterisation"]["Cell"]["Ambient temperature [K]"] = 303.15;
  bpx["Parameterisation"]["Electrolyte"]["Initial concentration [mol.m-3]"] = 1200;
  return bpx;
}

TEST(Bpx, ReadsWithTheConventionsOfTheStandard) {
  for (const auto& bpx : {sound(), legacy()}) {
    EXPECT_THAT(check_bpx(bpx), IsEmpty());
    const auto cell = cell_parameters(parse_bpx(bpx.dump(), "ours.json"));
    EXPECT_EQ(cell.total_area(), 0.02);
    EXPECT_EQ(cell.temperature, 303.15);
    EXPECT_EQ(cell.electrolyte.initial_concentration, 1200.0);
    EXPECT_EQ(cell.electrolyte.reference_concentration, 1200.0);
    EXPECT_EQ(cell.electrolyte.conductivity.activation_energy, 17100.0);
    EXPECT_NEAR(cell.electrolyte.conductivity.reference(800.0),
                1.2 * std::tanh(0.8) + 0.1 * std::pow(0.8, 1.5), 1e-6);
    const auto& n = *cell.negative;
    EXPECT_DOUBLE_EQ(n.active_fraction, 0.5);  // a R / 3
    EXPECT_DOUBLE_EQ(n.bruggeman_electrolyte, 1.5);
    EXPECT_EQ(n.bruggeman_solid, 0.0);
    EXPECT_EQ(n.conductivity, 0.3);
    EXPECT_EQ(n.stoichiometry_at_0, 0.1);
    EXPECT_EQ(cell.positive.stoichiometry_at_0, 0.9);
    EXPECT_DOUBLE_EQ(n.exchange_current.reference(0.5), constants::faraday * 1e-5);
    EXPECT_EQ(n.exchange_current.activation_energy, 35000.0);
    EXPECT_NEAR(n.open_circuit_V.reference(0.05), 0.48 + 0.1 * std::exp(-1.5), 1e-7);
    EXPECT_EQ(cell.positive.open_circuit_V.reference(0.5), 3.6);
    EXPECT_DOUBLE_EQ(cell.separator.bruggeman, 2.0);
  }
}

std::string complaint(const BpxJson& bpx) {
  try {
    parse_bpx(bpx.dump(), "x.json");
  } catch (const InputError& error) {
    return std::string(error.what()) + " | " + error.advice();
  }
  return "no complaint";
}

// What is said where one value is another, or (null) is not there.
std::string complaint(const char* pointer, const BpxJson& value, BpxJson bpx = sound()) {
  const BpxJson::json_pointer at(pointer);
  if (value.is_null()) {
    bpx[at.parent_pointer()].erase(at.back());
  } else {
    bpx[at] = value;
  }
  return complaint(bpx);
}

TEST(Bpx, RefusesWhatTheSchemaForbids) {
  EXPECT_EQ(complaint(sound()), "no complaint");
  EXPECT_THAT(complaint("/Parameterisation/Cell/Electrode area [m2]", {}),
              HasSubstr("x.json: the field 'Electrode area [m2]' is missing (Parameterisation.Cell)"));
  EXPECT_THAT(complaint("/Parameterisation/Cell/Electrode area [m2]", "1"),
              HasSubstr("a number was expected (Parameterisation.Cell.Electrode area [m2])"));
  EXPECT_THAT(complaint("/Parameterisation/Cell/Electrode area [m2]", -1), HasSubstr("greater than 0"));
  EXPECT_THAT(complaint("/Parameterisation/Cell/Electrode area [m2]", true),
              HasSubstr("a number was expected"));
  EXPECT_THAT(
      complaint("/Parameterisation/Cell/Number of electrode pairs connected in parallel to make a cell", 1.5),
      HasSubstr("a whole number"));
  EXPECT_THAT(complaint("/Parameterisation/Cell/Electrode aria [m2]", 1),
              HasSubstr("did you mean 'Electrode area [m2]'?"));
  EXPECT_THAT(complaint("/Parameterisation/Cell/Ambient temperature [K]", 300),
              HasSubstr("BPX 1.1.0 has no field"));
  EXPECT_THAT(complaint("/State", BpxJson::object(), legacy()), HasSubstr("BPX 0.4 has no State"));
  EXPECT_THAT(complaint("/Parameterisation/Electrolyte/Initial concentration [mol.m-3]", {}, legacy()),
              HasSubstr("is missing"));
  EXPECT_THAT(complaint("/Parameterisation/Separator", {}), HasSubstr("the field 'Separator' is missing"));
  EXPECT_THAT(complaint("/Header/Model", "P2D"), HasSubstr("one of SPM, SPMe, DFN, Partial"));
  EXPECT_THAT(complaint("/Header/Model", "SPM"), HasSubstr("BPX 1.1.0 has no field 'Electrolyte' here"));
  EXPECT_THAT(complaint("/Header/BPX", "2.0"), HasSubstr("0.x or 1.x"));
  EXPECT_THAT(complaint("/Header", {}), HasSubstr("'Header' is missing"));
  EXPECT_THAT(complaint("/Extra", 1), HasSubstr("no field 'Extra'"));
  EXPECT_THAT(complaint("/State/Initial conditions/Initial temperature [K]", "warm"), HasSubstr("a number"));
  EXPECT_THAT(complaint("/Parameterisation/User-defined", {{"a", {{"b", "y"}}}}),
              HasSubstr("'y' is no variable"));
  EXPECT_THAT(complaint("/Validation", {{"1C", {{"Time [s]", {0, 1}}}}}),
              HasSubstr("'Current [A]' is missing"));
  const BpxJson uneven = {{"Time [s]", {0, 1}}, {"Current [A]", {1}}, {"Voltage [V]", {3, 3}}};
  EXPECT_THAT(complaint("/Validation", {{"1C", uneven}}), HasSubstr("not as long as the time"));
}

TEST(Bpx, RefusesWrongFunctions) {
  const char* ocp = "/Parameterisation/Negative electrode/OCP [V]";
  EXPECT_THAT(complaint(ocp, "0.1*y"), HasSubstr("'y' is no variable and no function here, at column 5"));
  EXPECT_THAT(complaint(ocp, "0.1*T"), HasSubstr("may use x alone, not T"));
  EXPECT_THAT(complaint(ocp, "0.1/(x - 0.4)"), HasSubstr("a pole near 0.39999"));
  EXPECT_THAT(complaint(ocp, BpxJson::array({1, 2})), HasSubstr("a number, a function of x or a table"));
  EXPECT_THAT(complaint(ocp, {{"x", {0, 1}}, {"y", {1}}}), HasSubstr("there are 2 x and 1 y"));
  EXPECT_THAT(complaint(ocp, {{"x", {0, 0}}, {"y", {1, 2}}}), HasSubstr("the same x is there twice"));
  EXPECT_THAT(complaint(ocp, {{"x", {0, "1"}}, {"y", {1, 2}}}), HasSubstr("OCP [V].x"));
  EXPECT_THAT(complaint(ocp, {{"x", {0, 1e-300}}, {"y", {-1e308, 1e308}}}), HasSubstr("no finite slope"));
}

TEST(Bpx, RefusesWhatContradicts) {
  EXPECT_THAT(complaint("/Parameterisation/Negative electrode/Minimum stoichiometry", 0.95),
              HasSubstr("not below the maximum"));
  EXPECT_THAT(complaint("/Parameterisation/Negative electrode/Maximum stoichiometry", 1.2),
              HasSubstr("out of range"));
  EXPECT_THAT(complaint("/Parameterisation/Negative electrode/Surface area per unit volume [m-1]", 1e6),
              HasSubstr("an active fraction of 1.66667"));
  EXPECT_THAT(complaint("/Parameterisation/Separator/Transport efficiency", 1e-9),
              HasSubstr("does not go with"));
  EXPECT_THAT(complaint("/Parameterisation/Negative electrode/Particle", {{"Primary", 1}}),
              HasSubstr("several active materials"));
  EXPECT_THAT(complaint("/Parameterisation/User-defined", {{"nacre", {{"positive.film.a.thicknes", 1e-9}}}}),
              HasSubstr("there is no parameter 'positive.film.a.thicknes'"));
  EXPECT_THAT(complaint("/Parameterisation/User-defined", {{"nacre", {{"metal.exchange_current", -1}}}}),
              HasSubstr("it must be greater than 0"));
}

TEST(Bpx, RefusesWhatIsNotJson) {
  EXPECT_THROW(parse_bpx("", "x.json"), InputError);
  EXPECT_THROW(parse_bpx("{\"Header\": ", "x.json"), InputError);
  EXPECT_THROW(parse_bpx("[1]", "x.json"), InputError);
  EXPECT_THROW(parse_bpx("3", "x.json"), InputError);
  EXPECT_THROW(parse_bpx(std::string(200'000, '['), "x.json"), InputError);
  EXPECT_THROW(read_bpx("./none.json"), InputError);
}

TEST(Bpx, WarnsOfWhatItLeavesOut) {
  auto bpx = sound();
  bpx["Parameterisation"]["Cell"]["Upper voltage cut-off [V]"] = 3.5;
  bpx["Parameterisation"]["User-defined"] = {{"My own", 1.0}};
  bpx["State"]["Initial conditions"]["Initial state-of-charge"] = 0.5;
  const auto warnings = parse_bpx(bpx.dump(), "x.json").warnings;
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("state of charge, 0.5"), HasSubstr("the user-defined 'My own'"),
                                    HasSubstr("above the cut-off of 3.5 V")));
  // Whoever asks for the file as a set hears it, too.
  const TemporaryFolder folder(std::filesystem::temp_directory_path() / "nacre_bpx");
  write_file_atomic(folder.path() / "x.json", bpx.dump());
  const auto set = find_parameter_set((folder.path() / "x.json").string());
  EXPECT_EQ(set.warnings, warnings);
  EXPECT_EQ(to_json(set).at("warnings").size(), 3U);
}

TEST(Bpx, TakesBranchesAndHeat) {
  auto bpx = sound();
  auto& positive = bpx["Parameterisation"]["Positive electrode"];
  positive["OCP (lithiation) [V]"] = "4 - x";
  positive["OCP (delithiation) [V]"] = "4.1 - x";
  positive["OCP hysteresis decay constant"] = 20;
  auto& cell = bpx["Parameterisation"]["Cell"];
  cell["External surface area [m2]"] = 0.04;
  cell["Volume [m3]"] = 1e-4;
  cell["Density [kg.m-3]"] = 2000;
  cell["Specific heat capacity [J.K-1.kg-1]"] = 1000;
  bpx["State"]["Thermal environment"]["Heat transfer coefficient [W.m-2.K-1]"] = 10;
  const auto read = cell_parameters(parse_bpx(bpx.dump(), "x.json"));
  EXPECT_NEAR(read.positive.open_circuit_V.reference(0.5), 3.5, 1e-12);
  ASSERT_TRUE(read.positive.open_circuit_charge_V.has_value());
  EXPECT_NEAR(read.positive.open_circuit_charge_V->reference(0.5), 3.6, 1e-12);
  EXPECT_EQ(read.positive.hysteresis_decay, 20.0);
  ASSERT_TRUE(read.heat.has_value());
  EXPECT_DOUBLE_EQ(read.heat->heat_capacity, 200.0 / 0.02);
  EXPECT_DOUBLE_EQ(read.heat->cooling, 0.4 / 0.02);
}

// What the models make of a set and of the same set through BPX.
void expect_same(const Property& a, const Property& b, double low, double high) {
  EXPECT_EQ(a.activation_energy, b.activation_energy);
  for (int i = 0; i <= 200; ++i) {
    const double u = low + (high - low) * i / 200.0;
    EXPECT_NEAR(b.reference(u), a.reference(u), 1e-12 * std::abs(a.reference(u))) << u;
  }
}

void expect_same(const Electrode& a, const Electrode& b, double salt_ratio) {
  EXPECT_EQ(a.thickness, b.thickness);
  EXPECT_EQ(a.porosity, b.porosity);
  EXPECT_NEAR(b.active_fraction / a.active_fraction, 1.0, 1e-14);
  EXPECT_NEAR(b.bruggeman_electrolyte, a.bruggeman_electrolyte, 1e-13);
  EXPECT_NEAR(b.conductivity * std::pow(b.active_fraction, b.bruggeman_solid),
              a.conductivity * std::pow(a.active_fraction, a.bruggeman_solid), 1e-13 * a.conductivity);
  EXPECT_EQ(a.maximum_concentration, b.maximum_concentration);
  EXPECT_EQ(a.stoichiometry_at_0, b.stoichiometry_at_0);
  EXPECT_EQ(a.stoichiometry_at_100, b.stoichiometry_at_100);
  EXPECT_EQ(a.particle_radius, b.particle_radius);
  expect_same(a.diffusivity, b.diffusivity, 0.0, 1.0);
  expect_same(a.open_circuit_V, b.open_circuit_V, 0.0, 1.0);
  Property current(a.exchange_current.reference.scaled(std::pow(salt_ratio, a.exponent_electrolyte)),
                   a.exchange_current.activation_energy);
  expect_same(current, b.exchange_current, 0.0, 1.0);
  EXPECT_EQ(a.exponent_electrolyte, b.exponent_electrolyte);
  EXPECT_EQ(a.double_layer, b.double_layer);
  ASSERT_EQ(a.films.size(), b.films.size());
  for (std::size_t i = 0; i < a.films.size(); ++i) {
    EXPECT_EQ(a.films[i].name, b.films[i].name);
    EXPECT_EQ(a.films[i].conductivity, b.films[i].conductivity);
  }
  ASSERT_EQ(a.interphase.has_value(), b.interphase.has_value());
  if (a.interphase) {
    EXPECT_EQ(a.interphase->rate, b.interphase->rate);
  }
  EXPECT_EQ(a.cracking.has_value(), b.cracking.has_value());
  EXPECT_EQ(a.rock_salt.has_value(), b.rock_salt.has_value());
}

void expect_round_trip(const ParameterSet& set) {
  const auto text = to_bpx(set);
  const auto json = BpxJson::parse(text.text);
  EXPECT_THAT(check_bpx(json), IsEmpty());
  const auto read = parse_bpx(text.text, "round.json");
  EXPECT_THAT(read.warnings, IsEmpty());
  const auto a = cell_parameters(set);
  const auto b = cell_parameters(read);
  const double salt_ratio = a.electrolyte.initial_concentration / a.electrolyte.reference_concentration;
  EXPECT_DOUBLE_EQ(a.total_area(), b.total_area());
  EXPECT_EQ(a.nominal_capacity_Ah, b.nominal_capacity_Ah);
  EXPECT_EQ(a.lower_cutoff_V, b.lower_cutoff_V);
  EXPECT_EQ(a.upper_cutoff_V, b.upper_cutoff_V);
  EXPECT_EQ(a.temperature, b.temperature);
  EXPECT_EQ(a.reference_temperature, b.reference_temperature);
  EXPECT_EQ(a.contact_resistance, b.contact_resistance);
  ASSERT_EQ(a.half_cell(), b.half_cell());
  if (a.negative) {
    expect_same(*a.negative, *b.negative, salt_ratio);
  } else {
    EXPECT_DOUBLE_EQ(b.metal.exchange_current,
                     a.metal.exchange_current * std::pow(salt_ratio, a.metal.exponent_electrolyte));
  }
  expect_same(a.positive, b.positive, salt_ratio);
  EXPECT_EQ(a.separator.thickness, b.separator.thickness);
  EXPECT_NEAR(a.separator.bruggeman, b.separator.bruggeman, 1e-13);
  const double high = 2500.0;
  expect_same(a.electrolyte.diffusivity, b.electrolyte.diffusivity, 10.0, high);
  expect_same(a.electrolyte.conductivity, b.electrolyte.conductivity, 10.0, high);
  expect_same(a.electrolyte.transference, b.electrolyte.transference, 10.0, high);
}

class BpxRoundTrip : public ::testing::TestWithParam<std::string> {};

TEST_P(BpxRoundTrip, KeepsTheNumbers) { expect_round_trip(find_parameter_set(GetParam())); }

TEST_P(BpxRoundTrip, KeepsThemAtAnotherSaltConcentration) {
  auto set = find_parameter_set(GetParam());
  set.set("electrolyte.initial_concentration", 1500.0);
  set.set("electrolyte.conductivity.scale", 0.7);
  set.set("cell.pairs_in_parallel", 2.5);
  expect_round_trip(set);
}

INSTANTIATE_TEST_SUITE_P(All, BpxRoundTrip, ::testing::ValuesIn(parameter_set_names()));

TEST(Bpx, SaysWhatItCannotHold) {
  EXPECT_THAT(to_bpx(find_parameter_set("marquis2019")).warnings, IsEmpty());
  EXPECT_THAT(to_bpx(find_parameter_set("chayambuka2022")).warnings,
              ElementsAre(HasSubstr("again: negative.exchange_current, positive.exchange_current")));
  EXPECT_THAT(to_bpx(find_parameter_set("nfm333-half")).warnings,
              ElementsAre(HasSubstr("no half cells"), HasSubstr("metal.film_thickness")));
}

}  // namespace
}  // namespace nacre::cell
