#include "nacre/report/series_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nacre/report/html.hpp"
#include "nacre/report/impedance_record.hpp"
#include "support/impedance_series.hpp"

namespace nacre::report {
namespace {

using ::testing::HasSubstr;

impedance::RecordAnalysis record(std::size_t count, bool temperatures) {
  auto spectra =
      testing::simulate_series(count, 0.004, 2, testing::log_spaced(1e5, 7, 6), testing::drifting_cell)
          .spectra;
  for (std::size_t k = 0; k < count; ++k) {
    const auto step = static_cast<double>(k);
    spectra[k].conditions = {{"voltage_V", 3.0 + 0.1 * step},
                             {"temperature_C", temperatures ? 10.0 * step : 25.0}};
  }
  return impedance::analyse_record(testing::table_of(spectra), {});
}

std::vector<std::string> ids(const Section& section) {
  std::vector<std::string> found;
  for (const auto& figure : section.figures) {
    EXPECT_NO_THROW(figure.check());
    found.push_back(figure.id);
  }
  for (const auto& table : section.tables) {
    EXPECT_NO_THROW(table.check());
  }
  return found;
}

TEST(SeriesReport, MapBesideTheVoltageBandsAndProcesses) {
  const auto analysis = record(5, false);
  const auto section = impedance_record_section({"in situ", "x", &analysis});
  EXPECT_THAT(ids(section), ::testing::ElementsAre("x-nyquist", "x-drt-map", "x-drt-series",
                                                   "x-band-resistances", "x-processes"));
  const auto& map = section.figures[1];
  ASSERT_EQ(map.panels.size(), 2U);
  EXPECT_EQ(map.panels[0].x.heading(), "Voltage (V)");
  ASSERT_TRUE(map.panels[1].map.has_value());
  EXPECT_EQ(map.panels[1].map->y.size(), 5U);
  EXPECT_EQ(map.panels[1].map->z.size(), map.panels[1].map->x.size() * 5);
  // No times that nobody measured.
  EXPECT_NEAR(std::pow(10.0, map.panels[1].map->x.back()), 1.0 / (2.0 * std::numbers::pi * 0.01), 1.0);
  EXPECT_EQ(section.figures[3].panels[0].x.heading(), "Voltage (V)");
}

TEST(SeriesReport, ArrheniusOverTemperature) {
  const auto analysis = record(4, true);
  const auto section = series_section({"in situ", "", &analysis.relaxations});
  EXPECT_THAT(ids(section), ::testing::Contains("arrhenius"));
  const auto found = std::ranges::find(section.tables, "arrhenius", &DataTable::id);
  ASSERT_NE(found, section.tables.end());
  EXPECT_EQ(found->columns[0].texts.front(), "ohmic");
}

TEST(SeriesReport, OneSpectrumIsShownAsOne) {
  const auto analysis = record(1, false);
  const auto found = ids(impedance_record_section({"one", "one", &analysis}));
  EXPECT_THAT(found, ::testing::Contains("one-nyquist"));
  EXPECT_THAT(found, ::testing::Contains("one-drt"));
  EXPECT_THAT(found, ::testing::Not(::testing::Contains("one-drt-map")));
}

TEST(SeriesReport, ThePageSaysHow) {
  const auto analysis = record(3, false);
  const auto document = series_document({"<b>in situ", "", &analysis.relaxations}, {}, {"a warning"}, {});
  const auto page = index_page(document);
  EXPECT_THAT(page, HasSubstr("found together"));
  EXPECT_THAT(page, ::testing::Not(HasSubstr("<b>in situ")));
}

}  // namespace
}  // namespace nacre::report
