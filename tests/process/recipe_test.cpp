#include "nacre/process/recipe.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "support/recipe_text.hpp"

namespace nacre::process {
namespace {

using ::testing::HasSubstr;

const std::filesystem::path recipes = std::filesystem::path(NACRE_CHECKOUT) / "studies/hts-nfm333/recipes";

const std::string tube = "name = \"A\"\n" + nacre::testing::tube_furnace + R"(
[[step]]
target_C = 835
rate_K_per_min = 5
hold_h = 12
)";

InputError first(const std::string& text, const Changes& changes = {}) {
  const auto problems = check_recipe(text, "a.toml", changes);
  return problems.empty() ? InputError("", "", "") : problems.front();
}

// The text with the one place that reads `from` changed.
std::string with(const std::string& from, const std::string& to) {
  std::string text = tube;
  return text.replace(text.find(from), from.size(), to);
}

TEST(Recipe, IsReadInSiUnits) {
  const auto recipe = parse_recipe(tube, "a.toml");
  EXPECT_EQ(recipe.furnace, FurnaceKind::tube);
  ASSERT_EQ(recipe.steps.size(), 1U);
  EXPECT_DOUBLE_EQ(recipe.steps[0].target_K, 1108.15);
  EXPECT_DOUBLE_EQ(recipe.steps[0].ramp_s, 810.0 / 5.0 * 60.0);
  EXPECT_DOUBLE_EQ(recipe.steps[0].hold_s, 43200.0);
  EXPECT_DOUBLE_EQ(recipe.tube.heat_capacity_J_per_K, 5000.0);
  EXPECT_DOUBLE_EQ(recipe.mass_kg, 0.005);
}

TEST(Recipe, TheSamplesOfThePaperAreRead) {
  for (const char* name : {"HT-333", "HT-NCP@333", "Tu-333", "Tu-NCP@333"}) {
    const auto recipe = read_recipe(recipes / (std::string(name) + ".toml"));
    EXPECT_EQ(recipe.name, name);
    EXPECT_EQ(recipe.furnace, name[0] == 'H' ? FurnaceKind::strip : FurnaceKind::tube) << name;
    EXPECT_EQ(recipe.coating.mol_percent, recipe.name.find("NCP") != std::string::npos ? 1.0 : 0.0);
    EXPECT_NEAR(recipe.programme().highest_K(), 1108.15, 1e-9);
  }
}

TEST(Recipe, AKeyIsOverridden) {
  const auto recipe = read_recipe(recipes / "HT-NCP@333.toml", {{"coating.mol_percent", "5"},
                                                                {"step.2.hold_s", "600"},
                                                                {"gas.name", "air"},
                                                                {"precursor.calcium_doping", "0.05"},
                                                                {"coating.name", "Na3PO4"}});
  EXPECT_EQ(recipe.coating.mol_percent, 5.0);
  EXPECT_EQ(recipe.coating.name, "Na3PO4");
  EXPECT_EQ(recipe.steps[1].hold_s, 600.0);
  EXPECT_EQ(recipe.gas.oxygen_bar, 0.21);
  EXPECT_EQ(recipe.precursor.calcium_doping, 0.05);
  EXPECT_EQ(parse_change("a.b=c=d"), std::make_pair(std::string("a.b"), std::string("c=d")));
  EXPECT_THROW(parse_change("a.b"), UsageError);
  EXPECT_THROW(check_recipe(tube, "a.toml", {{"step.2.hold_s", "1"}}), UsageError);
  EXPECT_THROW(check_recipe(tube, "a.toml", {{"step.hold_s", "1"}}), UsageError);
  EXPECT_THROW(check_recipe(tube, "a.toml", {{"name.x", "1"}}), UsageError);
}

TEST(Recipe, BadOnesAreRefusedWithTheLine) {
  const auto negative = first(with("rate_K_per_min = 5", "ramp_s = -5"));
  EXPECT_THAT(negative.what(), HasSubstr("a.toml: 'ramp_s' is -5, which is out of range in step 1 (line 12"));
  EXPECT_EQ(negative.advice(), "it must be at least 0");
  EXPECT_THAT(first(with("835", "8350")).what(), HasSubstr("(line 11"));
  EXPECT_THAT(first(with("835", "-300")).what(), HasSubstr("(line 11"));
  EXPECT_THAT(first(with("hold_h = 12", "hold_h = 12000")).what(), HasSubstr("longer than 30 days"));
  EXPECT_THAT(first(with("\"tube\"", "\"tub\"")).what(), HasSubstr("there is no furnace 'tub', named"));
  EXPECT_THAT(first(with("\"tube\"", "\"tub\"")).advice(), HasSubstr("tube"));
  EXPECT_THAT(first(with("lag_s", "lags_s")).what(), HasSubstr("unknown key 'lags_s'"));
  EXPECT_THAT(first(with("kind = ", "kind ")).what(), HasSubstr("not valid TOML"));
  EXPECT_THAT(first(with("name = \"A\"", "preset = \"slow\"")).what(), HasSubstr("at once"));
  EXPECT_THAT(first(with("hold_h = 12", "hold = 12")).advice(), HasSubstr("hold_"));
  EXPECT_THAT(first("").what(), HasSubstr("there is no [furnace]"));
  EXPECT_THAT(first(with("lag_s = 120", "lag_s = 1e-3")).what(),
              HasSubstr("'lag_s' is 0.001, which is out of range"));
  const auto species = first(tube + "[coating]\nname = \"LiCoO2\"\nmol_percent = 1\n");
  EXPECT_THAT(species.what(),
              HasSubstr("no process parameters 'coating-LiCoO2', named in [coating] (line 15"));
  EXPECT_THAT(first(with("name = \"A\"", "parameters = \"nmf333\"")).what(), HasSubstr("'nmf333', named"));
  EXPECT_THAT(first(tube, {{"step.1.hold_h", "-1"}}).what(), HasSubstr("(--set)"));
  EXPECT_THAT(first(tube, {{"coating.name", "NaCaPO4"}}).what(), HasSubstr("'mol_percent' is missing"));
}

TEST(Programme, GoesStraightBetweenItsPointsAndJumps) {
  const Programme programme(300.0, {{500.0, 0.0, 10.0, 0}, {700.0, 20.0, 5.0, 0}, {300.0, 0.0, 0.0, 0}});
  EXPECT_EQ(programme.end_s(), 35.0);
  EXPECT_EQ(programme.at(0.0, true), 300.0);
  EXPECT_EQ(programme.at(0.0), 500.0);
  EXPECT_EQ(programme.at(20.0), 600.0);
  EXPECT_EQ(programme.at(35.0, true), 700.0);
  EXPECT_EQ(programme.at(35.0), 300.0);
  EXPECT_EQ(programme.highest_K(), 700.0);
  EXPECT_EQ(programme.last_cooling_begins_s(), 35.0);
}

TEST(Programme, PresetsAreKnownByName) {
  EXPECT_EQ(preset_steps("conventional").size(), 3U);
  EXPECT_THROW(preset_steps("conventionel"), UsageError);
}

}  // namespace
}  // namespace nacre::process
