// nacre furnace: what it prints, writes and refuses.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "nacre/base/files.hpp"
#include "nacre/base/json.hpp"
#include "program.hpp"

namespace nacre {
namespace {

using ::testing::HasSubstr;
using testing::run_nacre;

const std::string recipes = NACRE_CHECKOUT "/studies/hts-nfm333/recipes/";

TEST(Furnace, GivesTheKeysThatOthersReadByName) {
  const auto run = run_nacre({"furnace", recipes + "HT-NCP@333.toml", "--set", "furnace.cells_along=8",
                              "--set", "furnace.cells_across=2", "--json", "-"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto result = Json::parse(run.out).at("result");
  const auto& temperature = result.at("temperature");
  for (const char* key : {"mean_C", "min_C", "max_C", "current_A", "voltage_V"}) {
    EXPECT_EQ(temperature.at(key).size(), temperature.at("time_s").size()) << key;
  }
  EXPECT_LE(temperature.at("target_reached_s"), 2.0);
  for (const char* key : {"nio_weight_fraction", "rock_salt_nm", "coating_nm", "coating_coverage",
                          "gamma_fraction", "sodium_per_formula", "calcium_in_bulk_per_formula",
                          "alkali_weight_percent", "o3_conversion", "a_angstrom", "c_angstrom"}) {
    EXPECT_TRUE(result.at("material").at(key).is_number()) << key;
  }
}

TEST(Furnace, WritesAReport) {
  const TemporaryFolder folder(std::filesystem::path(::testing::TempDir()) / "furnace");
  const auto out = folder.path() / "report";
  const auto run = run_nacre({"furnace", recipes + "Tu-NCP@333.toml", "--out", out.string()});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("NaCaPO4"));
  for (const char* file :
       {"figures/programme.svg", "figures/course.svg", "figures/profiles.svg", "tables/material.csv",
        "tables/parameters-nfm333.csv", "result.json", "material.h5"}) {
    EXPECT_TRUE(std::filesystem::exists(out / file)) << file;
  }
}

TEST(Furnace, ScansAMap) {
  const TemporaryFolder folder(std::filesystem::path(::testing::TempDir()) / "scan");
  const auto out = folder.path() / "report";
  const auto run =
      run_nacre({"furnace", "scan", recipes + "Tu-NCP@333.toml", "--vary", "coating.mol_percent=0.5:5:3",
                 "--vary", "sodium.ratio=0.95,1.0,1.05", "--out", out.string(), "--quiet"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_TRUE(std::filesystem::exists(out / "figures/process-map.svg"));
  const auto points = Json::parse(read_file(out / "result.json")).at("result").at("points");
  ASSERT_EQ(points.size(), 9U);
  EXPECT_EQ(points[0].at("sodium.ratio"), 0.95);
  EXPECT_GT(points[0].at("nio_weight_fraction"),
            points[2].at("nio_weight_fraction"));  // more sodium, less NiO
}

// From the recipe to the material, from that to its pattern, and from the pattern to the material again.
TEST(Furnace, WhatItMadeComesBackFromItsPattern) {
  const TemporaryFolder folder(std::filesystem::path(::testing::TempDir()) / "closed-loop");
  const auto file = [&](const char* name) { return (folder.path() / name).string(); };
  struct Case {
    const char* recipe;
    const char* mol_percent;
    bool rock_salt;
  };
  for (const auto& [recipe, mol_percent, rock_salt] :
       {Case{"HT-NCP@333.toml", "1", false}, Case{"Tu-NCP@333.toml", "5", true}}) {
    const auto made =
        run_nacre({"furnace", recipes + recipe, "--set", std::string("coating.mol_percent=") + mol_percent,
                   "--material", file("made.h5"), "--json", "-"});
    ASSERT_EQ(made.code, 0) << made.err;
    const auto drawn = run_nacre({"xrd", "simulate", "--material", file("made.h5"), "--counts", "30000",
                                  "--pattern", file("made.xye"), "--quiet"});
    ASSERT_EQ(drawn.code, 0) << drawn.err;
    const auto read = run_nacre(
        {"xrd", "refine", file("made.xye"), "--phase", "O3-NFM333", "NiO", "gamma-Na3PO4", "--json", "-"});
    ASSERT_EQ(read.code, 0) << read.err;
    const auto material = Json::parse(made.out).at("result").at("material");
    const auto phases = Json::parse(read.out).at("result").at("phases");
    for (const char* axis : {"a", "c"}) {
      EXPECT_NEAR(phases[0].at("cell").at(axis).get<double>(),
                  material.at(std::string(axis) + "_angstrom").get<double>(),
                  3.0 * phases[0].at("cell_std").at(axis).get<double>())
          << recipe << ' ' << axis;
    }
    const double fraction = phases[1].at("weight_fraction"), std = phases[1].at("weight_fraction_std");
    if (rock_salt) {
      EXPECT_NEAR(fraction, material.at("nio_weight_fraction").get<double>(), 3.0 * std);
    }
    EXPECT_EQ(fraction > 3.0 * std, rock_salt) << recipe;
    EXPECT_EQ(read.err.find("NiO is not seen") == std::string::npos, rock_salt) << read.err;
  }
}

TEST(Furnace, SaysWhichParametersDecide) {
  const TemporaryFolder folder(std::filesystem::path(::testing::TempDir()) / "sensitivity");
  write_file_atomic(folder.path() / "t.csv", "time_s,temperature_C\n0,25\n600,835\n1200,25\n");
  write_file_atomic(folder.path() / "r.toml", "[furnace]\nkind = \"measured\"\nfile = \"t.csv\"\n");
  const auto run = run_nacre({"furnace", "sensitivity", (folder.path() / "r.toml").string(), "--trajectories",
                              "2", "--out", (folder.path() / "report").string()});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("grains.rate"));
  EXPECT_THAT(run.out, HasSubstr("decide nothing:"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "report/tables/sensitivity.csv"));
}

TEST(Furnace, RefusesWhatCannotBe) {
  const auto expect = [](const std::vector<std::string>& arguments, int code, const char* words) {
    const auto run = run_nacre(arguments);
    EXPECT_EQ(run.code, code) << words;
    EXPECT_THAT(run.err, HasSubstr(words));
  };
  const auto recipe = recipes + "HT-333.toml";
  expect({"furnace"}, 2, "no recipe given");
  expect({"furnace", recipes + "none.toml"}, 3, "cannot be read");
  expect({"furnace", recipe, "--set", "step.2.target_C=1500"}, 3, "above the melting point of nickel");
  expect({"furnace", recipe, "--set", "step.2.hold_s=-1"}, 3, "out of range in step 2 (--set)");
  expect({"furnace", recipe, "--set", "coating.name=NaCaPO4"}, 3, "'mol_percent' is missing");
  expect({"furnace", recipe, "--set", "coating.name=NaCaPO"}, 3, "did you mean 'coating-NaCaPO4'?");
  expect({"furnace", "scan", recipe, "--vary", "sodium.ratio=1:2"}, 2, "a range has three parts");
  expect({"furnace", "scan", recipe, "--vary", "sodium.ratio=1:1000:2"}, 3,
         "'ratio' is 1000, which is out of range");
}

}  // namespace
}  // namespace nacre
