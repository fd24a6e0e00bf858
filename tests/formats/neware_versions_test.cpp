// Every version of .nda and .ndax, written from known rows and read back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nacre/formats/neware/codes.hpp"
#include "nacre/formats/reader.hpp"
#include "support/neware_files.hpp"

namespace nacre::formats {
namespace {

using nacre::testing::NewareOptions;
using nacre::testing::NewareRow;
using ::testing::HasSubstr;
using ::testing::Values;

std::string label(const Table& table, std::size_t row) {
  const auto* column = table.find("step_type");
  return column->labels.at(static_cast<std::size_t>(column->values[row]));
}

struct Expectation {
  bool has_dates = true;
  bool has_energy = true;
  bool counts_cycles = false;  // the file has no cycle number
  double count_A = 1e-4;       // one step of the stored current
  int channels = 0;
};

void expect_rows(const Table& table, const std::vector<NewareRow>& rows, const Expectation& expected) {
  ASSERT_EQ(table.rows(), rows.size());
  const auto column = [&](const char* name) { return table.numbers(name); };
  const auto near = [](double value, double wanted, double step) {
    return std::abs(value - wanted) <= 0.5001 * step + std::abs(wanted) * std::pow(2.0, -23);
  };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    ASSERT_TRUE(near(column("voltage_V")[i], row.voltage_V, 1e-4)) << i;
    ASSERT_TRUE(near(column("current_A")[i], row.current_A, expected.count_A)) << i;
    ASSERT_EQ(column("step")[i], row.step) << i;
    ASSERT_EQ(column("step_index")[i], row.step_index) << i;
    ASSERT_EQ(label(table, i), neware::step_type_name(row.step_type)) << i;
    ASSERT_DOUBLE_EQ(column("step_time_s")[i], row.step_time_s) << i;
    ASSERT_DOUBLE_EQ(column("time_s")[i], row.time_s) << i;
    const double count_Ah = 2 * expected.count_A / 3600;
    ASSERT_TRUE(near(column("capacity_Ah")[i], row.charge_Ah + row.discharge_Ah, count_Ah)) << i;
    if (expected.has_energy) {
      ASSERT_TRUE(near(column("energy_Wh")[i], row.charge_Wh + row.discharge_Wh, count_Ah)) << i;
    }
    if (table.has("charge_capacity_Ah")) {
      ASSERT_TRUE(near(column("charge_capacity_Ah")[i], row.charge_Ah, count_Ah)) << i;
      ASSERT_TRUE(near(column("discharge_capacity_Ah")[i], row.discharge_Ah, count_Ah)) << i;
    }
    if (!expected.counts_cycles || row.step_type != 4) {
      ASSERT_EQ(column("cycle")[i], row.cycle) << i;
    }
    if (expected.has_dates) {
      ASSERT_NEAR(column("unix_time_s")[i], row.unix_time_s, 0.26) << i;
    }
    for (int channel = 1; channel <= expected.channels; ++channel) {
      const auto name = channel == 1 ? "temperature_C" : "T" + std::to_string(channel);
      ASSERT_NEAR(column(name.c_str())[i], row.temperature_C + 10 * channel, 1e-5) << i;
    }
  }
}

Table read(const std::string& name, std::string bytes, bool salvage = false) {
  ReadOptions options;
  options.salvage = salvage;
  return read_table(Source::from_memory(name, std::move(bytes)), options);
}

class NdaVersion : public ::testing::TestWithParam<unsigned> {};

TEST_P(NdaVersion, reads_what_was_written) {
  const unsigned version = GetParam();
  Expectation expected;
  expected.has_dates = version >= 5;
  expected.has_energy = version >= 5;
  expected.counts_cycles = version == 90;
  NewareOptions options;
  const bool has_channels = version >= 11 && version < 90 && version != 19 && version != 25 && version != 27;
  options.channels = expected.channels = has_channels ? 2 : 0;
  const auto rows = nacre::testing::neware_rows(1234);
  expect_rows(read("a.nda", nda_file(rows, version, options)), rows, expected);
}

INSTANTIATE_TEST_SUITE_P(all, NdaVersion,
                         Values(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 23,
                                24, 25, 26, 27, 28, 29, 90, 130, 1130, 2130));

class NdcVersion : public ::testing::TestWithParam<unsigned> {};

TEST_P(NdcVersion, reads_what_was_written) {
  const unsigned version = GetParam();
  Expectation expected;
  expected.counts_cycles = version == 15;
  NewareOptions options;
  const auto rows = nacre::testing::neware_rows(1234);
  options.channels = expected.channels = version == 1 || version == 3 || version == 15 ? 0 : 2;
  const auto table = read("a.ndax", ndax_file(rows, version, options));
  expect_rows(table, rows, expected);
  EXPECT_FALSE(table.has("interpolated"));
  EXPECT_FALSE(table.has("record"));
  EXPECT_THAT(table.warnings, ::testing::IsEmpty());
}

class SplitNdcVersion : public ::testing::TestWithParam<unsigned> {};

TEST_P(SplitNdcVersion, interpolates_between_run_info_records_and_says_so) {
  Expectation expected;
  expected.count_A = 1e-3;
  NewareOptions options;
  options.run_info_every = 7;
  const auto rows = nacre::testing::neware_rows(1234);
  const auto table = read("a.ndax", ndax_file(rows, GetParam(), options));
  expect_rows(table, rows, expected);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(table.numbers("interpolated")[i] == 0, i % 7 == 0 || i % 100 == 0) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(all, NdcVersion, Values(1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17));
INSTANTIATE_TEST_SUITE_P(all, SplitNdcVersion, Values(8, 9, 11, 12, 13, 14, 16, 17));

TEST(NewareFiles, follows_a_chain_of_blocks) {
  const auto rows = nacre::testing::neware_rows(1000);
  NewareOptions options;
  options.blocks = 3;
  expect_rows(read("a.nda", nda_file(rows, 130, options)), rows, {});
  expect_rows(read("a.nda", nda_file(rows, 90, options)), rows, {.counts_cycles = true});
}

TEST(NewareFiles, finds_the_records_of_new_files_without_a_pointer) {
  const auto rows = nacre::testing::neware_rows(300);
  auto bytes = nda_file(rows, 29);
  bytes.replace(64, 8, 8, '\0');
  expect_rows(read("a.nda", bytes), rows, {});
}

TEST(NewareFiles, scales_by_the_current_range) {
  auto rows = nacre::testing::neware_rows(300);
  for (auto& row : rows) {
    row.current_A *= 1e-3;
    row.charge_Ah *= 1e-3;
    row.discharge_Ah *= 1e-3;
    row.charge_Wh *= 1e-3;
    row.discharge_Wh *= 1e-3;
  }
  const std::pair<std::int32_t, double> ranges[] = {
      {1, 1e-7},    {5, 1e-7},      {10, 1e-6},    {50, 1e-6},     {100, 1e-5}, {500, 1e-5},
      {1000, 1e-4}, {120000, 1e-4}, {-1, 1e-8},    {-5, 1e-8},     {-10, 1e-7}, {-100, 1e-6},
      {-500, 1e-6}, {-1000, 1e-5},  {-6000, 1e-5}, {-200000, 1e-5}};
  for (const auto& [code, count_A] : ranges) {
    SCOPED_TRACE(code);
    NewareOptions options;
    options.current_range = code;
    expect_rows(read("a.nda", nda_file(rows, 29, options)), rows, {.count_A = count_A});
    expect_rows(read("a.nda", nda_file(rows, 8, options)), rows, {.count_A = count_A});
    expect_rows(read("a.ndax", ndax_file(rows, 5, options)), rows, {.count_A = count_A});
  }
  // In pA: 0.1 mA, 10 uA and 1 uA.
  EXPECT_EQ(neware::counts_per_ampere(-100'000'000), 1e9);
  EXPECT_EQ(neware::counts_per_ampere(-10'000'000), 1e10);
  EXPECT_EQ(neware::counts_per_ampere(-1'000'000), 1e11);
}

TEST(NewareFiles, takes_the_range_of_the_device_where_a_record_has_none) {
  const auto rows = nacre::testing::neware_rows(300);
  NewareOptions options;
  options.current_range = 0;
  expect_rows(read("a.nda", nda_file(rows, 29, options)), rows, {});
}

TEST(NewareFiles, keeps_step_types_without_a_name_by_their_number) {
  auto rows = nacre::testing::neware_rows(4, 1);
  rows[0].step_type = 17;
  rows[1].step_type = 13;
  rows[2].step_type = 77;
  const auto table = read("a.nda", nda_file(rows, 29));
  EXPECT_EQ(label(table, 0), "simulation");
  EXPECT_EQ(label(table, 1), "pause");
  EXPECT_EQ(label(table, 2), "type_77");
}

TEST(NewareFiles, sorts_records_and_drops_repeated_ones) {
  const auto rows = nacre::testing::neware_rows(200);
  auto shuffled = rows;
  std::swap(shuffled[10], shuffled[150]);
  shuffled.push_back(rows[20]);
  shuffled.back().voltage_V = 9;
  expect_rows(read("a.nda", nda_file(shuffled, 29)), rows, {});
  expect_rows(read("a.ndax", ndax_file(shuffled, 5)), rows, {});
}

TEST(NewareFiles, keeps_the_numbers_of_records_where_some_are_missing) {
  auto rows = nacre::testing::neware_rows(200);
  rows.erase(rows.begin() + 50, rows.begin() + 53);
  const auto table = read("a.nda", nda_file(rows, 29));
  expect_rows(table, rows, {});
  ASSERT_EQ(table.warnings.size(), 1U);
  EXPECT_THAT(table.warnings[0], HasSubstr("3 records are missing"));
  EXPECT_EQ(table.numbers("record")[49], 50);
  EXPECT_EQ(table.numbers("record")[50], 54);
}

TEST(NewareFiles, says_what_the_file_says_of_the_test) {
  const auto rows = nacre::testing::neware_rows(5);
  const auto metadata = read("a.ndax", ndax_file(rows, 14)).metadata;
  const auto has = [](const auto& list, const char* name, const char* value) {
    return std::find(list.begin(), list.end(), std::pair<std::string, std::string>(name, value)) !=
           list.end();
  };
  EXPECT_TRUE(has(metadata, "format", "Neware .ndax, .ndc version 14"));
  EXPECT_TRUE(has(metadata, "start_time", "2023-11-14 22:13:20"));
  EXPECT_TRUE(has(metadata, "barcode", "<synthetic>"));
  EXPECT_TRUE(has(metadata, "unix_time_s", "UTC"));
  const auto of_nda = read("a.nda", nda_file(rows, 29)).metadata;
  EXPECT_TRUE(has(of_nda, "format", "Neware .nda version 29"));
  EXPECT_TRUE(has(of_nda, "start_time", "2023-11-14 22:13:20"));
  EXPECT_TRUE(has(of_nda, "unix_time_s", "local time of the computer, taken as UTC"));
}

TEST(NewareFiles, decodes_the_vendors_text_encoding) {
  EXPECT_EQ(neware::text("\xb5\xe7\xb3\xd8 A1  \0rest"), "\xe7\x94\xb5\xe6\xb1\xa0 A1");
  EXPECT_EQ(neware::text("\xff\xff."), "??.");
  EXPECT_EQ(neware::text("\xb5"), "?");
}

TEST(NewareFiles, knows_the_calendar) {
  EXPECT_EQ(neware::calendar_seconds(1970, 1, 1, 0, 0, 0), 0);
  EXPECT_EQ(neware::calendar_seconds(2000, 2, 29, 12, 0, 1), 951825601);
  EXPECT_EQ(neware::calendar_seconds(2023, 11, 14, 22, 13, 20), 1700000000);
  EXPECT_EQ(neware::calendar_seconds(2023, 13, 1, 0, 0, 0), std::nullopt);
}

}  // namespace
}  // namespace nacre::formats
