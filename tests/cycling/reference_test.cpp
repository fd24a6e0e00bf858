// Records that other people measured, against their own numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "nacre/base/files.hpp"
#include "nacre/cycling/analysis.hpp"
#include "nacre/formats/source.hpp"
#include "support/reference.hpp"

namespace nacre::cycling {
namespace {

using Columns = std::map<std::string, formats::Numbers>;

// A plain table of numbers with one heading; what is not a number is missing.
Columns read_columns(const std::filesystem::path& path) {
  const auto source = formats::Source::open(path);
  std::istringstream lines{std::string(source.bytes())};
  std::string line;
  std::getline(lines, line);
  std::vector<std::string> names;
  std::istringstream heading(line);
  for (std::string name; std::getline(heading, name, ',');) {
    names.push_back(name);
  }
  Columns columns;
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    std::string cell;
    for (const auto& name : names) {
      cell.clear();
      std::getline(cells, cell, ',');
      char* end = nullptr;
      const double value = std::strtod(cell.c_str(), &end);
      columns[name].push_back(end == cell.c_str() ? formats::missing : value);
    }
  }
  return columns;
}

formats::Table make_table(Columns& columns, const std::map<std::string, std::string>& map) {
  formats::Table table;
  table.file = "reference";
  for (const auto& [name, heading] : map) {
    table.add(name, "", columns.at(heading));
  }
  return table;
}

// HiNa NaCR32140-MP10, 10 Ah, 2C: the capacities by trapezoid that come with the file.
class HinaCell : public ::testing::Test {
 protected:
  static formats::Table read(const std::filesystem::path& path) {
    auto columns = read_columns(path);
    return make_table(columns, {{"time_s", "Test Time / s"},
                                {"voltage_V", "Voltage / V"},
                                {"current_A", "Current / A"},
                                {"charge_capacity_Ah", "Charging Capacity / Ah"},
                                {"discharge_capacity_Ah", "Discharging Capacity / Ah"},
                                {"cycle", "Cycle Count / 1"}});
  }
};
constexpr const char* hina = "cycling/battery-data-alliance__battery-data-format/hina_nacr32140_2C.bdf.csv.gz";

TEST_F(HinaCell, CapacitiesAndCompleteness) {
  NACRE_REFERENCE_FILE(path, hina);
  const auto table = read(path);
  for (const auto source : {CapacitySource::automatic, CapacitySource::integral, CapacitySource::counter}) {
    Options options;
    options.capacity_from = source;
    const Analysis analysis = analyse(table, options);
    EXPECT_EQ(analysis.rows, 14243u);
    ASSERT_EQ(analysis.cycles.size(), 3u);
    const double discharge[] = {10.1324, 10.2378, 10.2637};
    const double charge[] = {4.757, 10.152, 10.247};
    const double held[] = {0.1410, 0.0498, 0.0489};  // from the first row at 3.9500 V on
    const bool complete[] = {false, true, true};
    for (std::size_t i = 0; i < 3; ++i) {
      const Cycle& cycle = analysis.cycles[i];
      EXPECT_NEAR(cycle.discharge->capacity_Ah, discharge[i], 1e-3);
      EXPECT_NEAR(cycle.charge->capacity_Ah, charge[i], 1e-3);
      EXPECT_EQ(cycle.complete, complete[i]) << cycle.reason;
      EXPECT_NEAR(cycle.charge->end_voltage_V, 3.95, 1e-3);
      EXPECT_NEAR(cycle.discharge->end_voltage_V, 1.5, 1e-3);
      EXPECT_NEAR(cycle.charge->constant_voltage_share, held[i], 0.01 * held[i]);
      EXPECT_EQ(cycle.discharge->constant_voltage_share, 0.0);
    }
    EXPECT_TRUE(analysis.warnings.empty());
  }
}

}  // namespace
}  // namespace nacre::cycling
