// The closed loop: a material, its pattern, and the material again as the same code reads it from the
// pattern.
#include "nacre/diffraction/virtual_sample.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "nacre/base/error.hpp"
#include "nacre/crystal/shipped.hpp"
#include "nacre/diffraction/analysis.hpp"
#include "samples.hpp"

namespace nacre::diffraction {
namespace {

material::MaterialState made() {
  material::MaterialState state;
  state.name = "made";
  state.coating = "NaCaPO4";
  state.a_angstrom = 2.9781;
  state.c_angstrom = 16.021;
  state.sodium_per_formula = 0.97;
  state.nickel_in_layers_per_formula = 0.32;
  state.grain_nm = 300.0;
  state.rock_salt_nm = 12.0;
  state.phases = {{"O3", 0.975}, {"NiO", 0.02}, {"precursor", 0.005}};
  return state;
}

TEST(VirtualSample, FractionsAndCellsComeBackWithinThreeUncertainties) {
  const auto sample = virtual_sample(made());
  ASSERT_EQ(sample.phases.size(), 2U);
  EXPECT_THAT(sample.warnings, testing::ElementsAre(testing::HasSubstr("precursor")));
  SimulationOptions options;
  options.instrument = samples::laboratory();
  options.range = {10.0, 100.0};
  options.peak_counts = 30000.0;
  options.seed = 11;
  const auto simulated = simulate(sample.phases, options);
  AnalysisOptions analysis_options;
  analysis_options.instrument = options.instrument;
  const auto analysis =
      analyse(simulated.pattern, {crystal::shipped_structure("O3-NFM333"), crystal::shipped_structure("NiO")},
              analysis_options);
  EXPECT_TRUE(analysis.refined.converged);
  EXPECT_LT(analysis.refined.r.gof, 1.1);
  const auto& oxide = analysis.phases[0];
  const auto& nickel_oxide = analysis.phases[1];
  EXPECT_NEAR(oxide.cell.a, 2.9781, 3.0 * oxide.cell_std[0]);
  EXPECT_NEAR(oxide.cell.c, 16.021, 3.0 * oxide.cell_std[2]);
  EXPECT_NEAR(oxide.size_um, 0.3, 3.0 * oxide.size_std);
  EXPECT_NEAR(nickel_oxide.weight.value, 0.02 / 0.995, 3.0 * nickel_oxide.weight.std);
  // The thin layer of rock salt is seen as what it is: a crystal of a dozen nanometres.
  EXPECT_NEAR(nickel_oxide.size_um, 0.012, 0.003);
}

// A layer that lacks sodium: a shorter and c longer, so that no stretch of the whole cell brings the narrow
// peaks to their places, and beside it phases that are not there, whose scales come to nought.
TEST(VirtualSample, AxesThatMovedApartComeBackBesidePhasesThatAreNotThere) {
  auto state = made();
  state.a_angstrom = 2.9647;
  state.c_angstrom = 16.0574;
  state.grain_nm = 1450.0;
  state.coating_nm = 50.0;
  state.phases = {{"O3", 0.93}, {"coating", 0.07}};
  const auto sample = virtual_sample(state);
  SimulationOptions options;
  options.instrument = samples::laboratory();
  options.seed = 2;
  const auto simulated = simulate(sample.phases, options);
  AnalysisOptions analysis_options;
  analysis_options.radiation = options.instrument.radiation;
  const auto analysis = analyse(simulated.pattern,
                                {crystal::shipped_structure("O3-NFM333"), crystal::shipped_structure("NiO"),
                                 crystal::shipped_structure("gamma-Na3PO4")},
                                analysis_options);
  EXPECT_LT(analysis.refined.r.gof, 1.1);
  const auto& oxide = analysis.phases[0];
  EXPECT_NEAR(oxide.cell.a, 2.9647, 3.0 * oxide.cell_std[0]);
  EXPECT_NEAR(oxide.cell.c, 16.0574, 3.0 * oxide.cell_std[2]);
  const auto& coating = analysis.phases[2];
  EXPECT_NEAR(coating.weight.value, 0.07, 3.0 * coating.weight.std);
  EXPECT_NEAR(coating.size_um, 0.05, 3.0 * coating.size_std);
}

// Peaks narrow enough that, until the axes are in their places, every one is missed and the width runs away.
TEST(VirtualSample, NarrowPeaksKeepTheirWidthWhereTheAxesMovedApart) {
  auto state = made();
  state.a_angstrom = 2.9647;
  state.c_angstrom = 16.0574;
  state.grain_nm = 1450.0;
  state.phases = {{"O3", 1.0}};
  SimulationOptions options;
  options.instrument.radiation = parse_radiation("CuKa");
  const auto simulated = simulate(virtual_sample(state).phases, options);
  AnalysisOptions analysis_options;
  analysis_options.radiation = options.instrument.radiation;
  const auto analysis =
      analyse(simulated.pattern, {crystal::shipped_structure("O3-NFM333")}, analysis_options);
  EXPECT_LT(analysis.refined.r.gof, 1.1);
  EXPECT_NEAR(analysis.phases[0].cell.a, 2.9647, 3.0 * analysis.phases[0].cell_std[0]);
  EXPECT_NEAR(analysis.phases[0].cell.c, 16.0574, 3.0 * analysis.phases[0].cell_std[2]);
}

// Four nanometres of rock salt: peaks two degrees wide, of which a narrow one would find a twentieth.
TEST(VirtualSample, ALayerOfFourNanometresIsFound) {
  auto state = made();
  state.rock_salt_nm = 4.0;
  state.phases = {{"O3", 0.98}, {"NiO", 0.02}};
  SimulationOptions options;
  options.instrument = samples::laboratory();
  options.peak_counts = 30000.0;
  options.seed = 5;
  const auto simulated = simulate(virtual_sample(state).phases, options);
  AnalysisOptions analysis_options;
  analysis_options.radiation = options.instrument.radiation;
  const auto analysis =
      analyse(simulated.pattern, {crystal::shipped_structure("O3-NFM333"), crystal::shipped_structure("NiO")},
              analysis_options);
  const auto& nickel_oxide = analysis.phases[1];
  EXPECT_TRUE(seen(analysis.refined, 1));
  EXPECT_NEAR(nickel_oxide.weight.value, 0.02, 3.0 * nickel_oxide.weight.std);
  EXPECT_NEAR(nickel_oxide.size_um, 0.004, 3.0 * nickel_oxide.size_std);
}

TEST(VirtualSample, AMaterialThatDoesNotDiffractIsRefused) {
  auto state = made();
  state.phases = {{"precursor", 1.0}};
  EXPECT_THROW(virtual_sample(state), UsageError);
}

}  // namespace
}  // namespace nacre::diffraction
