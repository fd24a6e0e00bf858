#include "nacre/formats/table_csv.hpp"

#include <gtest/gtest.h>

#include <charconv>
#include <cmath>
#include <random>

#include "nacre/formats/table_summary.hpp"

namespace nacre::formats {
namespace {

Table example() {
  Table table;
  table.file = "x";
  table.add("time_s", "s", {0, 100000, 1e22});
  table.add("Ewe-Ece", "V", {0.1, missing, -0.0});
  table.add("ratio", "1", {1.0F / 3, 0.1F, 1e-7F}).single_precision = true;
  Column text;
  text.name = "say \"hi\"";
  text.labels = {"a,b", "plain"};
  text.values = {0, 1, missing};
  table.add(std::move(text));
  return table;
}

TEST(TableCsv, WritesShortestDigitsTextAndNothingForMissing) {
  EXPECT_EQ(to_csv(example()),
            "time_s,Ewe-Ece / V,ratio,\"say \"\"hi\"\"\"\n"
            "0,0.1,0.33333334,\"a,b\"\n"
            "100000,,0.1,plain\n"
            "1e+22,-0,1e-07,\n");
}

TEST(TableCsv, NumbersReadBackToTheSameValueInTheFewestDigits) {
  std::mt19937_64 random(5);
  Numbers numbers;
  for (int i = 0; i < 300'000; ++i) {
    const double power = std::pow(10.0, static_cast<double>(random() % 12));
    const double decimal = static_cast<double>(random() % 10'000'000) / power;
    numbers.push_back(i % 3 == 0 ? -decimal : i % 3 == 1 ? decimal : std::nextafter(decimal, 1e9));
  }
  Table table;
  table.add("x", "", numbers);
  const auto text = to_csv(table);
  const char* at = text.data() + 2;
  for (const double number : numbers) {
    double read = 0;
    const char* end = std::from_chars(at, text.data() + text.size(), read).ptr;
    ASSERT_EQ(read, number) << std::string(at, end);
    char shortest[40];
    const auto length = std::to_chars(shortest, shortest + sizeof shortest, number).ptr - shortest;
    const bool whole = number == std::trunc(number);
    ASSERT_TRUE(whole || end - at == length) << std::string(at, end);
    at = end + 1;
  }
}

TEST(TableCsv, StopsWhenTheSinkWantsNoMore) {
  Table table;
  table.add("x", "", Numbers(2'000'000, 1.5));
  int blocks = 0;
  write_csv(table, [&](std::string_view) { return ++blocks < 2; });
  EXPECT_EQ(blocks, 2);
}

TEST(TableCsv, BlocksJoinToTheWhole) {
  Table table;
  Numbers numbers(400'000);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = static_cast<double>(i) + 0.5;
  }
  table.add("x", "", std::move(numbers));
  const auto text = to_csv(table);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 400'001);
  EXPECT_TRUE(text.ends_with("399999.5\n"));
}

TEST(TableSummary, RangeWithAndWithoutValues) {
  Column column;
  column.values = {missing, missing, missing};
  EXPECT_TRUE(std::isnan(summarise(column).min));
  EXPECT_EQ(summarise(column).missing_values, 3U);
  column.values = {missing, 3, -2, 8, missing, 5, -7};
  EXPECT_EQ(summarise(column).min, -7);
  EXPECT_EQ(summarise(column).max, 8);
  EXPECT_EQ(summarise(column).missing_values, 2U);
}

TEST(TableSummary, GivesRangeMissingAndLabels) {
  const auto json = to_json(example());
  EXPECT_EQ(json["rows"], 3);
  EXPECT_EQ(json["columns"][1]["min"], 0);
  EXPECT_EQ(json["columns"][1]["max"], 0.1);
  EXPECT_EQ(json["columns"][1]["missing"], 1);
  EXPECT_EQ(json["columns"][3]["labels"]["plain"], 1);
  EXPECT_NE(describe(example()).find("3 rows, 4 columns"), std::string::npos);
}

}  // namespace
}  // namespace nacre::formats
