// Records that other people measured, against their own numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

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
constexpr const char* hina =
    "cycling/battery-data-alliance__battery-data-format/hina_nacr32140_2C.bdf.csv.gz";

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

// The curve shows the same features in both full cycles, although a discharge at 2C has only 476 rows.
TEST_F(HinaCell, DifferentialCapacityIsUsable) {
  NACRE_REFERENCE_FILE(path, hina);
  const Analysis analysis = analyse(read(path));
  const auto find = [&](int cycle, Direction direction) -> const Curve& {
    for (const auto& curve : analysis.curves) {
      if (curve.cycle == cycle && curve.direction == direction) {
        return curve;
      }
    }
    throw std::logic_error("no such curve");
  };
  const auto positions = [](const Curve& curve) {
    std::vector<double> result;
    for (const auto& peak : curve.peaks) {
      result.push_back(peak.position_V);
      EXPECT_TRUE(std::isfinite(peak.position_std_V)) << peak.reason;
      EXPECT_LT(peak.position_std_V, 0.03);
    }
    return result;
  };
  using ::testing::DoubleNear;
  using ::testing::ElementsAre;
  // Read off the curve by eye: a sharp peak at the end of the discharge, a broad one at its beginning.
  for (const int cycle : {1, 2, 3}) {
    EXPECT_THAT(positions(find(cycle, Direction::discharge)),
                ElementsAre(DoubleNear(2.725, 0.015), DoubleNear(3.47, 0.015)));
  }
  EXPECT_NEAR(positions(find(2, Direction::charge)).front(), 3.125, 0.01);
  EXPECT_NEAR(positions(find(3, Direction::charge)).front(), 3.125, 0.01);
  EXPECT_GE(analysis.tracks.size(), 3u);
}

// Carbon against lithium, Arbin, 18 cycles of which the last is cut off, against cellpy's summary and curves
// (cycle_mode "anode": a cycle begins with the discharge, its efficiency is charge over discharge).
class ArbinCell : public ::testing::Test {
 protected:
  static formats::Table read(const std::filesystem::path& path) {
    auto columns = read_columns(path);
    return make_table(columns, {{"time_s", "test_time"},
                                {"voltage_V", "voltage"},
                                {"current_A", "current"},
                                {"charge_capacity_Ah", "charge_capacity"},
                                {"discharge_capacity_Ah", "discharge_capacity"},
                                {"cycle", "cycle_index"}});
  }
};
constexpr const char* arbin = "cycling/jepegit__cellpy/golden_loader_arbin_res_raw.parquet.csv.gz";
constexpr const char* arbin_summary = "cycling/jepegit__cellpy/golden_pipeline_smoke_summary.parquet.csv";

TEST_F(ArbinCell, AgreesWithCellpy) {
  NACRE_REFERENCE_FILE(path, arbin);
  NACRE_REFERENCE_FILE(summary_path, arbin_summary);
  const auto table = read(path);
  auto golden = read_columns(summary_path);
  for (const auto definition : {Definition::automatic, Definition::discharge_first, Definition::vendor}) {
    for (const auto source : {CapacitySource::automatic, CapacitySource::integral}) {
      Options options;
      options.definition = definition;
      options.capacity_from = source;
      options.active_mass_g = 1e-3;  // what the summary was made with
      const Analysis analysis = analyse(table, options);
      ASSERT_EQ(analysis.cycles.size(), 18u);
      EXPECT_EQ(analysis.first_direction, Direction::discharge);
      EXPECT_EQ(analysis.efficiency, Efficiency::charge_over_discharge);
      for (std::size_t i = 0; i < 18; ++i) {
        const Cycle& cycle = analysis.cycles[i];
        const double charge = golden["charge_capacity"][i];
        const double discharge = golden["discharge_capacity"][i];
        EXPECT_EQ(cycle.cycle, static_cast<int>(i) + 1);
        EXPECT_EQ(cycle.complete, i != 17) << cycle.reason;
        EXPECT_NEAR(cycle.capacity_Ah(Direction::charge), charge, 1e-3 * charge);
        EXPECT_NEAR(cycle.capacity_Ah(Direction::discharge), discharge, 1e-3 * discharge);
        EXPECT_NEAR(mAh_per_g(cycle.capacity_Ah(Direction::discharge), options),
                    golden["discharge_capacity_gravimetric"][i], 1e-3 * 1e6 * discharge);
        if (i < 17) {
          EXPECT_NEAR(100.0 * cycle.coulombic_efficiency, golden["coulombic_efficiency"][i], 0.1);
          EXPECT_NEAR(cycle.charge->end_voltage_V, golden["potential_end_charge"][i], 1e-3);
          EXPECT_NEAR(cycle.discharge->end_voltage_V, golden["potential_end_discharge"][i], 1e-3);
        }
      }
    }
  }
}

TEST_F(ArbinCell, CurveOfCycleFiveAgreesWithCellpy) {
  NACRE_REFERENCE_FILE(path, arbin);
  const Analysis analysis = analyse(read(path));
  for (const auto direction : {Direction::charge, Direction::discharge}) {
    const bool charge = direction == Direction::charge;
    NACRE_REFERENCE_FILE(golden_path,
                         charge ? "cycling/jepegit__cellpy/golden_curve_get_ccap_c5_curve.parquet.csv"
                                : "cycling/jepegit__cellpy/golden_curve_get_dcap_c5_curve.parquet.csv");
    auto golden = read_columns(golden_path);
    const auto& capacity = golden[charge ? "cumulative_charge_capacity" : "cumulative_discharge_capacity"];
    const auto& voltage = golden["potential"];
    for (const auto& curve : analysis.curves) {
      if (curve.cycle != 5 || curve.direction != direction) {
        continue;
      }
      // Few enough points to be kept all: each must lie on a point of cellpy's (mAh/g at 1 mg, i.e. uAh).
      EXPECT_EQ(curve.capacity_Ah.size(), charge ? 214u : 224u);
      for (std::size_t i = 0; i < curve.capacity_Ah.size(); ++i) {
        EXPECT_DOUBLE_EQ(curve.voltage_V[i], voltage[i]);
        EXPECT_NEAR(1e6 * curve.capacity_Ah[i], capacity[i], 1.5);
      }
    }
  }
}

}  // namespace
}  // namespace nacre::cycling
