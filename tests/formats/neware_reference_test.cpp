// Neware files beside the vendor program's own export of them: every row of every column.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstring>
#include <map>

#include "nacre/formats/neware/codes.hpp"
#include "nacre/formats/reader.hpp"
#include "support/reference.hpp"

namespace nacre::formats {
namespace {

using Export = std::map<std::string, std::vector<std::string>>;

std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> cells;
  for (;;) {
    const auto comma = line.find(',');
    cells.emplace_back(line.substr(0, comma));
    if (comma == std::string_view::npos) {
      return cells;
    }
    line.remove_prefix(comma + 1);
  }
}

Export read_export(const std::filesystem::path& path) {
  const auto source = Source::open(path);
  auto rest = source.bytes();
  std::vector<std::string> names;
  Export columns;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    const auto cells = split(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (names.empty()) {
      names = cells;
      continue;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      columns[names[i]].push_back(cells.at(i));
    }
  }
  return columns;
}

double number(const std::string& cell) { return std::stod(cell); }

// Both the file and the export hold 32-bit floats: they may differ by their last bit, besides half a step of
// what the export prints.
void expect_printed(std::span<const double> values, double factor, const std::vector<std::string>& printed,
                    double print_step, const std::string& what) {
  ASSERT_EQ(values.size(), printed.size()) << what;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double expected = number(printed[i]);
    const double last_bit = std::abs(expected) * std::pow(2.0, -23);
    ASSERT_NEAR(std::abs(values[i] * factor), std::abs(expected), 0.5001 * print_step + last_bit)
        << what << ", row " << i;
  }
}

std::string step_type_of(const std::string& vendor) {
  std::string name;
  for (const char c : vendor) {
    name += c == ' ' ? '_' : static_cast<char>(std::tolower(c));
  }
  for (const auto& [end, full] : {std::pair{"_dchg", "_discharge"}, {"_chg", "_charge"}}) {
    if (name.ends_with(end)) {
      return name.substr(0, name.size() - std::strlen(end)) + full;
    }
  }
  return name;
}

// "2025-11-05 16:56:51.786"
double seconds(const std::string& date) {
  const auto field = [&](std::size_t at, std::size_t size) {
    int value = 0;
    std::from_chars(date.data() + at, date.data() + at + size, value);
    return value;
  };
  const double whole = neware::calendar_seconds(field(0, 4), field(5, 2), field(8, 2), field(11, 2),
                                                field(14, 2), field(17, 2))
                           .value();
  return whole + (date.size() > 19 ? std::stod(date.substr(19)) : 0);
}

// A file, the vendor's export of it, and the steps in which the export prints.
struct Pair {
  const char* file;
  const char* vendor_export;
  double current_uA;
  double capacity_mAs;
  double energy_mWs;
};

