// Recipes as records of a study: what decides them, and that what did not change is not computed again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/study/furnace.hpp"
#include "nacre/study/run.hpp"
#include "study/cell_study.hpp"

namespace nacre::study {
namespace {

using ::testing::HasSubstr;

constexpr std::atomic<bool> go_on{false};

constexpr const char* study_text = R"(title = "furnaces"
[[sample]]
name = "A"
[[simulation]]
name = "made"
sample = "A"
technique = "furnace"
recipe = "recipe.toml"
[[published]]
sample = "A"
quantity = "c_angstrom"
value = 1.6
unit = "nm"
role = "predict"
)";

constexpr const char* recipe_text = R"(name = "A"
parameters = "PARAMETERS"
[furnace]
kind = "measured"
file = "oven.csv"
[coating]
name = "NaCaPO4"
mol_percent = 1
)";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

// A folder with a study of one recipe, its measured temperature and parameters of its own.
class FurnaceStudy {
 public:
  FurnaceStudy() : cells_(0) {
    cells_.write("study.toml", study_text);
    cells_.write("oven.csv", "time_s,temperature_C\n0,25\n600,835\n1200,835\n1800,25\n");
    cells_.write("oxide.toml", oxide());
    cells_.write("recipe.toml", recipe());
  }
  std::string oxide() const { return read_file(process::ParameterFile::find("nfm333").file()); }
  std::string recipe() const {
    return replaced(recipe_text, "PARAMETERS", (cells_.folder() / "oxide.toml").string());
  }
  void write(const std::string& name, const std::string& text) const { cells_.write(name, text); }
  Ran run() const {
    const auto loaded = load_study(cells_.folder());
    EXPECT_TRUE(loaded.problems.empty()) << loaded.problems.front().what();
    Store store(cells_.store());
    return run_study(loaded.study, store, Progress::Style::none, go_on);
  }
  std::string problem() const {
    const auto loaded = load_study(cells_.folder());
    return loaded.problems.empty()
               ? ""
               : loaded.problems.front().what() + std::string("; ") + loaded.problems.front().advice();
  }

 private:
  testing::CellStudy cells_;
};

TEST(Furnace, IsARecordWithTheNumbersOfItsMaterial) {
  const FurnaceStudy study;
  const auto ran = study.run();
  ASSERT_EQ(ran.outcome.records.size(), 1U);
  const auto& record = ran.outcome.records[0];
  ASSERT_TRUE(record.done()) << record.error;
  EXPECT_TRUE(record.simulated());
  EXPECT_FALSE(record.uncalibrated());  // some of its parameters are calibrated
  EXPECT_EQ(record.file, "recipe.toml");
  ASSERT_EQ(ran.outcome.comparisons.size(), 1U);
  EXPECT_EQ(ran.outcome.comparisons[0].verdict, Verdict::agrees);  // in the published unit
  const auto kept = furnace_from_archive(record.archive);
  ASSERT_TRUE(kept.run);
  EXPECT_EQ(kept.recipe.name, "A");
  EXPECT_EQ(to_json(kept.run->material), record.summary.at("material"));
  EXPECT_EQ(kept.run->heat.size(), record.rows);
}

TEST(Furnace, IsCarriedOutAgainOnlyWhereSomethingThatDecidesItChanged) {
  const FurnaceStudy study;
  EXPECT_EQ(study.run().reused, 0U);
  EXPECT_EQ(study.run().reused, 1U);
  study.write("recipe.toml", study.recipe() + "# a word\n");
  EXPECT_EQ(study.run().reused, 0U);
  study.write("oven.csv", "time_s,temperature_C\n0,25\n600,835\n1200,835\n1900,25\n");
  EXPECT_EQ(study.run().reused, 0U);
  study.write("oxide.toml", study.oxide() + "# a word\n");
  EXPECT_EQ(study.run().reused, 0U);
  study.write("study.toml", replaced(study_text, "\"recipe.toml\"\n",
                                     "\"recipe.toml\"\nset = { coating.mol_percent = 2 }\n"));
  EXPECT_EQ(study.run().reused, 0U);
  EXPECT_EQ(study.run().reused, 1U);
}

TEST(Furnace, MayBeAMap) {
  const FurnaceStudy study;
  study.write("study.toml", replaced(study_text, "\"recipe.toml\"\n",
                                     "\"recipe.toml\"\nvary = [\"coating.mol_percent=0.5:5:2\", "
                                     "\"sodium.ratio=0.95,1\"]\n"));
  const auto ran = study.run();
  ASSERT_TRUE(ran.outcome.records[0].done()) << ran.outcome.records[0].error;
  const auto kept = furnace_from_archive(ran.outcome.records[0].archive);
  ASSERT_TRUE(kept.scan);
  ASSERT_EQ(kept.scan->points.size(), 4U);
  EXPECT_EQ(kept.scan->points[3].values, (std::vector<double>{5.0, 1.0}));
  EXPECT_GT(kept.scan->points[0].material.c_angstrom, 15.0);
  EXPECT_EQ(ran.outcome.comparisons[0].verdict, Verdict::missing);
}

TEST(Furnace, MistakesAreToldWithTheLine) {
  const FurnaceStudy study;
  const auto expect = [&](const std::string& what, const std::string& with, const char* words) {
    study.write("study.toml", replaced(study_text, what, with));
    EXPECT_THAT(study.problem(), HasSubstr(words));
    EXPECT_THAT(study.problem(), HasSubstr("(line "));
  };
  expect("\"recipe.toml\"", "\"none.toml\"", "0 files match 'none.toml'");
  expect("\"recipe.toml\"\n", "\"recipe.toml\"\nvary = [\"sodium.ratio=1:2\"]\n", "a range has three parts");
  expect("\"recipe.toml\"\n", "\"recipe.toml\"\nset = { sodium.ratio = [1] }\n",
         "'sodium.ratio' must be a number");
  expect("\"recipe.toml\"\n", "\"recipe.toml\"\nset = { sodium.ratio = -1 }\n", "'ratio' is -1");
  expect("\"recipe.toml\"\n", "\"recipe.toml\"\noptions = { a = 1 }\n", "'a' is no option of a furnace");
  expect("[[simulation]]", "[[measurement]]", "'furnace' is simulated, not measured");
}

}  // namespace
}  // namespace nacre::study
