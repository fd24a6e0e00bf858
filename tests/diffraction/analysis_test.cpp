// The default strategy on simulated samples: fractions and cells come back, minor phases are seen or not, and
// wrong input is not believed.
#include "nacre/diffraction/analysis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "nacre/base/error.hpp"
#include "nacre/diffraction/search.hpp"
#include "nacre/diffraction/series.hpp"
#include "samples.hpp"
#include "support/sanitized.hpp"

namespace nacre::diffraction {
namespace {

SimulationOptions ordinary(std::uint64_t seed) {
  SimulationOptions options;
  options.instrument = samples::laboratory();
  options.range = {15.0, 70.0};
  options.peak_counts = 10000.0;
  options.background_counts = 200.0;
  options.seed = seed;
  return options;
}

std::vector<SimulatedPhase> with_nickel_oxide(double share) {
  Broadening broadening;
  broadening.inverse_size = 1.0 / 0.15;
  std::vector<SimulatedPhase> phases = {{samples::layered(), 1.0 - share, broadening, {}}};
  if (share > 0.0) {
    phases.push_back({samples::rock_salt(), share, broadening, {}});
  }
  return phases;
}

AnalysisOptions copper() {
  AnalysisOptions options;
  options.radiation = parse_radiation("CuKa");
  return options;
}

TEST(Analysis, FractionsAndCellsOfASimulatedMixtureComeBack) {
  const auto simulated = simulate(with_nickel_oxide(0.2), ordinary(3));
  // From cells half a percent off.
  auto oxide = samples::layered();
  oxide.cell.a = oxide.cell.b = 2.975 * 1.004;
  oxide.cell.c = 16.0 * 0.997;
  const auto analysis = analyse(simulated.pattern, {oxide, samples::rock_salt(4.17)}, copper());
  EXPECT_TRUE(analysis.refined.converged);
  EXPECT_TRUE(analysis.trusted) << (analysis.warnings.empty() ? "" : analysis.warnings.front());
  EXPECT_LT(analysis.refined.r.gof, 1.1);
  EXPECT_NEAR(analysis.phases[1].weight.value, 0.2, 3.0 * analysis.phases[1].weight.std + 0.002);
  EXPECT_NEAR(analysis.phases[0].cell.a, 2.975, 3.0 * analysis.phases[0].cell_std[0]);
  EXPECT_NEAR(analysis.phases[0].cell.c, 16.0, 3.0 * analysis.phases[0].cell_std[2]);
  EXPECT_NEAR(analysis.phases[1].cell.a, 4.178, 3.0 * analysis.phases[1].cell_std[0]);
}

TEST(Analysis, ThreeTenthsOfAPercentOfNickelOxideAreSeenAndNoneIsNot) {
  int missed = 0, claimed = 0;
  constexpr int each = testing::sanitized ? 20 : 100;
  for (int k = 0; k < each; ++k) {
    for (const double share : {0.003, 0.0}) {
      const auto simulated =
          simulate(with_nickel_oxide(share), ordinary(static_cast<std::uint64_t>(1000 + k)));
      const auto analysis = analyse(simulated.pattern, {samples::layered()}, copper());
      const auto found = detect(analysis, samples::rock_salt());
      missed += share > 0.0 && !found.seen ? 1 : 0;
      claimed += share == 0.0 && found.seen ? 1 : 0;
    }
  }
  EXPECT_LE(missed, each / 20);
  EXPECT_LE(claimed, each / 20);
  std::printf("missed %d, claimed %d of %d each\n", missed, claimed, each);
}

TEST(Analysis, AMissingPhaseIsSaid) {
  const auto simulated = simulate(with_nickel_oxide(0.2), ordinary(4));
  const auto analysis = analyse(simulated.pattern, {samples::layered()}, copper());
  EXPECT_FALSE(analysis.trusted);
  ASSERT_FALSE(analysis.unexplained.empty());
  const bool strongest_of_nio =
      std::any_of(analysis.unexplained.begin(), analysis.unexplained.end(),
                  [](const Unexplained& peak) { return std::abs(peak.d_angstrom - 2.089) < 0.01; });
  EXPECT_TRUE(strongest_of_nio);
}

TEST(Analysis, AWrongWavelengthIsNotBelieved) {
  const auto simulated = simulate(with_nickel_oxide(0.0), ordinary(4));
  AnalysisOptions options;
  options.radiation = parse_radiation("MoKa");
  const auto analysis = analyse(simulated.pattern, {samples::layered()}, options);
  EXPECT_FALSE(analysis.trusted);
}

TEST(Analysis, TwoLinesRefinedWithOneAreSaid) {
  const auto two = simulate(with_nickel_oxide(0.1), ordinary(21));
  auto single = ordinary(22);
  single.instrument.radiation = parse_radiation("CuKa1");
  const auto one = simulate(with_nickel_oxide(0.1), single);
  for (const auto method : {Intensities::structure, Intensities::le_bail}) {
    for (const char* wavelength : {"1.5406", "1.5418"}) {
      AnalysisOptions options;
      options.method = method;
      options.radiation = parse_radiation(wavelength);
      const auto doubted = analyse(two.pattern, {samples::layered(), samples::rock_salt()}, options);
      EXPECT_FALSE(doubted.trusted) << wavelength;
      ASSERT_FALSE(doubted.warnings.empty()) << wavelength;
      EXPECT_THAT(doubted.warnings.back(), ::testing::HasSubstr("Try --wavelength CuKa"));
      // What has one line, even where a phase is missing.
      for (const auto& warning : analyse(one.pattern, {samples::layered()}, options).warnings) {
        EXPECT_THAT(warning, ::testing::Not(::testing::HasSubstr("K alpha")));
      }
    }
    AnalysisOptions options;
    options.method = method;
    options.radiation = parse_radiation("CuKa1");
    EXPECT_TRUE(analyse(one.pattern, {samples::layered(), samples::rock_salt()}, options).trusted);
  }
}

TEST(Analysis, NoWavelengthAndNoPhaseAreErrors) {
  auto simulated = simulate(with_nickel_oxide(0.0), ordinary(4));
  EXPECT_THROW(analyse(simulated.pattern, {}, copper()), UsageError);
  simulated.pattern.radiation.reset();
  EXPECT_THROW(analyse(simulated.pattern, {samples::layered()}, {}), UsageError);
}

TEST(Analysis, AmorphousContentFollowsFromAStandard) {
  // A fifth of the sample is seen as rock salt, which was weighed in as a tenth: half of the rest does not
  // diffract.
  const auto simulated = simulate(with_nickel_oxide(0.2), ordinary(6));
  auto options = copper();
  options.standard = {"NiO", 0.1};
  const auto analysis = analyse(simulated.pattern, {samples::layered(), samples::rock_salt()}, options);
  ASSERT_TRUE(analysis.amorphous.has_value());
  EXPECT_NEAR(analysis.phases[1].weight.value, 0.1, 1e-12);
  EXPECT_NEAR(analysis.amorphous->value, 0.5, 4.0 * analysis.amorphous->std + 0.01);
}

TEST(Analysis, AKnownCellTakesFreeIntensitiesBesideAStructure) {
  const auto simulated = simulate(with_nickel_oxide(0.2), ordinary(8));
  auto cell_only = samples::rock_salt();
  cell_only.sites.clear();
  const auto analysis = analyse(simulated.pattern, {samples::layered(), cell_only}, copper());
  EXPECT_LT(analysis.refined.r.gof, 1.25);
  EXPECT_NEAR(analysis.phases[0].cell.c, 16.0, 0.003);
  EXPECT_NEAR(analysis.phases[1].cell.a, 4.178, 0.002);
  EXPECT_TRUE(std::isnan(analysis.phases[1].weight.value));
}

TEST(Search, FindsThePhasesOfAMixtureAmongOthers) {
  const auto simulated = simulate(with_nickel_oxide(0.1), ordinary(9));
  const auto iron = samples::from_cif(
      "data_Fe\n_cell_length_a 2.866\n_cell_length_b 2.866\n_cell_length_c 2.866\n_cell_angle_alpha "
      "90\n_cell_angle_beta 90\n"
      "_cell_angle_gamma 90\n_space_group_name_H-M_alt 'I m -3 "
      "m'\nloop_\n_atom_site_label\n_atom_site_type_symbol\n"
      "_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\n_atom_site_U_iso_or_"
      "equiv\n"
      "Fe1 Fe 0 0 0 1 0.005\n");
  SearchOptions options;
  options.analysis = copper();
  const auto result =
      search(simulated.pattern, {iron, samples::rock_salt(4.19), samples::layered()}, {iron}, options);
  ASSERT_EQ(result.candidates.size(), 3U);
  EXPECT_EQ(result.candidates[0].name, "O3");
  EXPECT_EQ(result.candidates[1].name, "NiO");
  EXPECT_TRUE(result.candidates[1].taken);
  EXPECT_FALSE(result.candidates[2].taken);
  ASSERT_EQ(result.detections.size(), 1U);
  EXPECT_FALSE(result.detections[0].seen);
  EXPECT_LT(result.detections[0].limit, 0.02);
}

TEST(Series, FollowsACellAndAPhaseThatComesAndGoes) {
  std::vector<SeriesPattern> patterns;
  std::vector<double> c, share = {0.0, 0.0, 0.05, 0.2, 0.3, 0.1, 0.0, 0.0};
  for (int k = 0; k < 8; ++k) {
    auto phases = with_nickel_oxide(share[static_cast<std::size_t>(k)]);
    c.push_back(16.0 + 0.03 * k);
    phases[0].structure.cell.c = c.back();
    auto simulated = simulate(phases, ordinary(static_cast<std::uint64_t>(20 + k)));
    patterns.push_back(
        {std::to_string(k), std::move(simulated.pattern), static_cast<double>(k), std::nullopt});
  }
  for (const bool parallel : {false, true}) {
    SeriesOptions options;
    options.analysis = copper();
    options.parallel = parallel;
    const auto series = analyse_series(patterns, {samples::layered(), samples::rock_salt()}, options);
    ASSERT_EQ(series.points.size(), 8U);
    for (std::size_t k = 0; k < 8; ++k) {
      const auto& point = series.points[k];
      EXPECT_EQ(point.name, std::to_string(k));
      EXPECT_NEAR(point.phases[0].cell.c, c[k], 5.0 * point.phases[0].cell_std[2]) << k << parallel;
      EXPECT_NEAR(point.phases[1].weight.value, share[k], 5.0 * point.phases[1].weight.std + 0.002)
          << k << parallel;
      EXPECT_EQ(point.seen[1], share[k] > 0.0) << k << parallel;
    }
  }
}

// Three patterns of the layered oxide, by a rock salt alone whose intensities are free.
TEST(Series, PatternsOfAnotherPhaseAreNotTrusted) {
  std::vector<SeriesPattern> patterns;
  for (int k = 0; k < 3; ++k) {
    patterns.push_back(
        {std::to_string(k),
         simulate(with_nickel_oxide(0.0), ordinary(static_cast<std::uint64_t>(70 + k))).pattern,
         static_cast<double>(k), std::nullopt});
  }
  SeriesOptions options;
  options.analysis = copper();
  options.analysis.method = Intensities::le_bail;
  for (const bool parallel : {false, true}) {
    options.parallel = parallel;
    const auto wrong = analyse_series(patterns, {samples::rock_salt()}, options);
    ASSERT_EQ(wrong.points.size(), 3U);
    for (const auto& point : wrong.points) {
      EXPECT_FALSE(point.trusted) << point.name;
      EXPECT_FALSE(point.warnings.empty()) << point.name;
    }
    EXPECT_THAT(wrong.warnings.back(), ::testing::HasSubstr("3 of 3 patterns are not to be trusted; 0: "));
    const Json third = to_json(wrong).at("patterns").at(2);
    EXPECT_FALSE(third.at("trusted").get<bool>());
    EXPECT_EQ(third.at("warnings").size(), wrong.points[2].warnings.size());
    for (const auto& point : analyse_series(patterns, {samples::layered()}, options).points) {
      EXPECT_TRUE(point.trusted) << point.name << ": " << point.warnings.front();
    }
    auto one_line = options;
    one_line.analysis.radiation = parse_radiation("1.5406");
    for (const auto& point : analyse_series(patterns, {samples::layered()}, one_line).points) {
      EXPECT_FALSE(point.trusted) << point.name;
    }
  }
}

// 2.5 % along the series, 0.5 % from one pattern to the next; then a pattern of quite another cell.
TEST(Series, ACellMayGoFarButNotAtOnce) {
  std::vector<SeriesPattern> patterns;
  for (int k = 0; k < 6; ++k) {
    auto phases = with_nickel_oxide(0.0);
    phases[0].structure.cell.c = 16.0 + 0.08 * k;
    patterns.push_back({std::to_string(k),
                        simulate(phases, ordinary(static_cast<std::uint64_t>(80 + k))).pattern,
                        static_cast<double>(k), std::nullopt});
  }
  SeriesOptions options;
  options.analysis = copper();
  const auto series = analyse_series(patterns, {samples::layered()}, options);
  EXPECT_NEAR(series.points.back().phases[0].cell.c, 16.4, 0.005);
  for (const auto& point : series.points) {
    EXPECT_TRUE(point.trusted) << point.name << ": " << point.warnings.front();
  }
  patterns.erase(patterns.begin() + 1, patterns.end() - 1);
  const auto jump = analyse_series(patterns, {samples::layered()}, options);
  EXPECT_TRUE(jump.points[0].trusted);
  EXPECT_FALSE(jump.points[1].trusted);
}

TEST(Series, TwoAxesMayCross) {
  const auto orthorhombic = [](double b, double c) {
    auto structure = samples::from_cif(
        "data_X\n_cell_length_a 7.7\n_cell_length_b " + std::to_string(b) + "\n_cell_length_c " +
        std::to_string(c) +
        "\n_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n_space_group_name_H-M_alt 'P m m "
        "m'\nloop_\n"
        "_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_"
        "z\n"
        "_atom_site_occupancy\n_atom_site_U_iso_or_equiv\nCu1 Cu 0 0 0 1 0.005\nO1 O 0.5 0.3 0.1 1 0.006\n");
    return structure;
  };
  std::vector<SeriesPattern> patterns;
  std::vector<double> b, c;
  for (int k = 0; k < 9; ++k) {
    b.push_back(8.56 - 0.01 * k);
    c.push_back(8.52 + 0.005 * k - 0.0013);
    auto options = ordinary(static_cast<std::uint64_t>(40 + k));
    options.peak_counts = 50000.0;
    auto simulated = simulate({{orthorhombic(b.back(), c.back()), 1.0, {}, {}}}, options);
    patterns.push_back(
        {std::to_string(k), std::move(simulated.pattern), static_cast<double>(k), std::nullopt});
  }
  SeriesOptions options;
  options.analysis = copper();
  options.analysis.strategy.fixed = {Quantity::position, Quantity::march};
  const auto series = analyse_series(patterns, {orthorhombic(8.56, 8.52)}, options);
  for (std::size_t k = 0; k < 9; ++k) {
    const auto& phase = series.points[k].phases[0];
    EXPECT_NEAR(phase.cell.b, b[k], 0.002) << k;
    EXPECT_NEAR(phase.cell.c, c[k], 0.002) << k;
  }
}

TEST(Analysis, AMinorPhaseIsFoundWithACellThatIsOff) {
  const auto simulated = simulate(with_nickel_oxide(0.02), ordinary(11));
  for (const double off : {0.99, 1.012}) {
    const auto analysis =
        analyse(simulated.pattern, {samples::layered(), samples::rock_salt(4.178 * off)}, copper());
    EXPECT_NEAR(analysis.phases[1].cell.a, 4.178, 0.002) << off;
    EXPECT_NEAR(analysis.phases[1].weight.value, 0.02, 4.0 * analysis.phases[1].weight.std) << off;
  }
  // Where there is none, none is made.
  const auto without = simulate(with_nickel_oxide(0.0), ordinary(12));
  const auto analysis = analyse(without.pattern, {samples::layered(), samples::rock_salt(4.14)}, copper());
  EXPECT_LT(analysis.phases[1].weight.value, 0.003);
}

TEST(Analysis, WhatIsFixedStays) {
  const auto simulated = simulate(with_nickel_oxide(0.0), ordinary(8));
  auto options = copper();
  options.strategy.fixed = {Quantity::cell, Quantity::site_displacement, Quantity::inverse_size};
  auto oxide = samples::layered();
  oxide.cell.c = 16.02;
  const auto analysis = analyse(simulated.pattern, {oxide}, options);
  EXPECT_NEAR(analysis.phases[0].cell.c, 16.02, 1e-9);
  EXPECT_EQ(analysis.phases[0].cell_std[2], 0.0);
  for (const auto& variable : analysis.refined.variables) {
    EXPECT_FALSE(options.strategy.fixes(variable.quantity)) << static_cast<int>(variable.quantity);
  }
}

// Layers that differ in their distance: planes along c are broader than those across.
TEST(Analysis, StrainAfterStephensComesBackBesideTheInstrumentsWidth) {
  Broadening strained;
  strained.strain_model = StrainModel::stephens;
  Phase phase(samples::layered());
  phase.broadening.strain_model = StrainModel::stephens;
  phase.list_reflections(1.0, 8.0, crystal::Probe::x_ray, 1.54);
  phase.set_isotropic_strain(1000.0);
  strained.stephens = phase.broadening.stephens;
  // Along c three times as much: all that is quartic in l alone.
  const double along_c = phase.broadening_of()[0].quartic.dot(
      Eigen::Map<const Eigen::VectorXd>(strained.stephens.data(), phase.broadening_of()[0].quartic.size()));
  EXPECT_NEAR(std::sqrt(along_c), 1000.0, 1.0);  // (003): isotropic as yet
  Eigen::Index purest = 0;
  phase.broadening_of()[0].quartic.cwiseAbs().maxCoeff(&purest);
  strained.stephens[static_cast<std::size_t>(purest)] *= 9.0;
  auto made = ordinary(9);
  made.peak_counts = 50000.0;
  const auto simulated = simulate({{samples::layered(), 1.0, strained, {}}}, made);
  auto options = copper();
  const auto isotropic = analyse(simulated.pattern, {samples::layered()}, options);
  options.stephens = {"O3"};
  const auto anisotropic = analyse(simulated.pattern, {samples::layered()}, options);
  EXPECT_TRUE(anisotropic.refined.converged);
  EXPECT_LT(anisotropic.refined.r.gof, 1.1);
  EXPECT_LT(anisotropic.refined.r.gof, isotropic.refined.r.gof);
}

}  // namespace
}  // namespace nacre::diffraction