void compare(const Table& table, const Export& expected, const Pair& pair) {
  const auto rows = table.rows();
  ASSERT_EQ(rows, expected.at("Cycle Index").size());
  expect_printed(table.numbers("cycle"), 1, expected.at("Cycle Index"), 0, "cycle");
  expect_printed(table.numbers("step"), 1, expected.at("Step Count"), 0, "step");
  expect_printed(table.numbers("step_index"), 1, expected.at("Step Index"), 0, "step_index");
  expect_printed(table.numbers("voltage_V"), 1e3, expected.at("Voltage(mV)"), 0.1, "voltage");
  expect_printed(table.numbers("current_A"), 1e6, expected.at("Current(uA)"), pair.current_uA, "current");
  expect_printed(table.numbers("capacity_Ah"), 3.6e6, expected.at("Capacity(mAs)"), pair.capacity_mAs,
                 "capacity");
  expect_printed(table.numbers("energy_Wh"), 3.6e6, expected.at("Energy(mWs)"), pair.energy_mWs, "energy");
  const auto current = table.numbers("current_A");
  const auto* step_type = table.find("step_type");
  ASSERT_NE(step_type, nullptr);
  const auto dates = table.numbers("unix_time_s");
  const double shift = dates[0] - seconds(expected.at("Date")[0]);
  EXPECT_EQ(std::fmod(std::round(shift * 1e3) / 1e3, 900), 0) << "not a time zone: " << shift;
  const auto step_time = table.numbers("step_time_s");
  const auto time = table.numbers("time_s");
  for (std::size_t row = 0; row < rows; ++row) {
    ASSERT_GE(current[row] * number(expected.at("Current(uA)")[row]), 0) << row;
    ASSERT_EQ(step_type->labels[static_cast<std::size_t>(step_type->values[row])],
              step_type_of(expected.at("Step Type")[row]))
        << row;
    ASSERT_NEAR(step_time[row], number(expected.at("Time")[row]), 1e-9) << row;
    ASSERT_NEAR(time[row], number(expected.at("Total Time")[row]), 1e-9) << row;
    ASSERT_NEAR(dates[row] - shift, seconds(expected.at("Date")[row]), 1e-6) << row;
  }
  // "T1", "T1(?)", "t1(?)_1", "V1(mV)": letter and number say the column.
  for (const auto& [name, cells] : expected) {
    if (name.size() < 2 || !std::isdigit(static_cast<unsigned char>(name[1]))) {
      continue;
    }
    const auto* column = table.find(name.substr(0, 2));
    if (column == nullptr && name.starts_with("T1")) {
      column = table.find("temperature_C");
    }
    if (column == nullptr) {
      for (const auto& cell : cells) {
        ASSERT_EQ(number(cell), 0) << "no column for " << name;  // not connected
      }
      continue;
    }
    const bool fine = cells.front().size() > 5 && !name.ends_with("(mV)");
    expect_printed(column->values, name.ends_with("(mV)") ? 1e3 : 1, cells, fine ? 1e-4 : 0.1, name);
  }
}

class Neware : public ::testing::TestWithParam<Pair> {};

TEST_P(Neware, equals_the_vendors_export) {
  const std::string folder = "cycling/g-kimbell__fastnda/";
  NACRE_REFERENCE_FILE(file, folder + GetParam().file);
  NACRE_REFERENCE_FILE(vendor_export, folder + GetParam().vendor_export);
  compare(read_table(file), read_export(vendor_export), GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    reference, Neware,
    ::testing::Values(Pair{"21_10_7_85.ndax", "21_10_7_85.parquet.csv", 0, 0, 0},
                      Pair{"46_1_5_60_bts16.ndax", "46_1_5_60_bts16.parquet.csv", 1, 1, 1e-4},
                      Pair{"interp-test.ndax", "interp-test.parquet.csv", 0, 0, 0},
                      Pair{"nw4-120-1-6-53.ndax", "nw4-120-1-6-53.parquet.csv.gz", 1, 1e-4, 1e-4},
                      Pair{"scrubbed_ndc2.ndax", "scrubbed_ndc2.parquet.csv", 0, 0, 0},
                      Pair{"Unit27_Example_Corrupt.ndax", "Unit27_Example_Corrupt.parquet.csv", 0, 0, 0},
                      Pair{"Unit27_Example_Data_File.ndax", "Unit27_Example_Data_File.parquet.csv", 0, 0, 0},
                      Pair{"nda_v22.nda.zip", "nda_v22.parquet.csv", 1, 1, 1},
                      Pair{"new_nda_file.nda.zip", "new_nda_file.parquet.csv", 0.1, 0.1, 1e-4},
                      Pair{"TestFile.nda.zip", "TestFile.parquet.csv.gz", 0.1, 0.36, 0.36}),
    [](const auto& instance) {
      std::string name(instance.param.file);
      std::replace_if(
          name.begin(), name.end(), [](char c) { return !std::isalnum(c); }, '_');
      return name;
    });

}  // namespace
}  // namespace nacre::formats
