// The mechanisms together: what is conserved, and that steps are short enough.
#include "nacre/process/particle.hpp"

#include <gtest/gtest.h>

#include <cmath>

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
