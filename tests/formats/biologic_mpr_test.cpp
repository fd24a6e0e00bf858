#include "nacre/formats/biologic/mpr.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>

#include "nacre/base/error.hpp"
#include "support/biologic_files.hpp"
#include "support/reference.hpp"

namespace nacre::formats {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MprFile;
using ::testing::Pair;
using testing::synthetic_gcpl;
using testing::write_mpr;

Table read_mpr(const std::string& bytes, const ReadOptions& options = {}) {
  return read_table(Source::from_memory("x.mpr", bytes), options);
}

ReadOptions salvaging(bool salvage) {
  ReadOptions options;
  options.salvage = salvage;
  return options;
}

std::string message(const std::string& bytes, const ReadOptions& options = {}) {
  try {
    read_mpr(bytes, options);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

const Numbers& values(const Table& table, std::string_view name) {
  const Column* column = table.find(name);
  if (column == nullptr) {
    throw std::runtime_error("no column " + std::string(name));
  }
  return column->values;
}

class EveryVersion : public ::testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(BiologicMpr, EveryVersion, ::testing::Values(0, 2, 3, 10, 11));

TEST_P(EveryVersion, RoundTrip) {
  const MprFile file = synthetic_gcpl(400, GetParam());
  const Table table = read_mpr(write_mpr(file));
  EXPECT_EQ(table.reader, "biologic-mpr");
  ASSERT_EQ(table.rows(), 400U);
  EXPECT_THAT(table.warnings, IsEmpty());
  const std::map<int, std::pair<std::string, std::string>> names{
      {1, {"mode", "1"}},         {2, {"ox/red", "1"}},
      {3, {"error", "1"}},        {21, {"control changes", "1"}},
      {31, {"Ns changes", "1"}},  {65, {"counter inc.", "1"}},
      {131, {"step_index", "1"}}, {4, {"time_s", "s"}},
      {7, {"dq", "mA.h"}},        {13, {"(Q-Qo)", "mA.h"}},
      {20, {"control_mA", "mA"}}, {6, {"voltage_V", "V"}},
      {39, {"I Range", "1"}},     {467, {"Q charge/discharge", "mA.h"}},
      {468, {"half cycle", "1"}}, {70, {"P", "W"}}};
  for (const auto& written : file.columns) {
    const auto& [name, unit] = names.at(written.id);
    const Column* column = table.find(name);
    ASSERT_NE(column, nullptr) << name;
    EXPECT_EQ(column->unit, unit);
    EXPECT_EQ(column->single_precision, written.type == 'f') << name;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      const double expected = written.type == 'f'
                                  ? static_cast<double>(static_cast<float>(written.values[row]))
                                  : written.values[row];
      ASSERT_EQ(column->values[row], expected) << name << " row " << row;
    }
  }
}

TEST(BiologicMpr, DerivesWhatTheFileDoesNotStore) {
  const Table table = read_mpr(write_mpr(synthetic_gcpl(400)));
  // 1/360 mA h in 10 s are 1 mA.
  EXPECT_EQ(values(table, "current_A")[0], 0);
  EXPECT_NEAR(values(table, "current_A")[150], 1e-3, 1e-15);
  EXPECT_NEAR(values(table, "current_A")[350], -1e-3, 1e-15);
  EXPECT_EQ(values(table, "cycle")[399], 0);
  // At rest after the charge the step's own capacity is zero, though EC-Lab keeps counting the half cycle.
  EXPECT_NEAR(values(table, "capacity_Ah")[150], 50 / 360e3, 1e-15);
  EXPECT_EQ(values(table, "capacity_Ah")[250], 0);
  EXPECT_NEAR(values(table, "capacity_Ah")[350], 50 / 360e3, 1e-15);
  const Column* type = table.find("step_type");
  ASSERT_NE(type, nullptr);
  const auto label = [&](std::size_t row) {
    return type->labels.at(static_cast<std::size_t>(type->values[row]));
  };
  EXPECT_EQ(label(0), "rest");
  EXPECT_EQ(label(150), "cc_charge");
  EXPECT_EQ(label(350), "cc_discharge");
  // 45366.5 days since 1899-12-30: 2024-03-15 12:00.
  EXPECT_EQ(values(table, "unix_time_s")[1], 1710504000 + 10);
  EXPECT_THAT(table.metadata, Contains(Pair("acquisition started", "2024-03-15T12:00:00.000")));
  EXPECT_THAT(table.metadata, Contains(Pair("technique", "GCPL")));
  EXPECT_THAT(table.metadata, Contains(Pair("channel", HasSubstr("5"))));
  EXPECT_THAT(table.metadata, Contains(Pair("characteristic mass", "0.25 mg")));
  EXPECT_THAT(table.metadata, Contains(Pair("current_A", HasSubstr("dq"))));
}

TEST(BiologicMpr, CyclesBeginWithACharge) {
  MprFile file;
  file.columns = {{4, 'd', {0, 1, 2, 3, 4}},
                  {6, 'f', {3, 3, 3, 3, 3}},
                  {467, 'd', {0, -1, 1, -1, 1}},
                  {468, 'I', {0, 0, 1, 2, 3}}};
  EXPECT_THAT(values(read_mpr(write_mpr(file)), "cycle"), ::testing::ElementsAre(0, 0, 1, 1, 2));
  file.columns[2].values = {0, 1, -1, 1, -1};
  EXPECT_THAT(values(read_mpr(write_mpr(file)), "cycle"), ::testing::ElementsAre(0, 0, 0, 1, 1));
}

TEST(BiologicMpr, ImpedanceHasTheSignOfTheStandard) {
  MprFile file;
  file.technique = 0x1d;
  file.columns = {
      {32, 'f', {1000, 10}}, {37, 'f', {1, 2}}, {38, 'f', {0.5, 4}}, {4, 'd', {0, 1}}, {24, 'd', {1, 2}}};
  const Table table = read_mpr(write_mpr(file));
  EXPECT_THAT(values(table, "z_imag_ohm"), ::testing::ElementsAre(-0.5, -4));
  EXPECT_THAT(values(table, "z_real_ohm"), ::testing::ElementsAre(1, 2));
  EXPECT_THAT(values(table, "frequency_Hz"), ::testing::ElementsAre(1000, 10));
  EXPECT_THAT(values(table, "cycle"), ::testing::ElementsAre(1, 2));
}

TEST(BiologicMpr, LoopsBecomeAColumn) {
  MprFile file = synthetic_gcpl(100);
  file.loops = {0, 40, 100};
  const Table table = read_mpr(write_mpr(file));
  EXPECT_EQ(values(table, "loop")[39], 0);
  EXPECT_EQ(values(table, "loop")[40], 1);
  EXPECT_EQ(values(table, "loop")[99], 1);
}

TEST(BiologicMpr, AnUnknownIdOfKnownWidthIsKeptAsRaw) {
  for (const auto& [type, value] : std::map<char, double>{{'B', 200}, {'H', 60000}, {'f', 1.5}, {'d', 0.1}}) {
    MprFile file = synthetic_gcpl(50);
    file.columns.insert(file.columns.begin() + 8, {777, type, std::vector<double>(50, value)});
    const Table table = read_mpr(write_mpr(file));
    EXPECT_THAT(table.warnings, Contains(HasSubstr("777"))) << type;
    EXPECT_THAT(values(table, "column 777"), ::testing::Each(value)) << type;
    EXPECT_EQ(values(table, "voltage_V")[0], 2) << type;
  }
  // Named in BioLogic's manual, width not published.
  MprFile file = synthetic_gcpl(50);
  file.columns.insert(file.columns.begin() + 8, {182, 'd', std::vector<double>(50, 7)});
  const Table table = read_mpr(write_mpr(file));
  EXPECT_THAT(table.warnings, Contains(HasSubstr("182")));
  EXPECT_THAT(values(table, "CD"), ::testing::Each(7));
}

TEST(BiologicMpr, SeveralUnknownIdsAreKeptOnlyWhereThereIsOneWay) {
  MprFile file = synthetic_gcpl(50);
  file.columns.push_back({777, 'd', std::vector<double>(50, 1)});
  file.columns.push_back({778, 'd', std::vector<double>(50, 2)});
  EXPECT_THAT(values(read_mpr(write_mpr(file)), "column 778"), ::testing::Each(2));
  file.columns.back().type = 'f';  // 12 bytes: 8 + 4 or 4 + 8
  EXPECT_THAT(message(write_mpr(file)), HasSubstr("777, 778"));
}

TEST(BiologicMpr, AnUnknownIdOfUnknownWidthIsNamed) {
  MprFile file = synthetic_gcpl(50);
  file.columns.push_back({777, 'H', std::vector<double>(50, 1)});
  file.columns.push_back(
      {6, 'B', std::vector<double>(50, 1)});  // makes the rest 3 bytes too few: no width fits
  EXPECT_THAT(message(write_mpr(file)), HasSubstr("777"));
}

TEST(BiologicMpr, EveryTruncationIsAnErrorAndSalvageGivesTheRowsBefore) {
  const std::string bytes = write_mpr(synthetic_gcpl(30));
  const Table whole = read_mpr(bytes);
  std::size_t most = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string cut = bytes.substr(0, size);
    // After the data module the file is whole again until the next one begins.
    const bool at_end_of_module = size == bytes.find("MODULEVMP LOG");
    EXPECT_EQ(message(cut) == "no error", at_end_of_module) << size;
    try {
      const Table table = read_mpr(cut, salvaging(true));
      EXPECT_GE(table.rows(), most);
      most = table.rows();
      EXPECT_EQ(values(table, "time_s")[most - 1], values(whole, "time_s")[most - 1]);
      EXPECT_EQ(table.warnings.empty(), at_end_of_module) << size;
    } catch (const InputError&) {
      EXPECT_EQ(most, 0U) << size;
    }
  }
  EXPECT_EQ(most, 30U);
}

TEST(BiologicMpr, ChangedBytesNeverCrash) {
  const std::string bytes = write_mpr(synthetic_gcpl(20, 11));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int change : {0x01, 0x80, 0xff}) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ change);
      for (const bool salvage : {false, true}) {
        try {
          EXPECT_LE(read_mpr(changed, salvaging(salvage)).rows(), 20U);
        } catch (const InputError&) {
        }
      }
    }
  }
}

