// published.toml, process.findings: what a process model must reproduce, in sign and order, by one set of
// parameters and without a switch for a sample.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "nacre/process/furnace_run.hpp"

namespace nacre::process {
namespace {

Changes with(Changes changes, std::string key, std::string value) {
  changes.emplace_back(std::move(key), std::move(value));
  return changes;
}

// Shock and tube, the same recipe but for the furnace; each run once.
const FurnaceRun& made(const std::string& sample, const Changes& changes = {}) {
  static std::map<std::string, FurnaceRun> runs;
  std::string key = sample;
  for (const auto& [path, value] : changes) {
    key += " " + path + "=" + value;
  }
  auto found = runs.find(key);
  if (found == runs.end()) {
    auto all = changes;
    if (sample[0] == 'H') {
      all.emplace_back("furnace.cells_along", "8");  // the temperature map is not looked at here
      all.emplace_back("furnace.cells_across", "3");
    }
    auto recipe =
        read_recipe(std::string(NACRE_CHECKOUT "/studies/hts-nfm333/recipes/") + sample + ".toml", all);
    recipe.places = sample[0] == 'H' ? 2 : 1;
    found = runs.emplace(key, run_furnace(recipe)).first;
  }
  return found->second;
}
double nio(const std::string& sample, const Changes& changes = {}) {
  return made(sample, changes).material.nio_weight_fraction;
}
bool seen(const std::string& sample, const Changes& changes = {}) {
  return nio(sample, changes) > made(sample, changes).nio_detection;
}

const Changes na3po4{{"coating.name", "Na3PO4"}, {"coating.mol_percent", "5"}};
const Changes deficient{{"sodium.ratio", "0.95"}};
const Changes doped{{"sodium.ratio", "0.95"}, {"precursor.calcium_doping", "0.05"}};

TEST(Findings, NioInHtsFalse) {
  for (const char* mol : {"0.5", "1", "2", "3", "5"}) {
    EXPECT_FALSE(seen("HT-NCP@333", {{"coating.mol_percent", mol}})) << mol;
  }
  EXPECT_FALSE(seen("HT-NCP@333", na3po4));
  EXPECT_FALSE(seen("HT-333", deficient));
  EXPECT_FALSE(seen("HT-333"));
}

TEST(Findings, NioInTubeWithCoatingGrowsWithAmount) {
  double before = 0.0;
  for (const char* mol : {"0.5", "1", "2", "3", "5"}) {
    const Changes amount{{"coating.mol_percent", mol}};
    EXPECT_TRUE(seen("Tu-NCP@333", amount)) << mol << " " << nio("Tu-NCP@333", amount);
    EXPECT_GT(nio("Tu-NCP@333", amount), before);
    before = nio("Tu-NCP@333", amount);
  }
  EXPECT_FALSE(seen("Tu-333"));  // uncoated, for comparison
}

TEST(Findings, NioInTubeGrowsWithDwell) {
  double before = -1.0;
  for (const char* preset : {"\"no dwell\"", "\"conventional\"", "\"slow\""}) {
    const double amount = nio("Tu-NCP@333", {{"coating.mol_percent", "5"}, {"preset", preset}});
    EXPECT_GT(amount, before) << preset;
    before = amount;
  }
}

TEST(Findings, NioInTubeWith5PercentCalciumDopingFalse) {
  EXPECT_FALSE(seen("Tu-333", doped));
  EXPECT_FALSE(seen("HT-333", doped));
  EXPECT_FALSE(seen("Tu-333", {{"sodium.ratio", "0.9"}, {"precursor.calcium_doping", "0.05"}}));
}

TEST(Findings, NioInTubeWithNa3po4Coating) {
  EXPECT_TRUE(seen("Tu-NCP@333", na3po4));
  // It takes more sodium than as much NaCaPO4.
  EXPECT_GT(nio("Tu-NCP@333", na3po4), nio("Tu-NCP@333", {{"coating.mol_percent", "5"}}));
}

TEST(Findings, NioInTubeWithSodium095) { EXPECT_TRUE(seen("Tu-333", deficient)); }

TEST(Findings, CauseIsTimeNotCooling) {
  const Changes five{{"coating.mol_percent", "5"}};
  // As short, cooled over a thousand times more slowly (20 K/min); and as long as in a tube, cooled as in
  // shock. At the 5 K/min of the tube cooling itself takes long: what it makes is at the limit of being seen.
  const auto slowly_cooled = with(five, "step.3.ramp_s", "2430");
  const auto as_the_tube_cools = with(five, "step.3.ramp_s", "9720");
  const auto long_in_shock = with(five, "step.2.hold_s", "43200");
  EXPECT_FALSE(seen("HT-NCP@333", slowly_cooled)) << nio("HT-NCP@333", slowly_cooled);
  EXPECT_TRUE(seen("HT-NCP@333", long_in_shock));
  EXPECT_GT(nio("HT-NCP@333", long_in_shock), 20.0 * nio("HT-NCP@333", as_the_tube_cools));
}

TEST(Findings, OtherCoatingsToo) {  // Fig. S16
  for (const char* name : {"\"Na3-3xAlxPO4\"", "\"NaMgPO4\"", "\"NaTi2(PO4)3\""}) {
    const Changes coating{{"coating.name", name}, {"coating.mol_percent", "3"}};
    EXPECT_FALSE(seen("HT-NCP@333", coating)) << name;
    EXPECT_TRUE(seen("Tu-NCP@333", coating)) << name;
  }
}

TEST(Findings, Na3mno4OnCrucibleOfUncoatedSamplesOnly) {
  for (const char* furnace : {"HT", "Tu"}) {
    const std::string prefix = furnace;
    const double bare = made(prefix + "-333").material.manganate_on_support_percent;
    const double coated = made(prefix + "-NCP@333").material.manganate_on_support_percent;
    EXPECT_GT(bare, 0.005) << furnace;  // of the manganese
    EXPECT_LT(coated, 0.1 * bare) << furnace;
  }
}

TEST(Findings, ResidualAlkali) {
  const auto alkali = [](const char* sample, const char* hours) {
    return made(sample, {{"storage.hours", hours}}).material.alkali_weight_percent;
  };
  EXPECT_GT(alkali("Tu-NCP@333", "1"), 2.0 * alkali("HT-NCP@333", "1"));
  for (const char* sample : {"HT-NCP@333", "Tu-NCP@333"}) {
    EXPECT_GT(alkali(sample, "72"), alkali(sample, "1"));
    EXPECT_GT(alkali(sample, "168"), alkali(sample, "72"));
  }
  EXPECT_GT(alkali("Tu-NCP@333", "168"), 2.0 * alkali("HT-NCP@333", "168"));
}

TEST(Findings, CalciumEntersTheBulkAndTheLatticeExpands) {
  for (const char* sample : {"HT-NCP@333", "Tu-NCP@333"}) {
    double calcium = 0.0;
    double c = 0.0;
    for (const char* mol : {"0.5", "1", "3", "5"}) {
      const auto& material = made(sample, {{"coating.mol_percent", mol}}).material;
      EXPECT_GT(material.calcium_in_bulk_per_formula, calcium) << sample << mol;
      EXPECT_GT(material.c_angstrom, c) << sample << mol;  // (003) to lower angles
      calcium = material.calcium_in_bulk_per_formula;
      c = material.c_angstrom;
    }
    EXPECT_GT(calcium, 0.003);
  }
}

// Figures of the text beside the findings: coating_thickness, Fig. 2(d) and (e), the plastic crystal's phase.
TEST(Findings, TheCoatingIsEvenInShockAndInPatchesInTheTube) {
  const auto& shock = made("HT-NCP@333").material;
  const auto& tube = made("Tu-NCP@333").material;
  EXPECT_NEAR(shock.coating_nm, 8.0, 1.0);
  EXPECT_GT(shock.coating_coverage, 0.95);
  EXPECT_LT(tube.coating_coverage, 0.7);
  EXPECT_LT(shock.coating_roughness_nm, 0.3 * tube.coating_roughness_nm);
  EXPECT_GT(shock.gamma_fraction, 0.9);
  EXPECT_LT(tube.gamma_fraction, 0.1);
  EXPECT_GT(shock.o3_conversion, 0.999);
  EXPECT_NEAR(shock.c_angstrom, 16.026, 0.003);  // what c was calibrated on
}

}  // namespace
}  // namespace nacre::process
