// Least squares: the truth of simulated patterns comes back, with uncertainties that mean what they say.
#include "nacre/diffraction/refine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/diffraction/analysis.hpp"
#include "nacre/diffraction/prospects.hpp"
#include "nacre/numerics/statistics.hpp"
#include "samples.hpp"

namespace nacre::diffraction {
namespace {

SimulationOptions small_pattern(std::uint64_t seed) {
  SimulationOptions options;
  options.instrument = samples::laboratory();
  options.range = {30.0, 100.0};
  options.step_deg = 0.03;
  options.peak_counts = 3000.0;
  options.background_counts = 60.0;
  options.seed = seed;
  return options;
}

std::vector<Variable> usual() {
  return {{Quantity::background, -1, 0}, {Quantity::background, -1, 1}, {Quantity::scale, 0},
          {Quantity::cell, 0, 0},        {Quantity::displacement},      {Quantity::caglioti_w}};
}

TEST(Refine, UncertaintiesAreTheSpreadOfWhatComesBack) {
  constexpr int count = 200;
  const auto variables = usual();
  std::vector<std::vector<double>> pulls(variables.size());
  for (int k = 0; k < count; ++k) {
    const auto simulated =
        simulate({{samples::rock_salt(), 1.0, {}, {}}}, small_pattern(static_cast<std::uint64_t>(k + 1)));
    const auto refined = refine(simulated.model, simulated.pattern, variables);
    ASSERT_TRUE(refined.converged) << refined.reason;
    for (std::size_t v = 0; v < variables.size(); ++v) {
      pulls[v].push_back((refined.model.at(variables[v]) - simulated.model.at(variables[v])) /
                         refined.std_of(variables[v]));
    }
  }
  for (std::size_t v = 0; v < variables.size(); ++v) {
    const double width = numerics::standard_deviation(pulls[v]);
    EXPECT_GT(width, 0.9) << v;
    EXPECT_LT(width, 1.1) << v;
  }
  // The cell itself: no bias beyond three standard errors. (Weights from counts pull scales and backgrounds
  // low.)
  EXPECT_LT(std::abs(numerics::mean(pulls[3])), 3.0 / std::sqrt(count));
}

TEST(Refine, WhatIsUndeterminedKeepsNothingElseOut) {
  auto simulated =
      simulate({{samples::layered(), 1.0, {}, {}}, {samples::rock_salt(), 0.1, {}, {}}}, small_pattern(7));
  auto& model = simulated.model;
  const auto prospect_of_x = [&](const std::vector<Variable>& variables) {
    Prospect prospect;
    consider(model, simulated.pattern, variables, {{{{Quantity::lorentz_x}}}},
             [&](std::size_t, const Prospect& found) {
               prospect = found;
               return false;
             });
    return prospect;
  };
  model.phases[1].scale = 0.0;
  auto variables = usual();
  const auto without = prospect_of_x(variables);
  variables.push_back({Quantity::cell, 1, 0});  // of a phase whose scale is nought
  const auto beside = prospect_of_x(variables);
  EXPECT_NEAR(beside.std[0], without.std[0], 1e-6 * without.std[0]);
  EXPECT_NEAR(beside.gain, without.gain, 1e-6 * without.gain);
}

TEST(Refine, ConstraintsAreKept) {
  const auto simulated = simulate({{samples::layered(), 1.0, {}, {}}}, small_pattern(5));
  auto variables = usual();
  variables.push_back({Quantity::cell, 0, 1});
  // Iron and manganese share what nickel leaves.
  const Variable ni{Quantity::occupancy, 0, 1}, fe{Quantity::occupancy, 0, 2};
  variables.push_back(ni);
  variables.push_back(fe);
  Model start = simulated.model;
  start.at(ni) = 0.5;
  const auto refined = refine(start, simulated.pattern, variables, {{{{ni, 1.0}, {fe, 1.0}}, 2.0 / 3.0}});
  EXPECT_TRUE(refined.converged) << refined.reason;
  EXPECT_NEAR(refined.model.at(ni) + refined.model.at(fe), 2.0 / 3.0, 1e-12);
  EXPECT_NEAR(refined.std_of(ni), refined.std_of(fe), 1e-9);
  EXPECT_NEAR(refined.model.at(ni), 1.0 / 3.0, 4.0 * refined.std_of(ni));
}

TEST(Refine, ContradictingConstraintsAreRefused) {
  const auto simulated = simulate({{samples::rock_salt(), 1.0, {}, {}}}, small_pattern(5));
  const Variable scale{Quantity::scale, 0};
  EXPECT_THROW(
      refine(simulated.model, simulated.pattern, {scale}, {{{{scale, 1.0}}, 1.0}, {{{scale, 1.0}}, 2.0}}),
      UsageError);
}

TEST(Refine, WhatNothingSeesHasNoUncertainty) {
  const auto simulated = simulate({{samples::rock_salt(), 1.0, {}, {}}}, small_pattern(5));
  auto variables = usual();
  variables.push_back({Quantity::caglioti_w});  // twice: the two cannot be told apart
  const auto refined = refine(simulated.model, simulated.pattern, variables);
  EXPECT_TRUE(std::isnan(refined.std_of({Quantity::caglioti_w})));
}

TEST(Refine, PawleyAndLeBailFindTheCell) {
  const auto simulated = simulate({{samples::layered(), 1.0, {}, {}}}, small_pattern(7));
  for (const auto kind : {Intensities::pawley, Intensities::le_bail}) {
    Model start = simulated.model;
    start.phases[0] = Phase(samples::layered(), kind);
    for (double& value : start.phases[0].cell) {
      value *= 1.001;
    }
    start.phases[0].update();
    start.list_reflections(30.0, 100.0);
    std::vector<Variable> variables = {{Quantity::background, -1, 0}, {Quantity::background, -1, 1},
                                       {Quantity::cell, 0, 0},        {Quantity::cell, 0, 1},
                                       {Quantity::displacement},      {Quantity::caglioti_w}};
    if (kind == Intensities::pawley) {
      for (std::size_t k = 0; k < start.phases[0].reflections.size(); ++k) {
        variables.push_back({Quantity::intensity, 0, static_cast<int>(k)});
        start.phases[0].free_intensities[k] = 1000.0;
      }
      start.phases[0].scale = simulated.model.phases[0].scale;
    }
    const auto refined = refine(start, simulated.pattern, variables);
    EXPECT_TRUE(refined.converged) << refined.reason;
    EXPECT_LT(refined.r.gof, 1.1) << (kind == Intensities::pawley ? "Pawley" : "Le Bail") << ", "
                                  << refined.steps << " steps";
    const auto result = phase_result(refined, 0);
    EXPECT_NEAR(result.cell.a, 2.975, 5.0 * result.cell_std[0]);
    EXPECT_NEAR(result.cell.c, 16.0, 5.0 * result.cell_std[2]);
    EXPECT_LT(result.cell_std[2], 2e-3);
  }
}

TEST(Refine, RValuesAreTheirDefinitions) {
  Pattern pattern;
  Calculated calculated;
  for (int i = 0; i < 30; ++i) {
    pattern.two_theta_deg.push_back(i);
    pattern.intensity.push_back(100.0);
    pattern.std.push_back(10.0);
    calculated.intensity.push_back(i % 2 == 0 ? 110.0 : 90.0);
    calculated.background.push_back(50.0);
  }
  const auto r = r_values(pattern, calculated, 5);
  EXPECT_NEAR(r.Rp_percent, 10.0, 1e-12);
  EXPECT_NEAR(r.Rwp_percent, 10.0, 1e-12);
  EXPECT_NEAR(r.Rwp_background_percent, 20.0, 1e-12);
  EXPECT_NEAR(r.Rexp_percent, 100.0 * std::sqrt(25.0 / 3000.0), 1e-12);
  EXPECT_NEAR(r.gof, std::sqrt(30.0 / 25.0), 1e-12);
}

}  // namespace
}  // namespace nacre::diffraction
