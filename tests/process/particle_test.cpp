// The mechanisms together: what is conserved, and that steps are short enough.
#include "nacre/process/particle.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include "nacre/process/furnace_run.hpp"

namespace nacre::process {
namespace {

ParticleOptions options_of(const Changes& changes) {
  std::vector<ParameterFile> used;
  return particle_options(read_recipe(NACRE_CHECKOUT "/studies/hts-nfm333/recipes/Tu-NCP@333.toml", changes),
                          {}, used);
}

const std::vector<Changes> recipes{
    {},
    {{"coating.mol_percent", "0"}},
    {{"coating.mol_percent", "5"}},
    {{"coating.mol_percent", "0.5"}, {"sodium.ratio", "1.08"}},
    {{"coating.mol_percent", "5"}, {"coating.name", "Na3PO4"}},
    {{"coating.mol_percent", "5"}, {"coating.name", "\"NaTi2(PO4)3\""}},
    {{"coating.mol_percent", "20"}, {"sodium.ratio", "0.3"}},  // less sodium than either needs
    {{"coating.mol_percent", "0"}, {"sodium.ratio", "0.95"}},
    {{"precursor.calcium_doping", "0.05"}, {"sodium.ratio", "0.95"}},
    {{"storage.hours", "100000"}, {"precursor.surface_m2_per_g", "50"}},
};

void expect_same(const Elements& before, const Elements& after, double tolerance) {
  const auto near = [&](double a, double b, const char* element) {
    EXPECT_NEAR(a, b, tolerance * std::max(a, b)) << element;
  };
  near(before.sodium, after.sodium, "Na");
  near(before.calcium, after.calcium, "Ca");
  near(before.nickel, after.nickel, "Ni");
  near(before.iron, after.iron, "Fe");
  near(before.manganese, after.manganese, "Mn");
  near(before.phosphorus, after.phosphorus, "P");
  near(before.oxygen, after.oxygen, "O");
  near(before.hydrogen, after.hydrogen, "H");
  near(before.carbon, after.carbon, "C");
}

void expect_none_negative(const Pools& pools) {
  constexpr double rounding = -1e-12;
  for (const double pool : {pools.sodium_free, pools.sodium_oxide, pools.sodium_coating, pools.sodium_gas,
                            pools.sodium_support, pools.sodium_alkali, pools.calcium_coating,
                            pools.nickel_rock_salt, pools.nickel_precipitates, pools.manganese_support}) {
    EXPECT_GE(pool, rounding);
  }
}

// Over every step of heating, a dwell that is hotter than any recipe's, cooling and storage.
TEST(Particle, ConservesEveryElement) {
  for (const auto& changes : recipes) {
    Particle particle(options_of(changes));
    auto before = particle.elements();
    particle.advance(0.0, 298.15);
    const auto step = [&](double step_s, double t_K) {
      particle.advance(step_s, t_K);
      expect_same(before, particle.elements(), 1e-10);
      expect_none_negative(particle.pools());
    };
    for (double t = 320.0; t <= 1240.0; t += 20.0) {
      step(120.0, t);
    }
    for (int i = 0; i < 40; ++i) {
      step(1200.0, 1240.0);
    }
    for (double t = 1200.0; t >= 300.0; t -= 100.0) {
      step(600.0, t);
    }
    particle.store();
    expect_same(before, particle.elements(), 1e-10);
    expect_none_negative(particle.pools());
    double fractions = 0.0;
    for (const auto& phase : particle.state().phases) {
      EXPECT_GE(phase.weight_fraction, 0.0) << phase.name;
      fractions += phase.weight_fraction;
    }
    EXPECT_NEAR(fractions, 1.0, 1e-12);
  }
}

// The four samples, at every step of what their furnaces do.
TEST(Particle, ConservesEveryElementOfTheSamples) {
  for (const char* sample : {"HT-333", "HT-NCP@333", "Tu-333", "Tu-NCP@333"}) {
    const auto recipe = read_recipe(
        std::string(NACRE_CHECKOUT "/studies/hts-nfm333/recipes/") + sample + ".toml",
        sample[0] == 'H' ? Changes{{"furnace.cells_along", "8"}, {"furnace.cells_across", "3"}} : Changes{});
    std::vector<ParameterFile> used;
    Particle particle(particle_options(recipe, {}, used));
    const auto history = heat(recipe).history;
    const auto before = particle.elements();
    particle.advance(0.0, history.place_K[0][0]);
    for (std::size_t i = 1; i < history.size(); ++i) {
      particle.advance(history.time_s[i] - history.time_s[i - 1], history.place_K[0][i]);
      expect_same(before, particle.elements(), 1e-10);
    }
    particle.store();
    expect_same(before, particle.elements(), 1e-10);
    // M(OH)2 + 1/2 Na2CO3 + 1/4 O2 = NaMO2 + H2O + 1/2 CO2, but for a few per cent.
    EXPECT_NEAR(particle.gas().water, 1.0, 1e-6);
    EXPECT_NEAR(particle.gas().carbon_dioxide, 0.5, 0.02);
    EXPECT_NEAR(particle.gas().oxygen, -0.25, 0.02);
  }
}

// Recipes, temperatures and parameters drawn at random, these over the whole of their bounds.
TEST(Particle, ConservesEveryElementOfRandomRecipes) {
  std::mt19937_64 generator(6);
  const auto uniform = [&] {  // the same from every library
    return static_cast<double>(generator() >> 11U) * 0x1p-53;
  };
  constexpr std::array coatings{"NaCaPO4", "Na3PO4", "NaMgPO4", "\"NaTi2(PO4)3\"", "\"Na3-3xAlxPO4\""};
  double most_nio = 0.0;
  for (int draw = 0; draw < 12; ++draw) {
    const auto recipe =
        read_recipe(NACRE_CHECKOUT "/studies/hts-nfm333/recipes/Tu-NCP@333.toml",
                    {{"coating.name", coatings[static_cast<std::size_t>(5.0 * uniform())]},
                     {"coating.mol_percent", std::to_string(20.0 * uniform() * uniform())},
                     {"sodium.ratio", std::to_string(0.2 + uniform())},
                     {"precursor.calcium_doping", std::to_string(draw % 3 == 0 ? 0.1 * uniform() : 0.0)},
                     {"precursor.surface_m2_per_g", std::to_string(std::exp(5.0 * uniform() - 2.0))},
                     {"gas.oxygen_bar", std::to_string(std::exp(-9.0 * uniform()))},
                     {"storage.hours", std::to_string(std::exp(9.0 * uniform()))}});
    std::vector<ParameterFile> files;
    particle_options(recipe, {}, files);
    ParameterChanges changes;
    for (const auto& file : files) {
      for (const auto& parameter : file.parameters()) {
        if (std::isfinite(parameter.lower)) {
          changes.emplace_back(parameter.path,
                               parameter.lower + uniform() * (parameter.upper - parameter.lower));
        }
      }
    }
    std::vector<ParameterFile> used;
    Particle particle(particle_options(recipe, changes, used));
    const auto before = particle.elements();
    particle.advance(0.0, 298.15);
    for (int i = 0; i < 25; ++i) {
      particle.advance(std::exp(12.0 * uniform() - 4.0), 300.0 + 1000.0 * uniform());
      expect_same(before, particle.elements(), 1e-10);
      expect_none_negative(particle.pools());
    }
    particle.store();
    expect_same(before, particle.elements(), 1e-10);
    expect_none_negative(particle.pools());
    most_nio = std::max(most_nio, particle.pools().nickel_rock_salt + particle.pools().nickel_precipitates);
  }
  EXPECT_GT(most_nio, 0.1);
}

// Where grain boundaries leave little of the barrier, NiO forms within the grains too; nothing is lost.
TEST(Particle, PrecipitatesShareTheNickel) {
  auto options = options_of({{"coating.mol_percent", "5"}, {"coating.name", "Na3PO4"}});
  options.kinetics.precipitates.barrier_part = 1e-3;
  Particle particle(options);
  const auto before = particle.elements();
  particle.advance(0.0, 298.15);
  particle.advance(9720.0, 1108.15);
  particle.advance(36000.0, 1108.15);
  expect_same(before, particle.elements(), 1e-10);
  EXPECT_GT(particle.pools().nickel_precipitates, 0.1 * particle.pools().nickel_rock_salt);
  EXPECT_GT(particle.state().precipitate_nm, 1.0);
  EXPECT_NEAR(particle.pools().nickel_precipitates + particle.pools().nickel_rock_salt,
              0.5 * particle.deficiency(), 0.2 * particle.deficiency());
}

TEST(Particle, ShorterStepsChangeLittle) {
  auto options = options_of({{"coating.mol_percent", "3"}});
  const auto end = [](const ParticleOptions& with) {
    Particle particle(with);
    particle.advance(0.0, 298.15);
    particle.advance(9720.0, 1108.15);
    particle.advance(36000.0, 1108.15);
    particle.advance(9720.0, 298.15);
    particle.store();
    return particle.state();
  };
  const auto usual = end(options);
  options.step_K /= 8.0;
  options.step_s /= 8.0;
  options.shells = 120;
  const auto fine = end(options);
  const auto numbers = material::numbers_of(usual);
  const auto finer = material::numbers_of(fine);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    EXPECT_NEAR(numbers[i].second, finer[i].second, 0.02 * std::abs(finer[i].second) + 1e-6)
        << numbers[i].first;
  }
}

}  // namespace
}  // namespace nacre::process
