#include "nacre/formats/biologic/mpt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nacre/base/error.hpp"
#include "support/biologic_files.hpp"
#include "support/reference.hpp"

namespace nacre::formats {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MptFile;
using ::testing::Pair;
using testing::write_mpt;

Table read_mpt(const std::string& text, bool salvage = false) {
  ReadOptions options;
  options.salvage = salvage;
  return read_table(Source::from_memory("x.mpt", text), options);
}

std::string message(const std::string& text) {
  try {
    read_mpt(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

MptFile small() {
  MptFile file;
  file.header = {"Run on channel : 1 (SN 5304)", "Acquisition started on : 03/02/2021 16:17:59.500",
                 "Comments : caf\xe9", "Ns                  0                   1                   ",
                 "Is                  0.000               -100.000            "};
  file.columns = {{"mode", {3, 1, 1, 2}},
                  {"ox/red", {1, 1, 0, 0}},
                  {"Ns", {0, 1, 2, 2}},
                  {"time/s", {0, 10.5, 20, 30}},
                  {"Ewe/V", {3, 3.5, 3.25, 3}},
                  {"<I>/mA", {0, 1.5, -2.5, -1}},
                  {"Capacitance charge/\xb5"
                   "F",
                   {0, 1, 2, 3}},
                  {"Q charge/discharge/mA.h", {0, 1, -1, -2}},
                  {"cycle number", {0, 0, 0, 0}}};
  return file;
}

const Numbers& values(const Table& table, std::string_view name) {
  const Column* column = table.find(name);
  if (column == nullptr) {
    throw std::runtime_error("no column " + std::string(name));
  }
  return column->values;
}

void expect_small(const Table& table) {
  EXPECT_EQ(table.reader, "biologic-mpt");
  EXPECT_THAT(values(table, "time_s"), ElementsAre(0, 10.5, 20, 30));
  EXPECT_THAT(values(table, "voltage_V"), ElementsAre(3, 3.5, 3.25, 3));
  EXPECT_THAT(values(table, "current_A"), ElementsAre(0, 1.5e-3, -2.5e-3, -1e-3));
  EXPECT_THAT(values(table, "step_index"), ElementsAre(0, 1, 2, 2));
  EXPECT_THAT(values(table, "step"), ElementsAre(1, 2, 3, 3));
  EXPECT_THAT(values(table, "cycle"), ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(values(table, "capacity_Ah"), ElementsAre(0, 1e-3, 1e-3, 2e-3));
  EXPECT_THAT(values(table, "Capacitance charge"), ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(table.find("Capacitance charge")->unit, "µF");
}

TEST(BiologicMpt, ReadsColumnsAndHeader) {
  const Table table = read_mpt(write_mpt(small()));
  expect_small(table);
  EXPECT_THAT(table.warnings, IsEmpty());
  EXPECT_THAT(table.metadata, Contains(Pair("technique", "Galvanostatic Cycling with Potential Limitation")));
  EXPECT_THAT(table.metadata, Contains(Pair("Run on channel", "1 (SN 5304)")));
  EXPECT_THAT(table.metadata, Contains(Pair("Comments", "café")));
  EXPECT_THAT(table.metadata, Contains(Pair("setting Is", "0.000, -100.000")));
  EXPECT_THAT(table.metadata, Contains(Pair("acquisition started", "2021-03-02T16:17:59.500")));
  EXPECT_EQ(values(table, "unix_time_s")[1], 1614701879.5 + 10.5);
  const Column* type = table.find("step_type");
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(type->labels.at(static_cast<std::size_t>(type->values[3])), "cv_discharge");
}

TEST(BiologicMpt, DecimalComma) {
  MptFile file = small();
  file.decimal_comma = true;
  expect_small(read_mpt(write_mpt(file)));
}

TEST(BiologicMpt, HeaderOfAnotherLengthThanAnnounced) {
  std::string text = write_mpt(small());
  text.insert(text.find("Comments"), "Another line : 1\r\nAnd one : 2\r\n");
  const Table table = read_mpt(text);
  expect_small(table);
  EXPECT_THAT(table.warnings, Contains(HasSubstr("announces")));
}

TEST(BiologicMpt, WithoutHeader) {
  const std::string text = write_mpt(small());
  expect_small(read_mpt(text.substr(text.find("mode\t"))));
}

TEST(BiologicMpt, UnusualLabelsWhereTheFileAnnouncesThem) {
  const Table table = read_mpt("EC-Lab ASCII FILE\r\nNb header lines : 3\r\nx\tRcmp/Ohm\r\n1.0\t2.0\r\n");
  EXPECT_THAT(values(table, "Rcmp"), ElementsAre(2));
}

TEST(BiologicMpt, BtLabAndUnixLineEnds) {
  std::string text = write_mpt(small());
  text.replace(0, 6, "BT-Lab");
  text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
  expect_small(read_mpt(text));
}

TEST(BiologicMpt, DatesInsteadOfSeconds) {
  const std::string head = "EC-Lab ASCII FILE\r\nNb header lines : 3\r\n";
  const std::string labels = "mode\ttime/s\tEwe/V\tI/mA\r\n";
  const std::string rows =
      "1\t07/19/2024 16:53:36.5000\t3.0\t1.0\r\n1\t07/19/2024 16:53:37.7500\t3.1\t1.0\r\n";
  const Table table = read_mpt(head + labels + rows);
  EXPECT_THAT(values(table, "time_s"), ElementsAre(0, 1.25));
  EXPECT_THAT(values(table, "unix_time_s"), ElementsAre(1721408016.5, 1721408017.75));
  const Table started =
      read_mpt(head + "Acquisition started on : 07/19/2024 16:53:30.000\r\n" + labels + rows);
  EXPECT_THAT(values(started, "time_s"), ElementsAre(6.5, 7.75));
}

TEST(BiologicMpt, LoopsBecomeAColumn) {
  MptFile file = small();
  file.header.insert(file.header.end(), {"Number of loops : 2", "Loop 0 from point number 0 to 1",
                                         "Loop 1 from point number 2 to 3"});
  EXPECT_THAT(values(read_mpt(write_mpt(file)), "loop"), ElementsAre(0, 0, 1, 1));
}

TEST(BiologicMpt, LabelsThatTheRowsDoNotHaveAreDropped) {
  std::string text = write_mpt(small());
  text.insert(text.find("cycle number\t") + 13, "\tcontrol/V\t");
  expect_small(read_mpt(text));
  EXPECT_FALSE(read_mpt(text).has("control_V"));
}

TEST(BiologicMpt, WhatIsNoNumberIsMissingAndSaid) {
  std::string text = write_mpt(small());
  const auto at = text.rfind("3.000000000000000E+00\t-1.0");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 5, "XXXXX");
  const Table table = read_mpt(text);
  EXPECT_TRUE(std::isnan(values(table, "voltage_V")[3]));
  EXPECT_THAT(table.warnings, Contains(HasSubstr("Ewe/V")));
}

TEST(BiologicMpt, TruncationNeverGivesAWrongNumber) {
  const std::string text = write_mpt(small());
  const std::size_t data = text.find("cycle number\t") + 15;
  const std::size_t number = 21;  // characters of a number
  for (std::size_t size = 0; size < text.size() - 2; ++size) {
    const std::string cut = text.substr(0, size);
    const std::string error = message(cut);
    const auto rows = static_cast<std::size_t>(
        std::count(cut.begin() + static_cast<std::ptrdiff_t>(std::min(size, data)), cut.end(), '\n'));
    const auto line = cut.rfind('\n') + 1;
    // Whole rows, the last with or without its end, are a file; anything else must be an error.
    const bool whole =
        size > data &&
        (line == size || std::count(cut.begin() + static_cast<std::ptrdiff_t>(line), cut.end(), '\t') == 8) &&
        (line == size || (size - cut.rfind('\t') - 1 == number || cut.back() == '\r'));
    EXPECT_EQ(error == "no error", whole && (rows > 0 || line != size)) << size << " " << error;
    if (rows > 0 && size > data) {
      const Table salvaged = read_mpt(cut, true);
      EXPECT_GE(salvaged.rows(), rows);
      EXPECT_EQ(values(salvaged, "current_A")[rows - 1], values(read_mpt(text), "current_A")[rows - 1]);
    }
  }
}

TEST(BiologicMpt, SaysWhatIsWrong) {
  EXPECT_THAT(message("EC-Lab ASCII FILE\r\nNb header lines : 5\r\n"), HasSubstr("line"));
  EXPECT_THAT(message("EC-Lab ASCII FILE\r\nNb header lines : 3\r\nmode\ttime/s\tEwe/V\r\n"),
              HasSubstr("no data"));
  EXPECT_THAT(message("EC-Lab ASCII FILE\r\nNb header lines : 3\r\nmode\ttime/s\tEwe/V\r\n1\t2.0\r\n"),
              HasSubstr("line 4"));
}

// What a binary file and its export have in common must be the same in both tables.
class MptPairs : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(BiologicMpt, MptPairs,
                         ::testing::Values("ca", "cp", "cv", "gcpl.issue_149", "peis", "peis.issue_149"),
                         [](const auto& given) {
                           std::string name = given.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

TEST_P(MptPairs, TextTableEqualsBinaryTable) {
  NACRE_REFERENCE_FILE(mpr, "biologic/dgbowl__yadg/" + GetParam() + ".mpr");
  const Table binary = read_table(mpr);
  const Table text = read_table(std::filesystem::path(mpr).replace_extension(".mpt"));
  EXPECT_EQ(text.reader, "biologic-mpt");
  ASSERT_EQ(text.rows(), binary.rows());
  EXPECT_THAT(text.warnings, IsEmpty());
  int compared = 0;
  for (const auto& column : binary.columns()) {
    const Column* other = text.find(column.name);
    if (other == nullptr) {
      continue;
    }
    ++compared;
    EXPECT_EQ(other->unit, column.unit) << column.name;
    EXPECT_EQ(other->labels, column.labels) << column.name;
    const bool indicator = column.name.starts_with("THD") || column.name.starts_with("NS") ||
                           column.name.find(" h") != std::string::npos;
    // Eight printed digits; sixteen of doubles, which are compared in biologic_mpr_test.cpp.
    double largest = 0;
    for (const double value : column.values) {
      largest = std::max(largest, std::abs(value));
    }
    for (std::size_t row = 0; row < binary.rows(); ++row) {
      if (indicator && values(binary, "frequency_Hz")[row] > 1e5) {
        continue;  // blanked by EC-Lab when it exports
      }
      const double value = column.values[row];
      const double scale =
          column.name == "capacity_Ah" || column.name == "energy_Wh" ? largest : std::abs(value);
      ASSERT_NEAR(other->values[row], value, 6e-8 * scale) << column.name << " row " << row;
    }
  }
  EXPECT_GE(compared, 12);
  for (const char* name : {"time_s", "voltage_V", "current_A", "cycle", "unix_time_s"}) {
    EXPECT_TRUE(text.has(name) && binary.has(name)) << name;
  }
}

TEST(BiologicMpt, ReadsOtherReferenceFiles) {
  for (const auto& [file, rows, name] : std::vector<std::tuple<std::string, std::size_t, std::string>>{
           {"impedance/vyrjana__pyimpspec/data.mpt", 29, "z_imag_ohm"},
           {"impedance/ECSHackWeek__impedance.py/exampleDataBioLogic.mpt", 0, "z_imag_ohm"},
           {"impedance/vyrjana__pyimpspec/case-multiple-spectra.mpt", 0, "z_imag_ohm"},
           {"voltammetry/ixdat__ixdat/Pt_poly_cv.mpt", 0, "current_A"}}) {
    NACRE_REFERENCE_FILE(path, file);
    const Table table = read_table(path);
    EXPECT_EQ(table.reader, "biologic-mpt") << file;
    EXPECT_TRUE(table.has(name)) << file;
    EXPECT_TRUE(rows == 0 || table.rows() == rows) << file << " " << table.rows();
    EXPECT_GT(table.rows(), 20U) << file;
  }
}

}  // namespace
}  // namespace nacre::formats
