#include "nacre/formats/bdf/bdf.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/formats/table_csv.hpp"
#include "support/text_files.hpp"

namespace nacre::formats::bdf {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Table read_text(const std::string& text) { return read_table(Source::from_memory("x.bdf.csv", text)); }

std::vector<std::string> names(const Table& table) {
  std::vector<std::string> result;
  for (const auto& column : table.columns()) {
    result.push_back(column.name);
  }
  return result;
}

TEST(Bdf, BothStylesOfHeadingsGiveTheSameTable) {
  const Table label = read_text(nacre::testing::bdf_text(false));
  const Table machine = read_text(nacre::testing::bdf_text(true));
  EXPECT_EQ(to_csv(label), to_csv(machine));
  EXPECT_THAT(names(label), ElementsAre("time_s", "voltage_V", "current_A", "cycle", "step", "step_index",
                                        "step_type", "capacity_Ah", "Power"));
  EXPECT_EQ(label.find("Power")->unit, "W");
}

TEST(Bdf, WhatIsWrittenIsReadBackTheSame) {
  const Table table = read_text(nacre::testing::bdf_text(false));
  for (const Labels labels : {Labels::preferred, Labels::machine}) {
    const std::string text = to_bdf(table, labels);
    EXPECT_THAT(text,
                StartsWith(labels == Labels::preferred ? "Test Time / s,Voltage / V,Current / A,"
                                                       : "test_time_second,voltage_volt,current_ampere,"));
    EXPECT_EQ(to_csv(read_text(text)), to_csv(table));
  }
}

TEST(Bdf, RequiredColumnsStandFirstAndMustBeThere) {
  Table table;
  table.file = "x";
  table.add("Aux", "bar", {1, 2});
  table.add("current_A", "A", {1, 1});
  table.add("voltage_V", "V", {3, 3.5});
  EXPECT_THROW(to_bdf(table), InputError);
  table.add("time_s", "s", {0, 1});
  EXPECT_EQ(to_bdf(table), "Test Time / s,Voltage / V,Current / A,Aux / bar\n0,3,1,1\n1,3.5,1,2\n");
}

TEST(Bdf, ACounterThatIsSetBackIsNotWrittenAsOneOverTheWholeTest) {
  Table table;
  table.add("time_s", "s", {0, 1, 2});
  table.add("voltage_V", "V", {3, 3, 3});
  table.add("current_A", "A", {1, 1, 1});
  table.add("charge_capacity_Ah", "Ah", {0, 1, 2});
  table.add("discharge_capacity_Ah", "Ah", {0, 1, 0});
  EXPECT_THAT(to_bdf(table), StartsWith("Test Time / s,Voltage / V,Current / A,Charging Capacity / Ah,"
                                        "discharge_capacity_Ah\n"));
}

TEST(Bdf, AColumnThatIsNotWhatItsNameSaysIsNotWrittenUnderThatName) {
  // The charge of each row under the name of a step's capacity, and a net charge under that of a throughput.
  const Table table = read_text(
      "Test Time / s,Voltage / V,Current / A,Step Capacity / Ah,Cumulative Capacity / Ah\n"
      "0,3,1,0,0\n3600,3,1,1,1\n7200,3,1,1,2\n10800,3,1,1,3\n10800,3,-1,0,3\n14400,3,-1,1,2\n");
  EXPECT_FALSE(table.has("capacity_Ah"));
  EXPECT_THAT(to_bdf(table),
              StartsWith("Test Time / s,Voltage / V,Current / A,Step Capacity as reported / Ah,"
                         "Cumulative Capacity as reported / Ah\n"));
}

TEST(Bdf, AStepIndexThatCountsRowsIsNoStep) {
  const Table counts = read_text(
      "Test Time / s,Voltage / V,Current / A,Step Index / "
      "1\n0,3,0,1\n1,3,0,2\n2,3,0,3\n3,3,1,1\n4,3,1,2\n5,3,1,3\n");
  EXPECT_FALSE(counts.has("step") || counts.has("step_index"));
  EXPECT_TRUE(counts.has("Step Index"));
  const Table steps = read_text(
      "Test Time / s,Voltage / V,Current / A,Step Index / 1\n0,3,0,1\n1,3,0,1\n2,3,0,1\n3,3,1,2\n4,3,1,2\n");
  EXPECT_THAT(steps.numbers("step"), ElementsAre(1, 1, 1, 2, 2));
  EXPECT_THAT(steps.numbers("step_index"), ElementsAre(1, 1, 1, 2, 2));
}

TEST(Bdf, TheMeaningOfATemperatureIsKept) {
  const char* ambient =
      "Test Time / s,Voltage / V,Current / A,Ambient Temperature / degC\n0,3,0,25\n1,3,0,25\n";
  EXPECT_EQ(to_bdf(read_text(ambient)), ambient);
  const char* sensor = "Test Time / s,Voltage / V,Current / A,Temperature T1 / degC\n0,3,0,25\n1,3,0,25\n";
  EXPECT_EQ(to_bdf(read_text(sensor)), sensor);
}

TEST(Bdf, ForcedOnOtherFilesItSaysWhatIsMissing) {
  ReadOptions options;
  options.reader = "bdf";
  try {
    read_table(Source::from_memory("x.csv", "a,b\n1,2\n"), options);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("is no Battery Data Format text"));
  }
}

}  // namespace
}  // namespace nacre::formats::bdf
