#include "nacre/cell/parameter_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <set>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/cell/parameter_slots.hpp"

namespace nacre::cell {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

TEST(ParameterSet, ShipsTheSetsOfTheManual) {
  EXPECT_THAT(parameter_set_names(),
              IsSupersetOf({"chayambuka2022", "marquis2019", "nfm333-half", "nfm333-hc"}));
}

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

TEST(ParameterSlots, HaveEachAPlaceOfTheirOwn) {
  CellParameters cell;
  cell.negative.emplace().films.reserve(4);  // so that places stay where they are
  cell.positive.films.reserve(4);
  std::set<const void*> places;
  for (const auto& slot : slots()) {
    const void* place = slot.number     ? static_cast<const void*>(&slot.number(cell, "film"))
                        : slot.function ? static_cast<const void*>(&slot.function(cell))
                                        : static_cast<const void*>(&slot.sizes(cell));
    EXPECT_NE(place, nullptr) << slot.path;
    EXPECT_TRUE(places.insert(place).second) << slot.path;
  }
  EXPECT_TRUE(cell.heat && cell.positive.rock_salt && cell.negative->cracking && cell.negative->interphase);
  EXPECT_EQ(cell.positive.films.size(), 1U);
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
