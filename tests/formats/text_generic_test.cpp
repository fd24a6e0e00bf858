#include "nacre/formats/text/generic.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>

#include "nacre/formats/table_csv.hpp"
#include "support/reference.hpp"
#include "support/text_files.hpp"

namespace nacre::formats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsNan;

Table read(const std::string& text, const ColumnMap& map = {}, bool salvage = false) {
  ReadOptions options;
  options.column_map = map;
  options.salvage = salvage;
  options.reader = "delimited-text";
  return read_table(Source::from_memory("x.csv", text), options);
}

std::string problem(const std::string& text, const ColumnMap& map = {}) {
  try {
    read(text, map);
  } catch (const Error& error) {
    EXPECT_FALSE(error.advice().empty()) << error.what();
    return error.what();
  }
  return "no error";
}

TEST(Generic, ReadsByAMapWithUnitsAndFactors) {
  const Table table = read("t/min;U [mV];I;x\n1;3500;2;7\n2;3600;-2;8\n",
                           {{"time_s", "t/min"}, {"voltage_V", "U"}, {"current_A", "I * -1e-3"}});
  EXPECT_THAT(table.numbers("time_s"), ElementsAre(60, 120));
  EXPECT_THAT(table.numbers("voltage_V"), ElementsAre(3.5, 3.6));
  EXPECT_THAT(table.numbers("current_A"), ElementsAre(-0.002, 0.002));
  EXPECT_THAT(table.numbers("x"), ElementsAre(7, 8));
}

TEST(Generic, OnlyMappedColumnsBecomeNeutralOnes) {
  const Table table = read("time,voltage,current\n1,2,3\n2,3,4\n", {{"voltage_V", "voltage"}});
  EXPECT_TRUE(table.has("voltage_V"));
  EXPECT_FALSE(table.has("current_A"));
  EXPECT_TRUE(table.has("current"));
}

TEST(Generic, TellsWhatIsWrongWithAMap) {
  const std::string text = "t,U [mV]\n1,2\n2,3\n";
  EXPECT_THAT(problem(text, {{"voltage_V", "Ewe"}}), HasSubstr("has no column 'Ewe'"));
  EXPECT_THROW(read(text, {{"voltage_V", "Ewe"}}), InputError);
  EXPECT_THROW(read(text, {{"volts", "U"}}), UsageError);
  EXPECT_THROW(read(text, {{"voltage_V", "U * x"}}), UsageError);
  EXPECT_THROW(read(text, {{"voltage_V", "U * 0"}}), UsageError);
  EXPECT_THROW(read("t,U\n1,2\n", {{"voltage_V", "U"}, {"current_A", "U"}}), UsageError);
  EXPECT_THAT(problem(text, {{"current_A", "U"}}), HasSubstr("not in a unit of current_A"));
}

TEST(Generic, RecognisesHeadingsAndSaysWhichItTook) {
  const Table table = read("Zeit;Time (h);Ewe/V;<I>/mA;cycle number\n0;1;3;-5;1\n0;2;2.9;-5;1\n");
  EXPECT_THAT(table.numbers("time_s"), ElementsAre(3600, 7200));
  EXPECT_THAT(table.numbers("current_A"), ElementsAre(-0.005, -0.005));
  EXPECT_THAT(table.numbers("cycle"), ElementsAre(1, 1));
  EXPECT_THAT(table.metadata, ::testing::Contains(::testing::Pair("voltage_V", "from column 'Ewe/V'")));
}

