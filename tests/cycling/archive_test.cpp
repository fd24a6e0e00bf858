// Options and results as JSON, there and back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/base/error.hpp"
#include "nacre/cycling/analysis.hpp"
#include "support/cell.hpp"

namespace nacre::cycling {
namespace {

using ::testing::HasSubstr;

Analysis sample() {
  testing::CellRecord record(testing::CellProgram{.voltage_noise_V = 1e-3});
  for (int i = 0; i < 4; ++i) {
    record.current(0.5, 7200.0, [](double q) { return 2.0 + q + (q > 0.5 ? 0.5 : 0.0); });
    record.hold(3.5, 0.5, 100.0, 300.0);
    record.rest(600.0, [](double t) { return 3.5 - 0.1 * (1.0 - std::exp(-t / 100.0)); });
    record.current(-0.5, 7200.0, [](double q) { return 3.4 - q; });
  }
  Options options;
  options.active_mass_g = 0.01;
  options.nominal_capacity_Ah = 1.0;
  options.rates = {{0.5, 1, 2}};
  return analyse(record.table(), options);
}

TEST(Archive, HoldsEverything) {
  const Analysis analysis = sample();
  ASSERT_FALSE(analysis.curves.empty());
  const Json stored = archive(analysis);
  const Analysis again = analysis_from_archive(Json::parse(stored.dump()));
  EXPECT_EQ(archive(again).dump(), stored.dump());
  EXPECT_EQ(to_json(again).dump(), to_json(analysis).dump());
  EXPECT_EQ(again.curves[0].voltage_V, analysis.curves[0].voltage_V);
  EXPECT_EQ(again.trace.time_s, analysis.trace.time_s);
  EXPECT_EQ(again.options.active_mass_g, 0.01);
}

TEST(Archive, OfSomethingElseIsRefused) {
  EXPECT_THROW(analysis_from_archive(Json{{"kind", "other"}}), InputError);
  Json stored = archive(sample());
  stored["content"].erase(0);
  EXPECT_THROW(analysis_from_archive(stored), InputError);
  EXPECT_THROW(analysis_from_archive(Json::parse("[1, 2]")), InputError);
}

TEST(Analysis, IsTheSameEveryTime) { EXPECT_EQ(archive(sample()).dump(), archive(sample()).dump()); }

TEST(OptionsJson, RoundTrip) {
  Options options;
  options.definition = Definition::discharge_first;
  options.rates = {{0.1, 1, 5}, {1.0, 6, 10}};
  options.area_cm2 = 1.13;
  EXPECT_EQ(to_json(options_from_json(to_json(options))).dump(), to_json(options).dump());
  EXPECT_EQ(options_from_json({{"smoothing", "savitzky_golay"}}).smoothing, Smoothing::savitzky_golay);
}

std::string refusal(const char* text) {
  try {
    options_from_json(Json::parse(text));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(OptionsJson, MistakesAreNamed) {
  EXPECT_THAT(refusal(R"({"activ_mass_g": 1})"), HasSubstr("activ_mass_g"));
  EXPECT_THAT(refusal(R"({"active_mass_g": -1})"), HasSubstr("active_mass_g"));
  EXPECT_THAT(refusal(R"({"active_mass_g": "1 mg"})"), HasSubstr("not a number"));
  EXPECT_THAT(refusal(R"({"definition": "sideways"})"), HasSubstr("charge_first"));
  EXPECT_THAT(refusal(R"({"reference_cycle": 1.5})"), HasSubstr("whole number"));
  EXPECT_THAT(refusal(R"({"rates": [{"c_rate": 1, "first": 2}]})"), HasSubstr("rates.first"));
  EXPECT_THAT(refusal(R"({"rates": [{"c_rate": 1, "first_cycle": 4, "last_cycle": 2}]})"),
              HasSubstr("last_cycle"));
  EXPECT_THAT(refusal(R"({"savitzky_golay_points": 4})"), HasSubstr("odd"));
  EXPECT_THAT(refusal(R"([])"), HasSubstr("keys"));
  EXPECT_EQ(refusal("{}"), "accepted");
}

TEST(Quantities, CarryNamesUnitsAndPlaces) {
  const auto list = quantities(sample());
  const auto find = [&](const std::string& name, const std::map<std::string, double>& at) {
    for (const auto& quantity : list) {
      if (quantity.name == name && (at.empty() || quantity.at == at)) {
        return quantity;
      }
    }
    return Quantity{};
  };
  EXPECT_EQ(find("first_cycle_capacity", {}).unit, "mAh/g");
  EXPECT_NEAR(find("first_cycle_capacity", {}).value, 1e5, 1.0);
  EXPECT_NEAR(find("rate_capacity", {{"c_rate", 0.5}}).value, 1e5, 1.0);
  EXPECT_EQ(find("retention", {{"cycle", 3}, {"cycles", 3}}).unit, "percent");
  EXPECT_EQ(find("coulombic_efficiency", {{"cycle", 2}}).unit, "percent");
}

}  // namespace
}  // namespace nacre::cycling
