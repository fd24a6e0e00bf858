#include "nacre/report/diffraction_report.hpp"
#include "nacre/report/diffraction_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nacre/report/csv.hpp"
#include "nacre/report/diffraction_figures.hpp"
#include "nacre/report/diffraction_search_report.hpp"
#include "nacre/report/diffraction_series_report.hpp"
#include "nacre/report/html.hpp"
#include "support/powder.hpp"

namespace nacre::report {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

diffraction::Analysis analysed(const std::vector<std::pair<crystal::Structure, double>>& phases) {
  diffraction::AnalysisOptions options;
  options.radiation = diffraction::parse_radiation("CuKa");
  using diffraction::Quantity;
  options.strategy.fixed = {Quantity::position, Quantity::site_displacement, Quantity::march};
  std::vector<crystal::Structure> structures;
  for (const auto& phase : phases) {
    structures.push_back(phase.first);
  }
  return diffraction::analyse(testing::powder_pattern(phases), structures, options);
}

const diffraction::Analysis& two_phases() {
  static const auto analysis = analysed({{testing::structure_of(testing::nickel_oxide_cif()), 8000.0},
                                         {testing::structure_of(testing::fluorite_cif()), 4000.0}});
  return analysis;
}

std::vector<std::string> checked_ids(const Section& section) {
  std::vector<std::string> found;
  for (const auto& figure : section.figures) {
    EXPECT_NO_THROW(figure.check());
    found.push_back(figure.id);
  }
  for (const auto& table : section.tables) {
    EXPECT_NO_THROW(table.check());
    found.push_back(table.id);
  }
  return found;
}

const Series& series_named(const Panel& panel, const std::string& name) {
  return *std::ranges::find(panel.series, name, &Series::name);
}

const DataTable& table_with(const Section& section, const std::string& id) {
  return *std::ranges::find(section.tables, id, &DataTable::id);
}

const TableColumn& column_of(const DataTable& table, const std::string& name) {
  return *std::ranges::find(table.columns, name, &TableColumn::name);
}

TEST(DiffractionReport, FiguresAndTablesOfARefinement) {
  const auto section = diffraction_section({"mixture", "m", &two_phases()});
  EXPECT_THAT(checked_ids(section),
              ElementsAre("m-pattern", "m-pattern-enlarged", "m-pattern-root", "m-r-values", "m-phases",
                          "m-cells", "m-variables", "m-steps", "m-reflections", "m-curves"));
  EXPECT_EQ(section.key_numbers.size(), 4U);
}

TEST(DiffractionReport, ReflectionsLieBelowThePatternAndTheDifferenceBelowThem) {
  const auto& analysis = two_phases();
  const auto panel = diffraction_figures(analysis, "").front().panels.front();
  const auto& first = series_named(panel, "NiO");
  const auto& second = series_named(panel, "fluorite");
  const auto& difference = series_named(panel, "difference");
  const auto highest = [](const Series& series) {
    double value = -1e300;
    for (const double y : series.y) {
      value = std::fmax(value, y);
    }
    return value;
  };
  const auto lowest = [](const Series& series) {
    double value = 1e300;
    for (const double y : series.y) {
      value = std::fmin(value, y);
    }
    return value;
  };
  EXPECT_LT(highest(first), 0.0);
  EXPECT_LT(highest(second), lowest(first));
  EXPECT_LT(highest(difference), lowest(second));
  // 111, 200, 220, 311, 222 of rock salt up to 100 degrees; 400 lies at 95.
  const double d111 = 4.178 / std::sqrt(3.0);
  EXPECT_NEAR(first.x.front(),
              2.0 * std::asin(0.5 * analysis.refined.model.instrument.radiation.wavelength() / d111) * 180.0 /
                  std::acos(-1.0),
              0.05);
  EXPECT_NE(first.colour, second.colour);
  // The difference is the one of the curves, moved as a whole.
  const double moved = difference.y[7] - (analysis.pattern.intensity[7] - analysis.curves.intensity[7]);
  EXPECT_NEAR(difference.y[900] - (analysis.pattern.intensity[900] - analysis.curves.intensity[900]), moved,
              1e-6);
}

TEST(DiffractionReport, TheHighestReflectionsHaveTheirIndices) {
  const auto figures = diffraction_figures(two_phases(), "m-");
  std::vector<std::string> indices;
  for (const auto& series : figures.front().panels.front().series) {
    for (const auto& label : series.labels) {
      indices.push_back(label.text);
    }
  }
  EXPECT_THAT(indices, IsSupersetOf({"(200)", "(220)"}));  // NiO's two highest; fluorite's (220) is another
}

TEST(DiffractionReport, EnlargesWhereReflectionsAre) {
  const auto& analysis = two_phases();
  const auto axis =
      diffraction_figures(analysis, "")[1].panels.front().x;  // of figures that end with the line
  const double width = *axis.upper - *axis.lower;
  EXPECT_NEAR(width, 0.12 * 75.0, 0.1);
  EXPECT_TRUE(std::ranges::any_of(analysis.peaks, [&](const diffraction::Peak& peak) {
    return peak.position_deg > *axis.lower && peak.position_deg < *axis.upper;
  }));
}

TEST(DiffractionReport, TablesHoldTheAnswer) {
  const auto& analysis = two_phases();
  const auto section = diffraction_section({"mixture", "", &analysis});
  const auto& weight = column_of(table_with(section, "phases"), "weight_percent");
  EXPECT_DOUBLE_EQ(weight.values[0], 100.0 * analysis.phases[0].weight.value);
  EXPECT_NEAR(weight.values[0] + weight.values[1], 100.0, 1e-6);
  const auto& cells = table_with(section, "cells");
  EXPECT_NEAR(column_of(cells, "a_angstrom").values[0], 4.178, 1e-3);
  EXPECT_GT(column_of(cells, "a_angstrom").std[0], 0.0);
  EXPECT_TRUE(std::isnan(column_of(cells, "alpha_deg").std[0]));  // symmetry fixes it
  EXPECT_EQ(table_with(section, "curves").rows(), analysis.pattern.size());
  EXPECT_THAT(to_csv(table_with(section, "curves")), HasSubstr("phase_nio"));
  // Both wavelengths of a reflection make one row.
  const auto& reflections = table_with(section, "reflections");
  EXPECT_EQ(reflections.rows() * 2, analysis.peaks.size());
  EXPECT_EQ(column_of(reflections, "multiplicity").values.front(), 8.0);
}

TEST(DiffractionReport, ThePageSaysHowAndShowsNamesAsText) {
  const DiffractionRecord record{"<b>mixture", "", &two_phases()};
  const auto page = index_page(diffraction_document({&record, 1}, {}, {"a warning"}, {}));
  EXPECT_THAT(page, HasSubstr("Rietveld"));
  EXPECT_THAT(page, HasSubstr("a warning"));
  EXPECT_THAT(page, Not(HasSubstr("<b>mixture")));
}

// Patterns of NiO whose cell grows, fluorite coming in the middle: as the series analysis hands it over.
struct KnownSeries {
  std::vector<diffraction::Pattern> patterns;
  diffraction::Series series;
};

KnownSeries known_series(const std::vector<double>& coordinates) {
  KnownSeries known;
  known.series.phases = {"NiO", "fluorite"};
  known.series.first = two_phases();
  for (std::size_t k = 0; k < coordinates.size(); ++k) {
    const auto growth = 0.002 * static_cast<double>(k);
    const bool both = k >= 2;
    auto pattern =
        testing::powder_pattern({{testing::structure_of(testing::nickel_oxide_cif(4.178 + growth)), 8000.0},
                                 {testing::structure_of(testing::fluorite_cif()), both ? 3000.0 : 0.0}});
    const std::string name = "scan " + std::to_string(k + 1);
    diffraction::SeriesPoint point;
    point.name = name;
    point.coordinate = coordinates[k];
    point.phases = two_phases().phases;
    point.phases[0].cell.a = point.phases[0].cell.b = point.phases[0].cell.c = 4.178 + growth;
    point.phases[0].strain = 400.0 + 50.0 * static_cast<double>(k);
    point.phases[0].strain_std = 20.0;
    point.phases[1].weight = both ? point.phases[1].weight : diffraction::Fraction{};
    point.seen = {true, both};
    point.r = two_phases().refined.r;
    point.converged = true;
    point.start = "before";
    known.series.points.push_back(point);
    known.patterns.push_back(std::move(pattern));
  }
  std::vector<const diffraction::Pattern*> all;
  for (const auto& pattern : known.patterns) {
    all.push_back(&pattern);
  }
  known.series.map = diffraction::intensity_map(all, diffraction::range_of(all), 500, 400);
  known.series.changing =
      diffraction::intensity_map(all, diffraction::most_changing_range(all, 0.06), 500, 400);
  known.series.regions = {{diffraction::Region::solid_solution, 0, 1},
                          {diffraction::Region::two_phase, 2, 3}};
  return known;
}

TEST(DiffractionSeriesReport, MapCellsFractionsAndRegions) {
  const auto known = known_series({25.0, 100.0, 200.0, 400.0});
  const auto section = diffraction_series_section({"heating", "h", &known.series, "temperature_C"});
  EXPECT_THAT(checked_ids(section),
              ElementsAre("h-xrd-map", "h-cells-along", "h-fractions-along", "h-widths-along", "h-r-along",
                          "h-patterns", "h-regions", "h-phase-nio", "h-phase-fluorite"));
  const auto& map = section.figures[0];
  ASSERT_EQ(map.panels.size(), 3U);
  ASSERT_TRUE(map.panels[2].map.has_value());
  EXPECT_EQ(map.panels[0].x.heading(), "Temperature (°C)");
  ASSERT_TRUE(map.panels[1].map.has_value());
  EXPECT_EQ(map.panels[1].map->y.size(), 4U);
  const auto& a = section.figures[1].panels[0];
  EXPECT_EQ(a.x.heading(), "Temperature (°C)");
  EXPECT_THAT(a.series[0].x, ElementsAre(25.0, 100.0, 200.0, 400.0));
  ASSERT_EQ(a.bands.size(), 2U);
  EXPECT_EQ(a.bands[1].name, "two phases");
  EXPECT_THAT(a.bands[1].x, ElementsAre(150.0, 400.0));
  const auto& fluorite = table_with(section, "h-phase-fluorite");
  EXPECT_TRUE(std::isnan(column_of(fluorite, "a_angstrom").values[0]));
  EXPECT_NEAR(column_of(fluorite, "a_angstrom").values[2], 5.463, 1e-3);
  EXPECT_EQ(column_of(fluorite, "weight_percent").values[0], 0.0);
}

TEST(DiffractionSeriesReport, APatternThatIsNotToBeTrustedIsMarkedWithTheReason) {
  auto known = known_series({25.0, 100.0, 200.0, 400.0});
  known.series.points[2].trusted = false;
  known.series.points[2].warnings = {"one reason", "another"};
  const auto section = diffraction_series_section({"heating", "h", &known.series, "temperature_C"});
  const auto& table = table_with(section, "h-patterns");
  EXPECT_THAT(table.marked_rows, ElementsAre(2U));
  EXPECT_THAT(column_of(table, "trusted").texts, ElementsAre("yes", "yes", "no", "yes"));
  EXPECT_EQ(column_of(table, "doubts").texts[2], "one reason; another");
}

// The strongest line of the map lies where the strongest reflection does.
TEST(DiffractionSeriesReport, TheMapIsOnAnEvenGrid) {
  const auto known = known_series({1.0, 2.0, 3.0, 4.0});
  const auto section = diffraction_series_section({"x", "", &known.series});
  ASSERT_EQ(section.figures[0].panels.size(), 2U);  // nothing beside it but the numbers that it has itself
  const auto& map = *section.figures[0].panels[0].map;
  const auto row = std::max_element(map.z.begin(), map.z.begin() + static_cast<std::ptrdiff_t>(map.x.size()));
  const auto& pattern = known.patterns[0];
  const auto point = std::ranges::max_element(pattern.intensity) - pattern.intensity.begin();
  EXPECT_NEAR(map.x[static_cast<std::size_t>(row - map.z.begin())],
              pattern.two_theta_deg[static_cast<std::size_t>(point)], 0.15);
  for (std::size_t i = 2; i < map.x.size(); ++i) {
    EXPECT_NEAR(map.x[i] - map.x[i - 1], map.x[1] - map.x[0], 1e-9);
  }
}

TEST(DiffractionSeriesReport, ACoordinateThatTurnsIsShownBesideTheNumbers) {
  const auto known = known_series({3.0, 4.0, 3.5, 2.5});
  const auto section = diffraction_series_section({"cycling", "", &known.series, "voltage_V"});
  EXPECT_EQ(section.figures[0].panels[0].x.heading(), "Voltage (V)");
  EXPECT_EQ(section.figures[1].panels[0].x.heading(), "Pattern");
  const auto page =
      index_page(diffraction_series_document({"cycling", "", &known.series, "voltage_V"}, {}, {}, {}));
  EXPECT_THAT(page, HasSubstr("The pattern refined first"));
}

TEST(DiffractionSeriesReport, TheVoltageOfTheCellStandsBesideTheMap) {
  auto known = known_series({0.0, 100.0, 200.0, 300.0});
  known.series.points[1].voltage_V = 3.2;
  const auto section = diffraction_series_section({"cell", "", &known.series, "time_s"});
  const auto& beside = section.figures[0].panels[0];
  EXPECT_EQ(beside.x.heading(), "Voltage (V)");
  EXPECT_EQ(beside.series[0].x[1], 3.2);
  EXPECT_TRUE(std::isnan(beside.series[0].x[0]));
  EXPECT_EQ(section.figures[1].panels[0].x.heading(), "Time (s)");
  EXPECT_EQ(column_of(table_with(section, "phase-nio"), "voltage_V").values[1], 3.2);
}

TEST(DiffractionSeriesReport, ManySecondsAreHours) {
  const auto known = known_series({0.0, 3600.0, 7200.0, 10800.0});
  const auto section = diffraction_series_section({"cell", "", &known.series, "time_s"});
  EXPECT_EQ(section.figures[0].panels[0].x.heading(), "Time (h)");
  EXPECT_THAT(section.figures[1].panels[0].series[0].x, ElementsAre(0.0, 1.0, 2.0, 3.0));
  EXPECT_EQ(column_of(section.tables[0], "time_s").values[1], 3600.0);
}

TEST(DiffractionSeriesReport, AScarcePhaseIsDrawnApart) {
  auto known = known_series({25.0, 100.0, 200.0, 400.0});
  for (auto& point : known.series.points) {
    point.phases[0].weight.value = 0.98;
    point.phases[1].weight.value = 0.02;
  }
  const auto section = diffraction_series_section({"x", "", &known.series, "temperature_C"});
  const auto& fractions = section.figures[2];
  ASSERT_EQ(fractions.panels.size(), 2U);
  EXPECT_EQ(fractions.panels[1].series[0].name, "fluorite");
}

// Two measurements of one mixture, and what the study says was weighed into the first.
TEST(DiffractionStudyReport, KnownFractionsStandBesideThoseFound) {
  const std::vector<DiffractionMeasurement> measurements{{"A", "a", "A", {two_phases(), {}, "", {}}},
                                                         {"B", "b", "B", {two_phases(), {}, "", {}}}};
  study::Outcome outcome;
  for (const double phase : {2.0, 1.0, 7.0}) {  // the misses first, and one that is no phase
    study::Comparison comparison;
    comparison.published.quantity = "weight_fraction";
    comparison.published.at = {{"phase", phase}};
    comparison.published.value = phase == 1.0 ? 0.6 : 0.4;
    comparison.published.unit = "1";
    comparison.record = "A";
    comparison.ours = phase == 1.0 ? 0.61 : 0.39;
    comparison.std = 0.002;
    outcome.comparisons.push_back(comparison);
  }
  const auto section = diffraction_comparison(measurements, outcome);
  EXPECT_THAT(checked_ids(section), ElementsAre("xrd-fractions", "xrd-fractions-known", "xrd-phases"));
  const auto& table = section.tables[0];
  EXPECT_THAT(column_of(table, "phase").texts, ElementsAre("NiO", "fluorite"));
  EXPECT_DOUBLE_EQ(column_of(table, "known_percent").values[0], 60.0);
  EXPECT_NEAR(column_of(table, "difference_percent").values[1], -1.0, 1e-9);
  EXPECT_THAT(table.caption, HasSubstr("Mean absolute difference 1.0 %"));
  EXPECT_EQ(section.tables[1].rows(), 4U);
  EXPECT_EQ(section.figures[0].panels[1].series.size(), 3U);  // the line of no difference, and two phases
}

TEST(DiffractionSearchReport, CandidatesAndDetections) {
  diffraction::SearchResult found;
  found.analysis = two_phases();
  found.candidates = {{"NiO", "NiO.cif", 0.7, true, 0.6, 0.01}, {"MgO", "MgO.cif", 0.2, false, 0.0, 0.0}};
  found.detections = {{"Na2CO3", false, -0.001, 0.002, 0.006}};
  const auto document = diffraction_search_document("mixture", found, {}, {}, {});
  const auto& answer = document.sections.front();
  EXPECT_THAT(checked_ids(answer), ElementsAre("candidates", "detections"));
  EXPECT_TRUE(std::isnan(column_of(answer.tables[0], "weight_percent").values[1]));
  EXPECT_DOUBLE_EQ(column_of(answer.tables[1], "limit_percent").values[0], 0.6);
  EXPECT_THAT(checked_ids(document.sections.back()), Contains("pattern"));
}

}  // namespace
}  // namespace nacre::report
