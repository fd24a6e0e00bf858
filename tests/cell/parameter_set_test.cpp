#include "nacre/cell/parameter_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/base/units.hpp"
#include "nacre/cell/parameter_slots.hpp"

namespace nacre::cell {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

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

TEST(ParameterSet, ShipsTheSetsOfTheManual) { EXPECT_THAT(parameter_set_names(), Contains("marquis2019")); }

TEST(ParameterSet, TakesOverridesInAnyUnit) {
  auto set = find_parameter_set("marquis2019");
  set.set("negative.particle_radius", "5 um");
  EXPECT_EQ(set.number("negative.particle_radius"), 5e-6);
  set.set("negative.particle_radius", "4e-6");
  EXPECT_EQ(set.number("negative.particle_radius"), 4e-6);
  set.set("electrolyte.conductivity.scale", "2");
  set.set("electrolyte.conductivity.activation_energy", "20 kJ/mol");
  set.set("positive.film.coating.thickness", "8 nm");
  set.set("negative.open_circuit", "100 mV");
  EXPECT_TRUE(set.find("negative.particle_radius")->overridden);
  const auto before = cell_parameters(find_parameter_set("marquis2019"));
  const auto cell = cell_parameters(set);
  EXPECT_EQ(cell.negative->particle_radius, 4e-6);
  EXPECT_DOUBLE_EQ(cell.electrolyte.conductivity.reference(900.0),
                   2.0 * before.electrolyte.conductivity.reference(900.0));
  EXPECT_EQ(cell.electrolyte.conductivity.activation_energy, 20000.0);
  ASSERT_EQ(cell.positive.films.size(), 1U);
  EXPECT_EQ(cell.positive.films[0].name, "coating");
  EXPECT_EQ(cell.positive.films[0].thickness, 8e-9);
  EXPECT_TRUE(cell.negative->open_circuit_V.reference.constant());
  EXPECT_EQ(cell.negative->open_circuit_V.reference(0.5), 0.1);
}

TEST(ParameterSet, KeepsSampledFunctionsWhenNumbersChange) {
  auto set = find_parameter_set("marquis2019");
  const auto curve = set.find("negative.open_circuit")->function;
  set.apply({{"negative.particle_radius", 3e-6}, {"negative.open_circuit.scale", 1.5}});
  EXPECT_EQ(set.find("negative.open_circuit")->function, curve);
  EXPECT_EQ(set.number("negative.open_circuit.scale"), 1.5);
}

std::string complaint(ParameterSet set, std::string_view path, std::string_view text) {
  try {
    set.set(path, text);
  } catch (const UsageError& error) {
    return std::string(error.what()) + " | " + error.advice();
  }
  return "no complaint";
}

TEST(ParameterSet, RefusesWrongOverrides) {
  const auto set = find_parameter_set("marquis2019");
  EXPECT_THAT(complaint(set, "negative.particle_radus", "1"),
              HasSubstr("did you mean 'negative.particle_radius'?"));
  EXPECT_THAT(complaint(set, "negativ.porosity", "1"), HasSubstr("did you mean 'negative.porosity'?"));
  EXPECT_THAT(complaint(set, "negative.particle_radius", "5 V"), HasSubstr("its unit is m"));
  EXPECT_THAT(complaint(set, "negative.particle_radius", "wide"), HasSubstr("write a number"));
  EXPECT_THAT(complaint(set, "negative.particle_radius", "-1e-6"), HasSubstr("greater than 0"));
  EXPECT_THAT(complaint(set, "negative.porosity", "1.5"), HasSubstr("at most 1"));
  EXPECT_THAT(complaint(set, "negative.porosity", "nan"), HasSubstr("finite"));
  EXPECT_THAT(complaint(set, "negative.open_circuit.scale", "0"), HasSubstr("greater than 0"));
  EXPECT_THAT(complaint(set, "negative.porosity.scale", "2"), HasSubstr("no parameter"));
  EXPECT_THROW(set.number("negative.open_circuit"), UsageError);
  EXPECT_THROW(set.number("negative.double_layer"), UsageError);
  EXPECT_THROW(find_parameter_set("marquis"), UsageError);
  EXPECT_THROW(find_parameter_set("./none.toml"), InputError);
}

// One parameter of a set, on line 4.
std::string problem(const std::string& line) {
  const auto problems =
      check_parameter_set("title = \"t\"\n[sources]\nbook = \"a book\"\n" + line, "set.toml");
  std::string text;
  for (const auto& error : problems) {
    text += std::string(error.what()) + " | " + error.advice() + "\n";
  }
  return text;
}

TEST(ParameterFile, AsksForWhereANumberComesFrom) {
  EXPECT_EQ(problem("[cell]\narea = { value = 1, unit = \"m2\", status = \"measured\" }"), "");
  EXPECT_THAT(problem("[cell]\narea = { value = 1, unit = \"m2\", status = \"assumed\" }"),
              HasSubstr("set.toml: an 'assumed' value must have bounds in cell.area (line 5, column"));
  EXPECT_THAT(problem("[cell]\narea = { value = 1, unit = \"m2\", status = \"cited\" }"),
              HasSubstr("a 'cited' value must say its 'source'"));
  EXPECT_THAT(problem("[cell]\narea = { value = 1, unit = \"m2\", status = \"cited\", source = \"boook\" }"),
              HasSubstr("did you mean 'book'?"));
  EXPECT_EQ(
      problem("[cell]\narea = { value = 1, unit = \"m2\", status = \"cited\", source = \"book, table 2\" }"),
      "");
  EXPECT_THAT(problem("[cell]\narea = { value = 1, unit = \"m2\", status = \"calibrated\" }"),
              HasSubstr("must say what on"));
  EXPECT_THAT(problem("[cell]\narea = { value = 1, unit = \"m2\", status = \"guessed\" }"),
              HasSubstr("known statuses: measured, cited, calibrated, assumed"));
  EXPECT_THAT(problem("[cell]\narea = { value = 1, unit = \"m2\" }"), HasSubstr("'status' is missing"));
}

TEST(ParameterFile, ChecksKeysUnitsAndRanges) {
  EXPECT_THAT(problem("[cell]\naria = { value = 1, unit = \"m2\", status = \"measured\" }"),
              HasSubstr("there is no parameter 'cell.aria' (line 5, column"));
  EXPECT_THAT(problem("[cell]\naria = 1"), HasSubstr("did you mean 'cell.area'?"));
  EXPECT_THAT(problem("[cell]\narea = 1"), HasSubstr("'cell.area' must be a table"));
  EXPECT_THAT(problem("[cell]\narea = { value = 1, unit = \"m\", status = \"measured\" }"),
              HasSubstr("the unit 'm' is not one of 'm2'"));
  EXPECT_THAT(problem("[cell]\narea = { value = -1, unit = \"m2\", status = \"measured\" }"),
              HasSubstr("it must be greater than 0, in m2"));
  EXPECT_THAT(problem("[cell]\narea = { valu = 1, unit = \"m2\", status = \"measured\" }"),
              HasSubstr("unknown key 'valu'"));
  EXPECT_THAT(problem("[cell]\narea = { value = \"1\", unit = \"m2\", status = \"measured\" }"),
              HasSubstr("'value' must be a number, not a text"));
  EXPECT_THAT(problem("[cell]\narea = { expression = \"1\", unit = \"m2\", status = \"measured\" }"),
              HasSubstr("one 'value' must be given"));
  EXPECT_THAT(problem("[cell]\narea = { value = 3, unit = \"m2\", status = \"assumed\", bounds = [1, 2] }"),
              HasSubstr("the value 3 is not within its bounds"));
  EXPECT_THAT(problem("[cell]\narea = { value = 1, unit = \"m2\", status = \"assumed\", bounds = [2, 1] }"),
              HasSubstr("the lower first"));
  EXPECT_THAT(problem("[positive]\nfilm = 3"), HasSubstr("'positive.film' must be a table of parameters"));
  EXPECT_THAT(problem("[cel]\narea = 3"), HasSubstr("there is no parameter 'cel'"));
  EXPECT_THAT(problem("[cell\n"), HasSubstr("not valid TOML"));
  EXPECT_THAT(problem("[positive.film.a.b]\nthickness = 1"), HasSubstr("no parameter 'positive.film.a.b'"));
}

TEST(ParameterFile, ReadsFunctions) {
  const std::string head = "[positive.diffusivity]\nunit = \"m2/s\"\nstatus = \"measured\"\n";
  EXPECT_EQ(problem(head + "expression = \"1e-14*(1 + x)\""), "");
  EXPECT_EQ(problem(head + "x = [0, 0.5, 1]\ny = [1e-14, 2e-14, 1e-14]"), "");
  EXPECT_THAT(problem(head + "expression = \"1e-14*(1 + c_e)\""), HasSubstr("'c_e' is no variable"));
  EXPECT_THAT(problem(head + "expression = \"1/(x - 0.3)\""), HasSubstr("near 0.3"));
  EXPECT_THAT(problem(head + "expression = \"sqrt(x - 0.5)\""), HasSubstr("no finite value"));
  EXPECT_THAT(problem(head + "expression = \"x\"\nvalue = 1"), HasSubstr("one of 'value'"));
  EXPECT_THAT(problem(head + "x = [0, 0.5, 1]\ny = [1, 2]"), HasSubstr("there are 3 x and 2 y"));
  EXPECT_THAT(problem(head + "x = [0, 1, 0.5]\ny = [1, 2, 3]"), HasSubstr("must rise"));
  EXPECT_THAT(problem(head + "expression = \"x*T\"\nactivation_energy = 1"), HasSubstr("uses T"));
  EXPECT_THAT(problem(head + "file = \"not_there.csv\""), HasSubstr("the table cannot be read"));
  EXPECT_THAT(problem("[positive.particle_sizes]\nunit = \"1\"\nx_unit = \"um\"\nstatus = \"measured\"\n"
                      "x = [1, 2]\ny = [0.3, 0.3]"),
              HasSubstr("sum to 0.6"));
}

TEST(ParameterFile, ReadsTablesBesideIt) {
  const TemporaryFolder folder(std::filesystem::temp_directory_path() / "nacre_parameters");
  write_file_atomic(folder.path() / "ocv.csv", "x, U (mV)\n0, 4000 # full\n\n0.5;3500\n1\t3000\n");
  const std::string text =
      "title = \"t\"\n[positive.open_circuit]\nfile = \"ocv.csv\"\nunit = \"mV\"\nstatus = \"measured\"";
  const auto set = parse_parameter_set(text, folder.path() / "set.toml");
  EXPECT_THAT(set.find("positive.open_circuit")->x, ::testing::ElementsAre(0.0, 0.5, 1.0));
  EXPECT_THAT(set.find("positive.open_circuit")->y, ::testing::ElementsAre(4.0, 3.5, 3.0));
  write_file_atomic(folder.path() / "ocv.csv", "x,y\n0,1\nabc\n");
  EXPECT_THROW(parse_parameter_set(text, folder.path() / "set.toml"), InputError);
}

TEST(ParameterFile, UsesTemperatureWhereAnExpressionDoes) {
  auto set = find_parameter_set("marquis2019");
  Parameter parameter;
  parameter.path = "electrolyte.conductivity";
  parameter.form = Form::expression;
  parameter.expression = "1e-3*c_e*(1 + 0.01*(T - 298.15))";
  tabulate(parameter);
  ASSERT_TRUE(static_cast<bool>(parameter.function->general));
  EXPECT_DOUBLE_EQ(parameter.function->general(1000.0, 308.15), 1.1);
  EXPECT_DOUBLE_EQ(parameter.function->reference(1000.0), 1.0);
}

TEST(CellParameters, SaysWhatIsMissingOrContradicts) {
  const auto complaint_of = [](const std::function<void(ParameterSet&)>& change) -> std::string {
    auto set = find_parameter_set("marquis2019");
    change(set);
    try {
      cell_parameters(set);
    } catch (const InputError& error) {
      return error.problem() + " (" + error.where() + ")";
    }
    return "no complaint";
  };
  const auto without = [](std::string path) {
    return [path](ParameterSet& set) {
      std::erase_if(set.parameters, [&](const Parameter& p) { return p.path.starts_with(path); });
    };
  };
  EXPECT_EQ(complaint_of(without("separator.thickness")),
            "'separator.thickness' is missing (separator.thickness)");
  EXPECT_THAT(complaint_of(without("positive.particle_radius")), HasSubstr("is missing"));
  EXPECT_THAT(complaint_of(without("negative.")), HasSubstr("'metal.exchange_current' is missing"));
  EXPECT_THAT(complaint_of([](ParameterSet& set) { set.set("negative.porosity", 0.5); }),
              HasSubstr("1.1 together, more than 1 (negative.active_fraction, line"));
  EXPECT_THAT(complaint_of([](ParameterSet& set) { set.set("cell.lower_cutoff", 5.0); }),
              HasSubstr("not below the upper"));
  EXPECT_THAT(complaint_of([](ParameterSet& set) { set.set("positive.stoichiometry_at_100", 0.99); }),
              HasSubstr("goes from 0.961025 to 0.99 on charge"));
}

}  // namespace
}  // namespace nacre::cell