TEST(Generic, FindsDelimiterPreambleUnitsRowAndNoHeading) {
  EXPECT_EQ(read("a\tb\n1\t2\n").columns().size(), 2U);
  EXPECT_EQ(read("a|b|c\n1|2|3\n").columns().size(), 3U);
  EXPECT_EQ(read("time voltage\n1 2\n3 4\n").columns().size(), 2U);
  const Table units = read("made by: me\n\ntime,voltage,current\ns,mV,mA\n1,3500,1\n2,3600,1\n");
  EXPECT_THAT(units.numbers("voltage_V"), ElementsAre(3.5, 3.6));
  EXPECT_THAT(units.metadata, ::testing::Contains(::testing::Pair("made by", "me")));
  const Table bare = read("1,2\n3,4\n", {{"time_s", "column 1"}, {"voltage_V", "column 2"}});
  EXPECT_THAT(bare.numbers("voltage_V"), ElementsAre(2, 4));
  const Table index = read(",time,voltage\n0,1,2\n1,2,3\n");
  EXPECT_TRUE(index.has("column 1"));
}

TEST(Generic, WarnsWhereTheCurrentCountsDischargeAsPositive) {
  const Table wrong = read("time,voltage,current\n0,4,1\n1,3.9,1\n2,3.8,1\n3,3.7,1\n");
  ASSERT_EQ(wrong.warnings.size(), 1U);
  EXPECT_THAT(wrong.warnings[0], HasSubstr("discharge as positive"));
  EXPECT_TRUE(read("time,voltage,current\n0,4,-1\n1,3.9,-1\n2,3.8,-1\n").warnings.empty());
}

TEST(Generic, ACapacityThatRunsOnKeepsItsOwnName) {
  std::string text = "time,voltage,current,step,capacity\n";
  for (int i = 0; i < 20; ++i) {
    text += std::to_string(360 * i) + ",3." + std::to_string(100 + i) + ",1," + std::to_string(1 + i / 10) +
            "," + std::to_string(0.1 * i) + "\n";
  }
  const Table table = read(text);
  EXPECT_FALSE(table.has("capacity_Ah"));
  EXPECT_TRUE(table.has("capacity"));
}

TEST(Generic, BadInputIsAnErrorThatSaysWhatToDo) {
  EXPECT_THAT(problem("hello\n"), HasSubstr("no rows of numbers"));
  EXPECT_THAT(problem("a,b,c\n"), HasSubstr("no rows of numbers"));
  EXPECT_THAT(problem("words only\nand more of them\n"), HasSubstr("no rows of numbers"));
  EXPECT_THAT(problem(std::string("PK\0\1\2\3", 6)), HasSubstr("is no text"));
  EXPECT_THAT(problem(std::string(100, '\0')), HasSubstr("is no text"));
  EXPECT_THAT(problem("a,b\n1,2\n3,4\n5\n7,8\n"), HasSubstr("line 4"));
  EXPECT_THAT(problem("a,b\n1,2\n5\n7,8\n9,10\n11,12\n13,14\n15,16\n"), HasSubstr("line 3"));
}

TEST(Generic, OddFilesEndQuickly) {
  const auto before = std::chrono::steady_clock::now();
  std::string wide;
  for (int i = 0; i < 100'000; ++i) {
    wide += "h" + std::to_string(i) + ",";
  }
  wide += "\n";
  for (int i = 0; i < 100'000; ++i) {
    wide += "1,";
  }
  problem(wide);
  problem(std::string(1'000'000, 'x'));
  problem(std::string(1'000'000, ','));
  problem("a,b\n1,2\n" + std::string(1'000'000, '"'));
  problem("a,b\n1," + std::string(1'000'000, '9') + "\n2,2\n3,3\n");
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(20));
}

TEST(Generic, WhatNacreWritesItReadsBackTheSame) {
  for (const auto& file : nacre::testing::all_text_files()) {
    const Table table = read_table(Source::from_memory(file.name, file.bytes));
    const Table again = read_table(Source::from_memory("x", to_csv(table)));
    ASSERT_EQ(again.reader, "nacre-csv") << file.name;
    ASSERT_EQ(again.columns().size(), table.columns().size()) << file.name;
    for (std::size_t c = 0; c < table.columns().size(); ++c) {
      const Column& a = table.columns()[c];
      const Column& b = again.columns()[c];
      EXPECT_EQ(a.heading(), b.heading()) << file.name;
      EXPECT_EQ(a.labels, b.labels) << file.name << " " << a.name;
      for (std::size_t i = 0; i < table.rows(); ++i) {
        ASSERT_TRUE(a.values[i] == b.values[i] || (std::isnan(a.values[i]) && std::isnan(b.values[i])))
            << file.name << " " << a.name << " row " << i;
      }
    }
    EXPECT_EQ(to_csv(again), to_csv(table)) << file.name;
  }
}

