// The furnaces: the programme of the paper on a foil, its limits, and a tube.
#include "nacre/process/heat.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/base/files.hpp"
#include "nacre/process/strip_run.hpp"
#include "nacre/process/tube.hpp"

namespace nacre::process {
namespace {

using ::testing::HasSubstr;

Recipe sample(const std::string& name, const Changes& changes = {}) {
  return read_recipe(std::string(NACRE_CHECKOUT "/studies/hts-nfm333/recipes/") + name + ".toml", changes);
}

double mean_at(const ThermalHistory& history, double time_s) {
  const auto i =
      static_cast<std::size_t>(std::ranges::lower_bound(history.time_s, time_s) - history.time_s.begin());
  const double u = (time_s - history.time_s[i - 1]) / (history.time_s[i] - history.time_s[i - 1]);
  return history.mean_K[i - 1] + u * (history.mean_K[i] - history.mean_K[i - 1]);
}

// published.toml, process.hts: 500 C for 60 s, 835 C for 60 s, the target within 2 s both ways.
TEST(Heat, TheProgrammeOfThePaperIsReachedWithinTwoSeconds) {
  const auto recipe = sample("HT-NCP@333");
  const auto history = heat(recipe).history;
  const auto ramps = ramps_of(history, recipe.programme());
  ASSERT_EQ(ramps.size(), 3U);
  for (int up = 0; up < 2; ++up) {
    EXPECT_LE(ramps[up].reached_s, 2.0);
    EXPECT_NEAR(ramps[up].rate_K_per_s, 400.0, 60.0);
  }
  // Down over the whole way: fast at first, slow where little is left.
  EXPECT_LE(ramps[2].reached_s, 2.0);
  EXPECT_NEAR((ramps[2].from_K - ramps[2].target_K) / ramps[2].reached_s, 400.0, 60.0);
  EXPECT_LE(*std::ranges::max_element(history.current_A), recipe.strip.current_limit_A);
  EXPECT_LE(*std::ranges::max_element(history.voltage_V), recipe.strip.voltage_limit_V);
  EXPECT_GT(*std::ranges::max_element(history.current_A), 10.0);
  for (std::size_t i = 0; i < history.size(); ++i) {  // the dwell, once the controller has settled
    if (history.time_s[i] > 65.0 && history.time_s[i] < 120.0) {
      EXPECT_NEAR(history.sensor_K[i], 1108.15, 1.0) << history.time_s[i];
      EXPECT_NEAR(history.mean_K[i], 1108.15, 10.0);
    }
    EXPECT_LT(history.sensor_K[i], 1108.15 + 20.0);  // little overshoot
  }
  double weights = 0.0;
  for (const double weight : history.place_weight) {
    weights += weight;
  }
  EXPECT_NEAR(weights, 1.0, 1e-12);
}

TEST(Heat, StepsAreShortEnough) {
  auto recipe = sample("HT-NCP@333");
  const auto usual = heat(recipe).history;
  auto file = ParameterFile::find("nickel");
  StripOptions options;
  options.material = heater_material(file);
  options.bed = powder_bed(file, recipe.strip.bed_kg_per_m2);
  options.length_m = recipe.strip.length_m;
  options.width_m = recipe.strip.width_m;
  options.thickness_m = recipe.strip.thickness_m;
  options.convection = recipe.gas.convection_W_per_m2_K;
  options.bed_length_m = recipe.strip.bed_length_m;
  options.bed_width_m = recipe.strip.bed_width_m;
  Strip strip(options);
  StripRunOptions run;
  run.controller.voltage_limit_V = recipe.strip.voltage_limit_V;
  run.quench = recipe.gas.quench_W_per_m2_K;
  run.tolerance_K = 0.01;
  const auto fine = run_strip(strip, recipe.programme(), run);
  EXPECT_GT(fine.steps, 3 * usual.steps);
  for (const double time_s : {0.5, 1.0, 2.0, 30.0, 60.3, 61.0, 100.0, 120.5, 122.0}) {
    EXPECT_NEAR(mean_at(usual, time_s), mean_at(fine, time_s), 3.0) << time_s;
  }
}

TEST(Heat, AWeakSupplyDoesNotReachTheTarget) {
  const auto recipe = sample("HT-NCP@333", {{"furnace.current_limit_A", "20"}});
  const auto history = heat(recipe).history;
  EXPECT_TRUE(std::isnan(ramps_of(history, recipe.programme())[1].reached_s));
  EXPECT_LE(*std::ranges::max_element(history.current_A), 20.0 + 1e-9);
  const auto low = sample("HT-NCP@333", {{"furnace.voltage_limit_V", "0.8"}});
  const auto limited = heat(low).history;
  EXPECT_LE(*std::ranges::max_element(limited.voltage_V), 0.8 + 1e-9);
}

TEST(Heat, CarbonStripWorksToo) {
  const auto recipe = sample("HT-333", {{"furnace.material", "carbon"}, {"furnace.thickness_um", "200"}});
  const auto ramps = ramps_of(heat(recipe).history, recipe.programme());
  EXPECT_LE(ramps[0].reached_s, 2.0);
}

TEST(Heat, AboveTheMeltingPointIsRefusedWithTheLine) {
  auto text = read_file(NACRE_CHECKOUT "/studies/hts-nfm333/recipes/HT-333.toml");
  text.replace(text.find("target_C = 835"), 14, "target_C = 1500");
  try {
    heat(parse_recipe(text, "hot.toml"));
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("hot.toml: a target of 1500 C is above the melting point of nickel"));
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(text.find("1500")), '\n');
    EXPECT_EQ(error.where(), "line " + std::to_string(line));
  }
}