TEST(BiologicMpr, SaysWhatIsWrong) {
  MprFile file = synthetic_gcpl(10);
  std::string bytes = write_mpr(file);
  bytes[bytes.find("MODULEVMP data") + 45] = 9;  // the version
  EXPECT_THAT(message(bytes), HasSubstr("version 9"));
  file.columns[1].id = 1;
  EXPECT_THAT(message(write_mpr(file)), HasSubstr("twice"));
  EXPECT_THAT(message(write_mpr(synthetic_gcpl(0))), HasSubstr("no data points"));
  EXPECT_THAT(message("BIO-LOGIC MODULAR FILE\x1a"), HasSubstr("no data module"));
}

// The reference files: an .mpr and EC-Lab's own export of it.

struct Export {
  std::vector<std::string> labels;
  std::vector<std::vector<std::string>> cells;  // by column
};

Export load_export(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  std::getline(file, line);
  std::getline(file, line);
  const int header = std::stoi(line.substr(line.find(':') + 1));
  for (int i = 2; i < header; ++i) {
    std::getline(file, line);
  }
  const auto split = [](const std::string& text) {
    std::vector<std::string> cells{""};
    for (const char c : text) {
      if (c == '\t') {
        cells.emplace_back();
      } else if (c != '\r') {
        cells.back() += c == ',' ? '.' : c;
      }
    }
    return cells;
  };
  Export text;
  text.labels = split(line);
  text.labels.pop_back();  // the line ends with a tabulator
  text.cells.resize(text.labels.size());
  while (std::getline(file, line)) {
    const auto cells = split(line);
    for (std::size_t i = 0; i < text.labels.size(); ++i) {
      text.cells[i].push_back(cells.at(i));
    }
  }
  return text;
}

