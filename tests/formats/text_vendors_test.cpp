// Each vendor's layout, on a record of our own, against what that record is; and against the vendors' own
// files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "file_checks.hpp"
#include "nacre/formats/reader.hpp"
#include "support/reference.hpp"
#include "support/text_files.hpp"

namespace nacre::formats {
namespace {

using nacre::testing::all_text_files;
using nacre::testing::text_rows;
using nacre::testing::TextFile;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Table read(const TextFile& file, const ReadOptions& options = {}) {
  return read_table(Source::from_memory(file.name, file.bytes), options);
}

std::string label(const Table& table, const char* column, std::size_t row) {
  const Column* found = table.find(column);
  return found->labels.at(static_cast<std::size_t>(found->values.at(row)));
}

class TextFiles : public ::testing::TestWithParam<TextFile> {};

TEST_P(TextFiles, HoldTheRecord) {
  const Table table = read(GetParam());
  const auto rows = text_rows();
  ASSERT_EQ(table.rows(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_NEAR(table.numbers("time_s")[i], rows[i].time_s, 1e-9) << i;
    EXPECT_NEAR(table.numbers("voltage_V")[i], rows[i].voltage_V, 1e-12) << i;
    EXPECT_NEAR(table.numbers("current_A")[i], rows[i].current_A, 1e-12) << i;
    if (table.reader != "delimited-text") {
      EXPECT_EQ(table.numbers("cycle")[i], rows[i].cycle) << i;
      EXPECT_EQ(table.numbers("step")[i], rows[i].step) << i;
      EXPECT_EQ(table.numbers("step_index")[i], rows[i].step) << i;
    }
    if (table.has("capacity_Ah")) {
      EXPECT_NEAR(table.numbers("capacity_Ah")[i], rows[i].capacity_Ah, 1e-12) << i;
    }
    if (table.has("charge_capacity_Ah")) {
      EXPECT_NEAR(table.numbers("charge_capacity_Ah")[i], rows[i].state == 'C' ? rows[i].capacity_Ah : 0,
                  1e-12)
          << i;
      EXPECT_NEAR(table.numbers("discharge_capacity_Ah")[i], rows[i].state == 'D' ? rows[i].capacity_Ah : 0,
                  1e-12);
    }
    if (table.has("step_time_s")) {
      EXPECT_NEAR(table.numbers("step_time_s")[i], rows[i].step_time_s, 1e-9) << i;
    }
    if (table.has("step_type")) {
      const auto kind = label(table, "step_type", i);
      EXPECT_TRUE(rows[i].state == 'R' ? kind == "rest" || kind == "Rest"
                                       : kind.ends_with(rows[i].state == 'C' ? "charge" : "discharge") ||
                                             kind == (rows[i].state == 'C' ? "CC Chg" : "CC DChg"))
          << kind;
    }
    if (table.has("unix_time_s")) {
      EXPECT_NEAR(table.numbers("unix_time_s")[i] - table.numbers("unix_time_s")[0], rows[i].time_s, 1e-5)
          << i;
    }
  }
  EXPECT_THAT(table.warnings, ::testing::IsEmpty());
}

TEST_P(TextFiles, CutOffAnywhereGiveRowsOrAnErrorWithItsPlace) {
  expect_rows_or_a_place(GetParam(), text_rows().size(), 97);
}

INSTANTIATE_TEST_SUITE_P(All, TextFiles, ::testing::ValuesIn(all_text_files()), name_of);

TEST(TextReaders, AreFoundByTheContent) {
  std::vector<std::string> names;
  for (const auto& file : all_text_files()) {
    names.push_back(read({"data", file.bytes}).reader);
  }
  EXPECT_THAT(names, ElementsAre("bdf", "bdf", "landt-csv", "landt-csv", "neware-text", "neware-text",
                                 "neware-text", "neware-text", "arbin-csv", "arbin-csv", "maccor-text",
                                 "maccor-text", "pec-csv", "delimited-text", "landt-csv"));
}

TEST(TextReaders, KeepTheOtherColumnsUnderTheirOwnNamesAndUnits) {
  const Table table = read({"x.csv", nacre::testing::neware_flat_text()});
  ASSERT_TRUE(table.has("Power"));
  EXPECT_EQ(table.find("Power")->unit, "mW");
  EXPECT_NEAR(table.numbers("Power")[5], 1e3 * text_rows()[5].voltage_V, 1e-9);
  EXPECT_EQ(table.find("record")->values[3], 4);
}

TEST(TextReaders, SayWhatTheyHadToAssume) {
  const auto has = [](const Table& table, std::string_view key) {
    return std::any_of(table.metadata.begin(), table.metadata.end(),
                       [&](const auto& entry) { return entry.first == key; });
  };
  EXPECT_TRUE(has(read({"x", nacre::testing::maccor_text()}), "sign of the current"));
  EXPECT_TRUE(has(read({"x", nacre::testing::maccor_german_text()}), "decimal character"));
  EXPECT_TRUE(has(read({"x", nacre::testing::neware_old_flat_text()}), "time_s"));
  EXPECT_TRUE(has(read({"x", nacre::testing::landt_text()}), "time zone"));
  EXPECT_TRUE(has(read({"x", nacre::testing::landt_text()}), "cell model"));
}

TEST(TextReaders, LayeredErrorsNameTheLineOfTheFile) {
  std::string text = nacre::testing::neware_layered_text();
  const auto place = text.find(",,20,");
  text.replace(place, text.find('\n', place) - place, ",,20,1");
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n');
  try {
    read({"x.csv", text});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.where(), "line " + std::to_string(line));
  }
}

// Compares a column of a reader's table with one of the vendor's or a peer's export.
void expect_same(const Table& table, const char* column, const Table& expected, const char* other,
                 double factor, double tolerance) {
  ASSERT_TRUE(table.has(column)) << column;
  ASSERT_TRUE(expected.has(other)) << other;
  ASSERT_EQ(table.rows(), expected.rows());
  for (std::size_t i = 0; i < table.rows(); ++i) {
    ASSERT_NEAR(table.numbers(column)[i], expected.numbers(other)[i] * factor, tolerance)
        << column << " row " << i;
  }
}

// A peer's table, by its headings.
Table read_plain(const std::filesystem::path& path) {
  ReadOptions options;
  options.reader = "delimited-text";
  return read_table(path, options);
}

TEST(TextReference, LandtAgreesWithItsBdfTwin) {
  NACRE_REFERENCE_FILE(landt, "cycling/battery-data-alliance__battery-data-format/LiGrR2032_Landt.csv.gz");
  NACRE_REFERENCE_FILE(bdf, "cycling/battery-data-alliance__battery-data-format/LiGrR2032_Landt.bdf.csv.gz");
  const Table table = read_table(landt);
  const Table expected = read_table(bdf);
  EXPECT_EQ(table.reader, "landt-csv");
  EXPECT_EQ(expected.reader, "bdf");
  EXPECT_EQ(table.rows(), 25162U);
  for (const char* column :
       {"time_s", "voltage_V", "current_A", "step_index", "charge_capacity_Ah", "discharge_capacity_Ah"}) {
    expect_same(table, column, expected, column, 1, 0);
  }
  EXPECT_THAT(table.find("step_type")->labels, ElementsAre("rest", "cc_discharge", "cc_charge"));
  EXPECT_NEAR(table.numbers("unix_time_s")[1] - table.numbers("unix_time_s")[0], 15, 1e-6);
}

TEST(TextReference, NewareAgreesWithTheVendorsOtherExport) {
  NACRE_REFERENCE_FILE(text, "cycling/g-kimbell__fastnda/interp-test.csv");
  NACRE_REFERENCE_FILE(parquet, "cycling/g-kimbell__fastnda/interp-test.parquet.csv");
  const Table table = read_table(text);
  EXPECT_EQ(table.reader, "neware-text");
  const Table expected = read_plain(parquet);
  expect_same(table, "step", expected, "Step Count", 1, 0);
  expect_same(table, "step_index", expected, "step_index", 1, 0);
  expect_same(table, "time_s", expected, "time_s", 1, 1e-9);
  expect_same(table, "voltage_V", expected, "voltage_V", 1, 1e-15);
  expect_same(table, "unix_time_s", expected, "unix_time_s", 1, 1e-6);
}

TEST(TextReference, NewareAgreesWithCellpy) {
  NACRE_REFERENCE_FILE(text, "cycling/jepegit__cellpy/neware_uio.csv.gz");
  NACRE_REFERENCE_FILE(golden, "cycling/jepegit__cellpy/golden_loader_neware_txt_raw.parquet.csv.gz");
  const Table table = read_table(text);
  const Table expected = read_plain(golden);
  EXPECT_EQ(table.reader, "neware-text");
  EXPECT_EQ(table.rows(), 9065U);
  EXPECT_TRUE(table.warnings.empty());
  expect_same(table, "time_s", expected, "time_s", 1, 1e-9);
  expect_same(table, "voltage_V", expected, "voltage_V", 1, 0);
  expect_same(table, "current_A", expected, "current_A", 1, 0);
  expect_same(table, "cycle", expected, "cycle", 1, 0);
  expect_same(table, "step_index", expected, "step_index", 1, 0);
  expect_same(table, "capacity_Ah", expected, "capacity_Ah", 1, 0);
  expect_same(table, "unix_time_s", expected, "unix_time_s", 1, 0);
  EXPECT_THAT(table.find("step_type")->labels, ElementsAre("rest", "cc_discharge", "cc_charge"));
}

TEST(TextReference, MaccorAgreesWithCellpy) {
  NACRE_REFERENCE_FILE(text, "cycling/jepegit__cellpy/maccor_001.txt");
  NACRE_REFERENCE_FILE(golden, "cycling/jepegit__cellpy/golden_loader_maccor_txt_raw.parquet.csv.gz");
  const Table table = read_table(text);
  const Table expected = read_plain(golden);
  EXPECT_EQ(table.reader, "maccor-text");
  EXPECT_EQ(table.rows(), 6704U);
  EXPECT_TRUE(table.warnings.empty());
  expect_same(table, "time_s", expected, "time_s", 1, 1e-8);  // printed to nanoseconds
  expect_same(table, "voltage_V", expected, "voltage_V", 1, 0);
  expect_same(table, "current_A", expected, "current_A", 1, 0);
  expect_same(table, "step_index", expected, "step_index", 1, 0);
  expect_same(table, "unix_time_s", expected, "unix_time_s", 1, 0);
  // The peer parts the one capacity by direction and goes on with its last value in the steps after it.
  const auto charge = expected.numbers("charge_capacity_Ah");
  const auto discharge = expected.numbers("discharge_capacity_Ah");
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const auto kind = label(table, "step_type", i);
    const double expected_capacity = kind == "charge" ? charge[i] : kind == "discharge" ? discharge[i] : 0;
    ASSERT_EQ(table.numbers("capacity_Ah")[i], expected_capacity) << i;
  }
}

TEST(TextReference, TheSodiumIonCellsCountersAreWhatTheySay) {
  NACRE_REFERENCE_FILE(path,
                       "cycling/battery-data-alliance__battery-data-format/hina_nacr32140_2C.bdf.csv.gz");
  const Table table = read_table(path);
  EXPECT_EQ(table.rows(), 14243U);
  // The file calls the charge of each row a step capacity: it must not become capacity_Ah.
  EXPECT_FALSE(table.has("capacity_Ah"));
  EXPECT_TRUE(table.has("Step Capacity"));
  ASSERT_EQ(table.warnings.size(), 1U);
  EXPECT_THAT(table.warnings[0], HasSubstr("Step Capacity"));
  double charge = 0;
  for (std::size_t i = 1; i < table.rows(); ++i) {
    charge += 0.5 * (table.numbers("current_A")[i] + table.numbers("current_A")[i - 1]) *
              (table.numbers("time_s")[i] - table.numbers("time_s")[i - 1]) / 3600;
  }
  EXPECT_NEAR(charge, table.numbers("Cumulative Capacity").back(), 1e-3);
  EXPECT_NEAR(*std::max_element(table.numbers("discharge_capacity_Ah").begin(),
                                table.numbers("discharge_capacity_Ah").end()),
              10.2639, 1e-3);
}

}  // namespace
}  // namespace nacre::formats
