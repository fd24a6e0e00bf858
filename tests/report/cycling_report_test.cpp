#include "nacre/report/cycling_report.hpp"
#include "nacre/report/ids.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nacre/formats/reader.hpp"
#include "nacre/report/cycling_figures.hpp"
#include "nacre/report/cycling_tables.hpp"
#include "support/reference.hpp"

namespace nacre::report {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;

// Cycles between 2 and 4 V at 0.01 A whose capacity falls by 1 % a cycle; the last discharge stops half-way.
cycling::Analysis analysis(int cycles, double mass_g) {
  formats::Numbers time;
  formats::Numbers voltage;
  formats::Numbers current;
  double now = 0;
  for (int cycle = 0; cycle < cycles; ++cycle) {
    const double hours = 1 - 0.01 * cycle;
    for (const double sign : {1.0, -1.0}) {
      const int rows = 200;
      const int end = sign < 0 && cycle == cycles - 1 ? rows / 2 : rows;
      for (int i = 0; i <= end; ++i) {
        const double share = static_cast<double>(i) / rows;
        const double fill = sign > 0 ? share : 1 - share;
        time.push_back(now + 3600 * hours * share);
        voltage.push_back(2 + 2 * fill + 0.2 * std::sin(2 * std::numbers::pi * fill) + 0.05 * sign);
        current.push_back(0.01 * sign);
      }
      now = time.back() + 1;
    }
  }
  formats::Table table;
  table.add("time_s", "s", time);
  table.add("voltage_V", "V", voltage);
  table.add("current_A", "A", current);
  cycling::Options options;
  options.active_mass_g = mass_g;
  return cycling::analyse(table, options);
}

const Figure* find(const std::vector<Figure>& figures, const std::string& id) {
  const auto found =
      std::find_if(figures.begin(), figures.end(), [&](const auto& figure) { return figure.id == id; });
  return found == figures.end() ? nullptr : &*found;
}

TEST(CyclingFigures, ThePartialCycleIsHollowAndInNoLine) {
  const auto result = analysis(6, 0.1);
  const auto figures = cycling_figures({"cell", "", &result});
  const Figure* capacity = find(figures, "capacity");
  ASSERT_NE(capacity, nullptr);
  std::size_t hollow = 0;
  for (const auto& series : capacity->panels[0].series) {
    if (series.open) {
      ++hollow;
      EXPECT_EQ(series.line_width, 0);
      EXPECT_EQ(series.x, (std::vector<double>{6}));
    } else {
      EXPECT_THAT(series.x, ElementsAre(1, 2, 3, 4, 5)) << series.name;
    }
  }
  EXPECT_EQ(hollow, 2U) << "charge and discharge of the last cycle";
  EXPECT_THAT(capacity->caption, HasSubstr("Hollow"));
}

TEST(CyclingFigures, CapacityIsPerGramWhereTheMassIsKnown) {
  const auto with_mass = analysis(3, 0.1);
  const auto without = analysis(3, cycling::not_given);
  const auto first_discharge = [](const Figure& figure) {
    const auto& all = figure.panels[0].series;
    return std::find_if(all.begin(), all.end(), [](const auto& series) { return series.name == "Discharge"; })
        ->y.at(0);
  };
  const auto specific = cycling_figures({"cell", "", &with_mass});
  const auto absolute = cycling_figures({"cell", "", &without});
  EXPECT_EQ(find(specific, "capacity")->panels[0].y.unit, "mAh g⁻¹");
  EXPECT_NEAR(first_discharge(*find(specific, "capacity")), 100, 0.5);
  EXPECT_EQ(find(absolute, "capacity")->panels[0].y.unit, "mAh");
  EXPECT_NEAR(first_discharge(*find(absolute, "capacity")), 10, 0.05);
}

TEST(CyclingFigures, EveryFigureIsSoundAndHasSomethingToShow) {
  const auto result = analysis(12, 0.1);
  const auto figures = cycling_figures({"cell", "a", &result});
  EXPECT_GE(figures.size(), 6U);
  for (const auto& figure : figures) {
    EXPECT_NO_THROW(figure.check()) << figure.id;
    EXPECT_FALSE(figure.empty()) << figure.id;
    EXPECT_TRUE(figure.id.starts_with("a-")) << figure.id;
    for (const auto& panel : figure.panels) {
      EXPECT_FALSE(panel.y.label.empty()) << figure.id;
      EXPECT_FALSE(panel.series.empty()) << figure.id;
    }
  }
}

TEST(CyclingFigures, NoFigureOverCyclesFromOneHalfCycle) {
  const auto result = analysis(1, 0.1);
  const auto figures = cycling_figures({"cell", "", &result});
  EXPECT_EQ(find(figures, "capacity"), nullptr);
  EXPECT_NE(find(figures, "voltage"), nullptr);
}

TEST(CyclingTables, OneRowACycleThePartialOneMarked) {
  const auto result = analysis(6, 0.1);
  const auto tables = cycling_tables({"cell", "", &result});
  ASSERT_FALSE(tables.empty());
  EXPECT_EQ(tables[0].rows(), 6U);
  EXPECT_THAT(tables[0].marked_rows, ElementsAre(5));
  for (const auto& table : tables) {
    EXPECT_NO_THROW(table.check()) << table.id;
  }
}

TEST(CyclingReport, RecordsOfOneNameKeepFilesApart) {
  EXPECT_THAT(distinct_ids({"A", "a", "compared", "Ω"}), ElementsAre("a", "a-2", "compared-2", "x"));
}

TEST(CyclingReport, SeveralRecordsAreCompared) {
  const auto one = analysis(6, 0.1);
  const auto other = analysis(4, 0.2);
  const std::vector<CyclingRecord> records{{"one", "one", &one}, {"other", "other", &other}};
  const auto figures = cycling_overlays(records, "compared");
  const Figure* capacity = find(figures, "compared-capacity");
  ASSERT_NE(capacity, nullptr);
  EXPECT_THAT(capacity->panels[0].series, Contains(Field(&Series::name, "one")));
  EXPECT_THAT(capacity->panels[0].series, Contains(Field(&Series::name, "other")));
}

TEST(CyclingReport, RecordsOfVeryDifferentLengthsHavePanelsOfTheirOwn) {
  const auto one = analysis(6, 0.1);
  auto life = one;
  const auto whole = life.cycles[1];
  life.cycles.resize(1);
  for (int cycle = 2; cycle <= 300; ++cycle) {
    life.cycles.push_back(whole);
    life.cycles.back().cycle = cycle;
  }
  const std::vector<CyclingRecord> records{{"life", "life", &life}, {"one", "one", &one}};
  const auto figures = cycling_overlays(records, "compared");
  for (const char* id : {"compared-capacity", "compared-efficiency", "compared-retention"}) {
    const auto& panels = find(figures, id)->panels;
    ASSERT_EQ(panels.size(), 2U) << id;
    EXPECT_EQ(panels[0].title, "Up to 6 cycles");
    EXPECT_EQ(panels[1].title, "Up to 300 cycles");
    EXPECT_EQ(panels[0].series[0].name, "one");
    EXPECT_EQ(panels[1].series[0].name, "life");
    EXPECT_TRUE(panels[0].series[0].symbol.has_value());
    EXPECT_FALSE(panels[1].series[0].symbol.has_value()) << "300 symbols are a band";
    EXPECT_GT(panels[1].series[0].line_width, 0.0);
  }
  EXPECT_EQ(find(figures, "compared-voltage")->panels.size(), 1U);
  // A gap would hide the points beside it where there are no symbols.
  life.cycles[150].coulombic_efficiency = std::nan("");
  const auto gap = cycling_overlays(records, "compared");
  EXPECT_TRUE(find(gap, "compared-efficiency")->panels[1].series[0].symbol.has_value());
}

TEST(CyclingReport, NoLineLeadsBackToALowerRate) {
  auto one = analysis(6, 0.1);
  one.rates.assign(3, one.rates.at(0));
  one.rates[0].c_rate = 1;
  one.rates[1].c_rate = 5;
  one.rates[2].c_rate = 1;
  const std::vector<CyclingRecord> records{{"one", "one", &one}, {"two", "two", &one}};
  const auto figures = cycling_overlays(records, "");
  const auto& series = find(figures, "rate")->panels[0].series[0];
  EXPECT_THAT(series.x, ElementsAre(1, 5, 1, 1));
  EXPECT_TRUE(std::isnan(series.y[2]));
  EXPECT_TRUE(std::isfinite(series.y[3]));
}

TEST(CyclingReport, HinaCell) {
  NACRE_REFERENCE_FILE(path,
                       "cycling/battery-data-alliance__battery-data-format/hina_nacr32140_2C.bdf.csv.gz");
  const auto result = cycling::analyse(formats::read_table(path));
  const auto section = cycling_section({"HiNa", "", &result});
  for (const char* id : {"voltage", "capacity", "dqdv", "dvdq", "energy", "record"}) {
    EXPECT_NE(find(section.figures, id), nullptr) << id;
  }
  const auto& discharge = section.tables.at(0).columns.at(2);
  EXPECT_EQ(discharge.unit, "Ah");
  EXPECT_NEAR(discharge.values.at(0), 10.1324, 1e-3);
  EXPECT_NEAR(discharge.values.at(2), 10.2637, 1e-3);
}

}  // namespace
}  // namespace nacre::report