// How far a value may lie from its printed form: half a unit of the last digit. Of double-precision numbers
// EC-Lab prints a sixteenth digit, which it rounds now up, now down: there a whole unit.
double printed_tolerance(const std::string& text) {
  const auto point = text.find('.');
  if (point == std::string::npos) {
    return 0;
  }
  const auto exponent = std::min(text.find('E'), text.size());
  const auto digits = static_cast<double>(exponent - point - 1);
  const double power = exponent == text.size() ? 0 : std::strtod(text.c_str() + exponent + 1, nullptr);
  return std::pow(10, power - digits) * (digits >= 15 ? 1.001 : 0.501);
}

class Pairs : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(BiologicMpr, Pairs,
                         ::testing::Values("ca", "cp", "cv", "gcpl.issue_149", "peis", "peis.issue_149"),
                         [](const auto& given) {
                           std::string name = given.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

TEST_P(Pairs, BinaryEqualsTextExport) {
  NACRE_REFERENCE_FILE(mpr, "biologic/dgbowl__yadg/" + GetParam() + ".mpr");
  const Export text = load_export(std::filesystem::path(mpr).replace_extension(".mpt"));
  const Table table = read_table(mpr);
  ASSERT_EQ(table.rows(), text.cells.front().size());
  const std::map<std::string, std::pair<std::string, double>> standard{
      {"time/s", {"time_s", 1}},
      {"Ewe/V", {"voltage_V", 1}},
      {"<Ewe>/V", {"voltage_V", 1}},
      {"I/mA", {"current_A", 1e3}},
      {"<I>/mA", {"current_A", 1e3}},
      {"cycle number", {"cycle", 1}},
      {"Ns", {"step_index", 1}},
      {"freq/Hz", {"frequency_Hz", 1}},
      {"Re(Z)/Ohm", {"z_real_ohm", 1}},
      {"-Im(Z)/Ohm", {"z_imag_ohm", -1}},
      {"Energy charge/W.h", {"charge_energy_Wh", 1}},
      {"Energy discharge/W.h", {"discharge_energy_Wh", 1}}};
  int compared = 0;
  for (std::size_t i = 0; i < text.labels.size(); ++i) {
    const auto known = standard.find(text.labels[i]);
    const std::string& latin1 = text.labels[i];
    const auto slash = latin1.rfind('/');
    std::string name = known != standard.end() ? known->second.first : latin1.substr(0, slash);
    if (latin1.starts_with("control/") && latin1 != "control/V/mA") {
      name = "control_" + latin1.substr(slash + 1);
    } else if (latin1 == "control/V/mA") {
      name = "control";
    }
    const Column* column = table.find(name);
    if (column == nullptr) {
      continue;
    }
    ++compared;
    const double factor = known != standard.end() ? known->second.second : 1;
    // Relative, beside the printed digits: what scaling by 1000 rounds; a current that nacre computes from 16
    // digits of the time; a charge that EC-Lab, when it exports this file, computes anew from the 32-bit
    // dQ/C.
    double relative = std::abs(factor) == 1 ? 0 : 4.5e-16;
    if (name == "current_A" && GetParam().starts_with("gcpl")) {
      relative = 2e-10;
    } else if (name == "Q charge/discharge" && GetParam() == "cp") {
      relative = 6e-8;
    }
    const bool indicator =
        name.starts_with("THD") || name.starts_with("NS") || name.find(" h") != std::string::npos;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      const std::string& cell = text.cells[i][row];
      if (indicator && (cell == "-1" || cell == "0") && values(table, "frequency_Hz")[row] > 1e5) {
        continue;  // blanked by EC-Lab when it exports
      }
      const double printed = std::strtod(cell.c_str(), nullptr);
      const double value = column->values[row] * factor;
      ASSERT_NEAR(value, printed, printed_tolerance(cell) + relative * std::abs(printed))
          << name << " row " << row << " " << cell;
    }
  }
  EXPECT_GE(compared, 10);
}

// cellpy's reading of a 47-column file: every column that it took over unchanged.
TEST(BiologicMpr, EqualsCellpy) {
  NACRE_REFERENCE_FILE(mpr, "cycling/jepegit__cellpy/biol.mpr");
  NACRE_REFERENCE_FILE(golden, "cycling/jepegit__cellpy/golden_loader_biologics_mpr_raw.parquet.csv.gz");
  const Table table = read_table(mpr);
  const Source source = Source::open(golden);
  std::istringstream lines{std::string(source.bytes())};
  std::string line;
  std::getline(lines, line);
  const auto split = [](const std::string& text) {
    std::vector<std::string> cells{""};
    for (const char c : text) {
      c == ',' ? cells.emplace_back() : cells.back() += c;
    }
    return cells;
  };
  const auto names = split(line);
  struct Same {
    std::string golden;
    std::string name;
    double factor = 1;
  };
  const std::vector<Same> same{{"test_time", "time_s"},
                               {"voltage", "voltage_V"},
                               {"current", "current_A", 1e3},
                               {"Irange", "I Range"},
                               {"Ns", "step_index"},
                               {"Ns_changes", "Ns changes"},
                               {"QChargeDischarge", "Q charge/discharge"},
                               {"QminusQnull", "(Q-Qo)"},
                               {"ReDiffZ", "Re(Zwe-ce)"},
                               {"ReZce", "Re(Zce)"},
                               {"absDiffZ", "|Zwe-ce|"},
                               {"absEce", "|Ece|"},
                               {"absZce", "|Zce|"},
                               {"aci_phase_angle", "Phase(Z)"},
                               {"amplitude", "|Z|"},
                               {"avEce", "<Ece>"},
                               {"capacitance_charge", "Capacitance charge"},
                               {"capacitance_discharge", "Capacitance discharge"},
                               {"charge_energy", "charge_energy_Wh"},
                               {"discharge_energy", "discharge_energy_Wh"},
                               {"control", "control_mA"},
                               {"control_changes", "control changes"},
                               {"counter_inc", "counter inc."},
                               {"dQ", "dq"},
                               {"error", "error"},
                               {"frequency", "frequency_Hz"},
                               {"half_cycle", "half cycle"},
                               {"mode", "mode"},
                               {"neg_ImZce", "-Im(Zce)"},
                               {"neg_ImZwe_ce", "-Im(Zwe-ce)"},
                               {"ox_red", "ox/red"},
                               {"phaseDiffZ", "Phase(Zwe-ce)"},
                               {"ref_aci_phase_angle", "Phase(Zce)"},
                               {"reference_voltage", "Ece"},
                               {"z_cycle", "z cycle"}};
  std::vector<std::size_t> places;
  for (const auto& column : same) {
    places.push_back(
        static_cast<std::size_t>(std::find(names.begin(), names.end(), column.golden) - names.begin()));
    ASSERT_LT(places.back(), names.size()) << column.golden;
  }
  ASSERT_EQ(table.rows(), 23561U);
  std::size_t row = 0;
  for (; std::getline(lines, line); ++row) {
    const auto cells = split(line);
    for (std::size_t i = 0; i < same.size(); ++i) {
      const Column* column = table.find(same[i].name);
      ASSERT_NE(column, nullptr) << same[i].name;
      const std::string& cell = cells.at(places[i]);
      const double value = column->values[row] * same[i].factor;
      if (column->single_precision || same[i].name == "current_A") {
        ASSERT_EQ(static_cast<float>(value), std::strtof(cell.c_str(), nullptr))
            << same[i].name << " row " << row;
      } else {
        ASSERT_EQ(value, std::strtod(cell.c_str(), nullptr)) << same[i].name << " row " << row;
      }
    }
  }
  EXPECT_EQ(row, table.rows());
}

}  // namespace
}  // namespace nacre::formats
