// Constraints and restraints: as people write them, and what a refinement makes of them.
#include "nacre/diffraction/ties.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "nacre/base/error.hpp"
#include "nacre/diffraction/analysis.hpp"
#include "samples.hpp"

namespace nacre::diffraction {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

std::vector<crystal::Structure> both() { return {samples::layered(), samples::rock_salt()}; }

StrategyOptions constrained(const std::string& text) {
  StrategyOptions options;
  add_constraint(text, both(), options);
  return options;
}

StrategyOptions restrained(const std::string& text) {
  StrategyOptions options;
  add_restraint(text, both(), options);
  return options;
}

Simulated pattern_of_layers(std::uint64_t seed) {
  SimulationOptions options;
  options.instrument = samples::laboratory();
  options.range = {15.0, 90.0};
  options.step_deg = 0.03;
  options.peak_counts = 3000.0;
  options.background_counts = 60.0;
  options.seed = seed;
  return simulate({{samples::layered(), 1.0, {}, {}}}, options);
}

AnalysisOptions with(const StrategyOptions& strategy) {
  AnalysisOptions options;
  options.radiation = parse_radiation("CuKa");
  options.strategy = strategy;
  return options;
}

TEST(Ties, SumsOfOccupancies) {
  const auto options = constrained("O3.Ni1 + 2 O3.Fe1 - O3.Mn1 = 0.667");
  ASSERT_THAT(options.constraints, SizeIs(1));
  EXPECT_THAT(options.constraints[0].terms, ElementsAre(Pair(Variable{Quantity::occupancy, 0, 1}, 1.0),
                                                        Pair(Variable{Quantity::occupancy, 0, 2}, 2.0),
                                                        Pair(Variable{Quantity::occupancy, 0, 3}, -1.0)));
  EXPECT_DOUBLE_EQ(options.constraints[0].value, 0.667);
  // What stands on the right comes over; a site that one phase alone has needs no phase.
  const auto moved = constrained("Fe1 = 0.5 - 0.5*Mn1");
  EXPECT_THAT(moved.constraints[0].terms, ElementsAre(Pair(Variable{Quantity::occupancy, 0, 2}, 1.0),
                                                      Pair(Variable{Quantity::occupancy, 0, 3}, 0.5)));
  EXPECT_DOUBLE_EQ(moved.constraints[0].value, 0.5);
}

TEST(Ties, DisplacementsAndCoordinates) {
  const auto equal = constrained("U(O3.Na1) = 2 U(O3.O1)");
  EXPECT_THAT(equal.constraints[0].terms,
              ElementsAre(Pair(Variable{Quantity::site_displacement, 0, 0}, 1.0),
                          Pair(Variable{Quantity::site_displacement, 0, 4}, -2.0)));
  // Of species that share a site the first one swings.
  EXPECT_EQ(constrained("U(O3.Mn1) = U(NiO.Ni1)").constraints[0].terms.front().first,
            (Variable{Quantity::site_displacement, 0, 1}));
  const auto height = constrained("z(O3.O1) = 0.24");
  ASSERT_THAT(height.constraints[0].terms, SizeIs(1));
  const auto& [variable, factor] = height.constraints[0].terms[0];
  EXPECT_NEAR(0.233 + height.constraints[0].value, 0.24, 1e-12);
  EXPECT_EQ(variable.quantity, Quantity::position);
  EXPECT_NEAR(std::abs(factor), 1.0, 1e-12);
}

TEST(Ties, NamesMayHoldBlanksSignsAndDigits) {
  auto structure = samples::layered();
  structure.name = "2p-10 (2)";
  StrategyOptions options;
  add_constraint("2 2p-10 (2).Ni1 + 2p-10 (2).Fe1 = 1", {structure}, options);
  EXPECT_THAT(options.constraints[0].terms, ElementsAre(Pair(Variable{Quantity::occupancy, 0, 1}, 2.0),
                                                        Pair(Variable{Quantity::occupancy, 0, 2}, 1.0)));
}

TEST(Ties, WhatIsNoneIsRefused) {
  for (const char* text : {"", "O3.Ni1", "O3.Xx1 = 1", "O3.Ni1 = ", "O3.Ni1 + = 1", "O3.Ni1 O3.Fe1 = 1",
                           "z(O3.Na1) = 0.1", "U(O3.Ni1 = 0.1", "O3.Ni1 = 1 +- 0.1", "1 = 1"}) {
    EXPECT_THROW(constrained(text), UsageError) << text;
  }
  for (const char* text : {"O3.Ni1 = 1", "distance(O3.Ni1) = 2 +- 0.1", "distance(O3.Ni1, O3.O1) = 2 +- 0",
                           "distance(O3.Ni1, NiO.O1) = 2 +- 0.1", "distance(O3.Ni1, O3.O1) = 1 +- 0.1",
                           "angle(O3.Ni1, O3.O1) = 90 +- 1", "angle(O3.O1, O3.Ni1, O3.O1) = 135 +- 1",
                           "O3.Ni1 + NiO.Ni1 = 1 +- 0.1"}) {
    EXPECT_THROW(restrained(text), UsageError) << text;
  }
}

TEST(Ties, DistancesAndAnglesOfTheStructure) {
  auto options = restrained("distance(NiO.Ni1, NiO.O1) = 2.1 +- 0.01");
  ASSERT_THAT(options.restraints, SizeIs(1));  // six of one length
  Model model;
  model.phases = {Phase(samples::layered()), Phase(samples::rock_salt())};
  EXPECT_NEAR(options.restraints[0].value(model), 0.5 * 4.178, 1e-12);
  EXPECT_NEAR(options.restraints[0].pull(model), -1.1, 1e-9);
  options = restrained("angle(NiO.O1, NiO.Ni1, NiO.O1) = 92 ± 2");
  ASSERT_THAT(options.restraints, SizeIs(1));
  EXPECT_NEAR(options.restraints[0].value(model), 90.0, 1e-9);
  // An octahedron of oxygen drawn out along c has two angles near ninety degrees.
  EXPECT_THAT(restrained("angle(O3.O1, O3.Ni1, O3.O1) = 90 +- 2").restraints, SizeIs(2));
  // By hand: the oxygen of R-3m nearest to (0, 0, 1/2) lies a/sqrt(3) away across, and so high along c.
  const double height = std::abs(0.5 - (1.0 / 3.0 + 0.233)) * 16.0;
  const double length = std::hypot(2.975 / std::sqrt(3.0), height);
  options = restrained("distance(O3.Ni1, O3.O1) = 2 +- 0.02");
  ASSERT_THAT(options.restraints, SizeIs(1));
  EXPECT_NEAR(options.restraints[0].value(model), length, 1e-9);
}

TEST(Ties, SlopesOfRestraintsAreThoseOfTheirValues) {
  auto options = restrained("distance(O3.Ni1, O3.O1) = 2 +- 0.02");
  const auto simulated = pattern_of_layers(2);
  Model model = simulated.model;
  const std::vector<Variable> variables = {{Quantity::scale, 0}, {Quantity::position, 0, 4, 0}};
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(2, 2);
  Eigen::VectorXd gradient = Eigen::VectorXd::Zero(2);
  add_restraints(options.restraints, model, variables, matrix, gradient);
  const double height = (1.0 / 3.0 + 0.233 - 0.5) * 16.0;
  const double length = std::hypot(2.975 / std::sqrt(3.0), height);
  const double slope = 16.0 * height / length / 0.02, pull = (length - 2.0) / 0.02;
  EXPECT_NEAR(matrix(1, 1), slope * slope, 1e-4 * slope * slope);
  EXPECT_NEAR(std::abs(gradient(1)), std::abs(slope * pull), 1e-4 * std::abs(slope * pull));
  EXPECT_EQ(matrix(0, 0), 0.0);
  EXPECT_NEAR(model.phases[0].structure.sites[4].position(2), 0.233, 1e-12);  // as it was
}

TEST(Ties, ADistanceHoldsAtoms) {
  const auto simulated = pattern_of_layers(3);
  const auto z_of = [](const Analysis& analysis) {
    return analysis.refined.model.phases[0].structure.sites[4].position(2);
  };
  const auto free = analyse(simulated.pattern, {samples::layered()}, with({}));
  // Held hard, away from the truth: the atom follows the restraint.
  StrategyOptions strategy;
  add_restraint("distance(O3.Ni1, O3.O1) = 2.10 +- 0.0001", {samples::layered()}, strategy);
  const auto held = analyse(simulated.pattern, {samples::layered()}, with(strategy));
  EXPECT_NEAR(strategy.restraints[0].value(held.refined.model), 2.10, 5e-4);
  EXPECT_NEAR(z_of(free), 0.233, 0.002);
  EXPECT_GT(std::abs(z_of(held) - 0.233), 0.003);
  EXPECT_GT(held.refined.r.Rwp_percent, free.refined.r.Rwp_percent);
}

TEST(Ties, ACompositionIsRefinedWithinItsUncertainty) {
  const auto simulated = pattern_of_layers(4);
  StrategyOptions strategy;
  add_restraint("O3.Na1 = 0.9 +- 0.0001", {samples::layered()}, strategy);
  const auto analysis = analyse(simulated.pattern, {samples::layered()}, with(strategy));
  EXPECT_NEAR(analysis.refined.model.phases[0].sites[0].occupancy, 0.9, 0.002);
  EXPECT_LT(analysis.refined.std_of({Quantity::occupancy, 0, 0}), 3e-4);
}

TEST(Ties, EqualDisplacementsStayEqual) {
  const auto simulated = pattern_of_layers(5);
  const Variable sodium{Quantity::site_displacement, 0, 0}, oxygen{Quantity::site_displacement, 0, 4};
  const auto analysis =
      analyse(simulated.pattern, {samples::layered()}, with(constrained("U(O3.Na1) = U(O3.O1)")));
  const auto& refined = analysis.refined;
  EXPECT_DOUBLE_EQ(refined.model.at(sodium), refined.model.at(oxygen));
  EXPECT_GT(refined.std_of(sodium), 0.0);
  EXPECT_NEAR(refined.std_of(sodium), refined.std_of(oxygen), 1e-12);
}

TEST(Ties, AFileHoldsBoth) {
  const std::string file = ::testing::TempDir() + "ties.txt";
  std::ofstream(file)
      << "# shared site\nO3.Ni1 + O3.Fe1 = 0.667\n\n  distance(O3.Ni1, O3.O1) = 2.0 +- 0.02  # bond\n";
  StrategyOptions options;
  add_ties(file, both(), options);
  EXPECT_THAT(options.constraints, SizeIs(1));
  EXPECT_THAT(options.restraints, SizeIs(1));
  std::ofstream(file) << "O3.Ni1 + O3.Fe1 = 0.667\nnonsense\n";
  try {
    add_ties(file, both(), options);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("line 2"));
  }
}

}  // namespace
}  // namespace nacre::diffraction