class CellpyFiles : public ::testing::Test {
 protected:
  static constexpr const char* folder = "cycling/jepegit__cellpy/";
  const ColumnMap map_ = {{"time_s", "test_time"},      {"voltage_V", "voltage"},
                          {"current_A", "current"},     {"cycle", "cycle"},
                          {"step_index", "step"},       {"charge_capacity_Ah", "charge_capacity"},
                          {"unix_time_s", "date_stamp"}};
  ReadOptions options_{.salvage = false, .reader = {}, .column_map = map_};
};

TEST_F(CellpyFiles, GoodByMapAndByHeadings) {
  NACRE_REFERENCE_FILE(path, std::string(folder) + "bad_custom_good_small.csv");
  const Table mapped = read_table(path, options_);
  const Table recognised = read_table(path);
  EXPECT_EQ(mapped.rows(), 60U);
  for (const char* column :
       {"time_s", "voltage_V", "current_A", "cycle", "step", "step_index", "charge_capacity_Ah"}) {
    EXPECT_TRUE(std::equal(mapped.numbers(column).begin(), mapped.numbers(column).end(),
                           recognised.numbers(column).begin()))
        << column;
  }
  EXPECT_EQ(mapped.numbers("time_s")[59], 3600.96);
  EXPECT_EQ(mapped.numbers("voltage_V")[59], 1.54);
  EXPECT_NEAR(mapped.numbers("unix_time_s")[0], 1538388288, 1e-3);  // 43374.42 days: 2018-10-01 10:04:48
}

TEST_F(CellpyFiles, AMissingColumnIsNamed) {
  NACRE_REFERENCE_FILE(path, std::string(folder) + "bad_custom_missing_column.csv");
  EXPECT_THROW(
      {
        try {
          read_table(path, options_);
        } catch (const InputError& error) {
          EXPECT_THAT(error.what(), HasSubstr("has no column '"));
          EXPECT_THAT(error.what(), HasSubstr("line 20"));
          throw;
        }
      },
      InputError);
}

TEST_F(CellpyFiles, AMissingCycleIsNoErrorOfTheFile) {
  NACRE_REFERENCE_FILE(path, std::string(folder) + "bad_custom_missing_cycle.csv");
  EXPECT_EQ(read_table(path, options_).rows(), 40U);
}

TEST_F(CellpyFiles, NanAndInfAreMissingWithAWarning) {
  NACRE_REFERENCE_FILE(path, std::string(folder) + "bad_custom_nan_inf.csv");
  const Table table = read_table(path, options_);
  EXPECT_EQ(table.rows(), 60U);
  EXPECT_THAT(table.numbers("voltage_V")[3], IsNan());
  EXPECT_THAT(table.numbers("voltage_V")[7], IsNan());
  EXPECT_THAT(table.numbers("voltage_V")[11], IsNan());
  EXPECT_THAT(table.warnings, ElementsAre(HasSubstr("2 of 60 fields hold no number (first line 28: 'inf')"),
                                          HasSubstr("1 of 60 fields are empty")));
}

TEST_F(CellpyFiles, TruncatedIsAnErrorWithTheLineOrSalvaged) {
  NACRE_REFERENCE_FILE(path, std::string(folder) + "bad_custom_truncated.csv");
  try {
    read_table(path, options_);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.where(), "line 80");
  }
  options_.salvage = true;
  const Table table = read_table(path, options_);
  EXPECT_EQ(table.rows(), 59U);
  EXPECT_THAT(table.warnings, ElementsAre(HasSubstr("line 80")));
}

}  // namespace
}  // namespace nacre::formats
