#include "nacre/process/sensitivity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "nacre/base/files.hpp"

namespace nacre::process {
namespace {

// A quick course of temperature in place of a furnace.
Recipe quick(const TemporaryFolder& folder) {
  write_file_atomic(folder.path() / "t.csv", "time_s,temperature_C\n0,25\n1000,835\n8000,835\n9000,25\n");
  write_file_atomic(folder.path() / "r.toml",
                    "[furnace]\nkind = \"measured\"\nfile = \"t.csv\"\n[coating]\nname = \"NaCaPO4\"\n"
                    "mol_percent = 1\n");
  return read_recipe(folder.path() / "r.toml");
}

double mu(const Sensitivity& s, const std::string& quantity, const std::string& parameter) {
  const auto q = std::ranges::find(s.quantities, quantity) - s.quantities.begin();
  const auto p = std::ranges::find(s.parameters, parameter) - s.parameters.begin();
  return s.mu_star.at(static_cast<std::size_t>(q)).at(static_cast<std::size_t>(p));
}

TEST(Sensitivity, FindsWhatDecides) {
  const TemporaryFolder folder(std::filesystem::path(::testing::TempDir()) / "sensitivity");
  const auto recipe = quick(folder);
  const auto s = sensitivity(recipe, {3, 7});
  EXPECT_EQ(s.runs, 3 * (s.parameters.size() + 1));
  // c is a straight line in lattice.c: the effect of its whole range, without any spread.
  EXPECT_NEAR(mu(s, "c_angstrom", "lattice.c"), 0.05, 1e-9);
  EXPECT_EQ(mu(s, "c_angstrom", "grains.rate"), 0.0);
  EXPECT_GT(mu(s, "grain_nm", "grains.rate"), 0.0);
  EXPECT_EQ(mu(s, "nio_weight_fraction", "gamma.activation"), 0.0);
  EXPECT_GT(mu(s, "coating_nm", "coating.molar_volume"), 1.0);
  // The same again, from the same seed.
  EXPECT_EQ(to_json(sensitivity(recipe, {3, 7})).dump(), to_json(s).dump());
}

}  // namespace
}  // namespace nacre::process