TEST(Heat, ATubeLagsBehindARampByItsLag) {
  const TubeFurnace tube{120.0, 7200.0, 0.7, 5000.0};
  const Programme ramp(298.15, {{1108.15, 9720.0, 0.0, 0}});
  const auto history = run_tube(tube, ramp, 298.15, 0.0);
  // T = T_f - rate lag (1 - exp(-t/lag))
  const double rate = 810.0 / 9720.0;
  for (std::size_t i = 0; i < history.size(); i += 50) {
    EXPECT_NEAR(history.sensor_K[i] - history.mean_K[i],
                rate * 120.0 * (1.0 - std::exp(-history.time_s[i] / 120.0)), 1e-8);
  }
  EXPECT_NEAR(history.mean_K.back(), 1108.15 - rate * 120.0, 1e-6);
  // Heat stored, and what the walls lose under a straight ramp.
  EXPECT_NEAR(history.energy_J, 5000.0 * 810.0 + 0.7 * 0.5 * 810.0 * 9720.0, 1e-3 * history.energy_J);
}

TEST(Heat, ATubeCoolsNoFasterThanItCan) {
  const TubeFurnace tube{60.0, 7200.0, 0.7, 5000.0};
  const Programme drop(1108.15, {{298.15, 0.0, 0.0, 0}});
  const auto history =
      run_tube(tube, Programme(298.15, {{1108.15, 3600.0, 600.0, 0}, {298.15, 0.0, 0.0, 0}}), 298.15, 0.0);
  const double end = 4200.0;
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (history.time_s[i] > end) {
      EXPECT_NEAR(history.sensor_K[i], 298.15 + 810.0 * std::exp(-(history.time_s[i] - end) / 7200.0), 1e-6);
    }
  }
  EXPECT_LT(history.mean_K.back(), 304.0);
}

TEST(Heat, AMeasuredTemperatureReplacesTheModel) {
  const TemporaryFolder folder(std::filesystem::path(::testing::TempDir()) / "measured");
  write_file_atomic(folder.path() / "t.csv", "time_s,temperature_C\n0,25\n10,500\n70,500\n");
  write_file_atomic(folder.path() / "r.toml", "[furnace]\nkind = \"measured\"\nfile = \"t.csv\"\n");
  const auto history = heat(read_recipe(folder.path() / "r.toml")).history;
  ASSERT_EQ(history.size(), 3U);
  EXPECT_DOUBLE_EQ(history.place_K[0][1], 773.15);
  write_file_atomic(folder.path() / "t.csv", "time_s,temperature_C\n0,25\n10,-500\n70,500\n");
  EXPECT_THROW(heat(read_recipe(folder.path() / "r.toml")), InputError);
}

TEST(ProcessParameters, AreCheckedWithTheLine) {
  const std::string head = "title = \"t\"\n[sources]\ns = \"S\"\n[a]\n";
  const auto error = [&](const std::string& rest) {
    try {
      ParameterFile file(head + rest, "p.toml");
      file.number("a.b", "m", positive);
      file.finish();
    } catch (const InputError& problem) {
      return std::string(problem.what());
    }
    return std::string();
  };
  EXPECT_EQ(error("b = { value = 5, unit = \"um\", status = \"cited\", source = \"s\" }\n"), "");
  EXPECT_THAT(error("b = { value = 5, unit = \"um\", status = \"cited\" }\n"),
              HasSubstr("must say its 'source'"));
  EXPECT_THAT(error("b = { value = 5, unit = \"kg\", status = \"measured\" }\n"),
              HasSubstr("cannot be given in 'kg': 'm' is wanted (line 5)"));
  EXPECT_THAT(error("b = { value = 5, unit = \"m\", status = \"assumed\", bounds = [6, 7] }\n"),
              HasSubstr("5 is not within its bounds"));
  EXPECT_THAT(error("b = { value = 5, unit = \"m\", status = \"assumed\" }\n"),
              HasSubstr("must have bounds"));
  EXPECT_THAT(error("b = { value = -5, unit = \"m\", status = \"measured\" }\n"), HasSubstr("out of range"));
  EXPECT_THAT(error("b = { value = 5, unit = \"m\", status = \"cited\", source = \"t\" }\n"),
              HasSubstr("there is no source 't'"));
  EXPECT_THAT(error("b = { value = 5, unit = \"m\", status = \"measured\" }\n"
                    "c = { value = 5, unit = \"m\", status = \"measured\" }\n"),
              HasSubstr("unknown parameter 'a.c' (line 6)"));
  EXPECT_THAT(error("b = 5\n"), HasSubstr("'a.b' is not a parameter"));
  EXPECT_THAT(error(""), HasSubstr("'a.b' is missing"));
}

}  // namespace
}  // namespace nacre::process
