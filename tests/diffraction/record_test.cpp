// What a study asks of patterns, and what it keeps of the answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "diffraction/samples.hpp"
#include "nacre/base/error.hpp"
#include "nacre/diffraction/record.hpp"
#include "nacre/diffraction/ties.hpp"

namespace nacre::diffraction {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Pattern mixture(double salt_edge, double salt_share, std::uint64_t seed) {
  SimulationOptions options;
  options.instrument = samples::laboratory();
  options.range = {15.0, 60.0};
  options.step_deg = 0.03;
  options.seed = seed;
  return simulate({{samples::layered(), 1.0 - salt_share, {}, {}},
                   {samples::rock_salt(salt_edge), salt_share, {}, {}}},
                  options)
      .pattern;
}

RecordAnalysis of_pattern() {
  AnalysisOptions options;
  options.radiation = parse_radiation("CuKa");
  options.harmonics = {{"O3", 2}};
  options.stephens = {"NiO"};
  add_restraint("z(O3.O1) = 0.23 +- 0.01", {samples::layered(), samples::rock_salt()}, options.strategy);
  RecordAnalysis record;
  record.pattern = analyse(mixture(4.178, 0.3, 1), {samples::layered(), samples::rock_salt()}, options);
  record.pattern->seconds = 0.0;
  record.warnings = {"a warning"};
  return record;
}

TEST(DiffractionArchive, HoldsARefinementAndItsModel) {
  const auto record = of_pattern();
  const Json stored = archive(record);
  const auto again = record_analysis_from_archive(Json::parse(stored.dump()));
  EXPECT_EQ(archive(again).dump(), stored.dump());
  EXPECT_EQ(to_json(again).dump(), to_json(record).dump());
  ASSERT_TRUE(again.pattern.has_value());
  ASSERT_EQ(again.pattern->refined.restraints.size(), 1U);
  const auto &before = *record.pattern, &after = *again.pattern;
  EXPECT_EQ(after.refined.model.name_of(after.refined.variables.back()),
            before.refined.model.name_of(before.refined.variables.back()));
  // The model calculates what it did.
  CalculateOptions options;
  options.level = 1e-3 * *std::ranges::max_element(before.pattern.std);
  const auto curve = calculate(after.refined.model, after.pattern.two_theta_deg, {}, options);
  for (std::size_t i = 0; i < curve.intensity.size(); ++i) {
    ASSERT_NEAR(curve.intensity[i], before.curves.intensity[i], 1e-6 * before.curves.intensity[i] + 1e-6)
        << i;
  }
  // Reflections and their peaks still belong together.
  for (const auto& peak : after.peaks) {
    ASSERT_LT(static_cast<std::size_t>(peak.reflection),
              after.refined.model.phases[static_cast<std::size_t>(peak.phase)].reflections.size());
  }
}

TEST(DiffractionArchive, HoldsASeries) {
  std::vector<SeriesPattern> patterns;
  for (int k = 0; k < 3; ++k) {
    patterns.push_back({"scan " + std::to_string(k), mixture(4.178 + 0.004 * k, 0.3, 10 + k),
                        static_cast<double>(k), k == 1 ? std::optional(3.2) : std::nullopt});
  }
  SeriesOptions options;
  options.analysis.radiation = parse_radiation("CuKa");
  RecordAnalysis record;
  record.series = analyse_series(patterns, {samples::layered(), samples::rock_salt()}, options);
  record.along = "time_s";
  record.series->seconds = record.series->first.seconds = 0.0;
  for (auto& point : record.series->points) {
    point.seconds = 0.0;
  }
  const Json stored = archive(record);
  const auto again = record_analysis_from_archive(Json::parse(stored.dump()));
  EXPECT_EQ(archive(again).dump(), stored.dump());
  EXPECT_EQ(to_json(again).dump(), to_json(record).dump());
  EXPECT_EQ(again.series->points[1].voltage_V, 3.2);
  EXPECT_EQ(again.series->map.intensity, record.series->map.intensity);
  const auto all = quantities(again);
  const auto edge = std::ranges::find_if(all, [](const nacre::Quantity& quantity) {
    return quantity.name == "cell_a" && quantity.at.at("pattern") == 3.0 && quantity.at.at("phase") == 2.0;
  });
  ASSERT_NE(edge, all.end());
  EXPECT_NEAR(edge->value, 4.186, 5e-4);
  EXPECT_EQ(edge->unit, "angstrom");
}

// Where the strongest reflection of the salt moves, and not where the background lies.
TEST(IntensityMap, FindsThePartThatChanges) {
  std::vector<Pattern> patterns;
  std::vector<const Pattern*> all;
  for (int k = 0; k < 4; ++k) {
    patterns.push_back(mixture(4.178 + 0.01 * k, 0.7, 20 + k));
  }
  for (const auto& pattern : patterns) {
    all.push_back(&pattern);
  }
  const auto range = most_changing_range(all, 0.06);
  EXPECT_LT(range.low_deg, 43.2);
  EXPECT_GT(range.high_deg, 43.2);
  const auto map = intensity_map(all, range, 50, 2);
  EXPECT_THAT(map.pattern, ElementsAre(1.0, 3.0));
  EXPECT_EQ(map.intensity.size(), 100U);
  EXPECT_EQ(*std::ranges::max_element(map.intensity.begin(), map.intensity.begin() + 50), [&] {
    double highest = 0.0;
    for (std::size_t i = 0; i < patterns[0].size(); ++i) {
      const double x = patterns[0].two_theta_deg[i];
      highest =
          x >= range.low_deg && x <= range.high_deg ? std::max(highest, patterns[0].intensity[i]) : highest;
    }
    return highest;
  }());
}

TEST(RecordOptions, AreThoseOfTheCommandLine) {
  const auto options = record_options_from_json(Json::parse(R"({
    "phases": ["O3.cif", "NiO"], "wavelength": "CuKa", "range": [20, 145.5], "exclude": [[30, 31], [40, 41]],
    "particle_um": {"NiO": 5}, "standard": {"corundum": 0.2}, "uniaxial": {"O3": [0, 0, 1]},
    "humps": "25:8", "background_terms": 6, "no_cell_search": true, "series": true, "every_s": 60})"));
  EXPECT_THAT(options.request.ranges, ElementsAre("20:145.5"));
  EXPECT_THAT(options.request.excluded, ElementsAre("30:31", "40:41"));
  EXPECT_THAT(options.request.particle_um, ElementsAre("NiO=5"));
  EXPECT_EQ(options.request.standard, "corundum=0.2");
  EXPECT_THAT(options.request.uniaxial, ElementsAre("O3=0,0,1"));
  EXPECT_EQ(options.request.background_terms, 6);
  EXPECT_TRUE(options.request.no_cell_search);
  EXPECT_TRUE(options.series);
  EXPECT_EQ(to_json(record_options_from_json(to_json(options))).dump(), to_json(options).dump());
}

std::string refusal(const char* text) {
  try {
    record_options_from_json(Json::parse(text));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(RecordOptions, ThatAreNoneAreNamed) {
  EXPECT_THAT(refusal(R"({})"), HasSubstr("phases"));
  EXPECT_THAT(refusal(R"({"phases": "NiO", "wavelenght": "CuKa"})"), HasSubstr("wavelenght"));
  EXPECT_THAT(refusal(R"({"phases": "NiO", "zero": "yes"})"), HasSubstr("zero"));
  EXPECT_THAT(refusal(R"({"phases": [true]})"), HasSubstr("phases"));
  EXPECT_THAT(refusal(R"({"phases": "NiO", "range": "60:20"})"), HasSubstr("range"));
  EXPECT_THAT(refusal(R"({"phases": "NiO", "method": "guess"})"), HasSubstr("method"));
  EXPECT_THAT(refusal(R"({"phases": "NiO", "coordinate": "temperature_K"})"), HasSubstr("coordinate"));
  EXPECT_THAT(refusal(R"({"phases": "NiO", "series": true, "method": "pawley"})"), HasSubstr("method"));
}

}  // namespace
}  // namespace nacre::diffraction
