// The calculated pattern and its derivatives.
#include "nacre/diffraction/model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "samples.hpp"

namespace nacre::diffraction {
namespace {

std::vector<double> angles(double low, double high, double step) {
  std::vector<double> x;
  for (double at = low; at <= high; at += step) {
    x.push_back(at);
  }
  return x;
}

// Everything at once: two phases, one textured by harmonics and strained as Stephens has it, one with free
// intensities.
struct Everything {
  Model model;
  std::vector<double> x = angles(14.0, 70.0, 0.04);
  std::vector<Variable> variables;

  Everything() {
    model.instrument = samples::laboratory();
    model.instrument.axial = 0.03;
    model.instrument.zero_deg = 0.01;
    model.instrument.displacement_mm = 0.03;
    model.background.chebyshev = {100.0, -20.0, 5.0};
    model.background.humps = {{30.0, 500.0, 8.0}};
    model.phases.emplace_back(samples::layered());
    model.phases.emplace_back(samples::rock_salt(), Intensities::pawley);
    auto& oxide = model.phases[0];
    oxide.scale = 0.05;
    oxide.texture.march = 0.8;
    oxide.texture.order = 4;
    oxide.broadening.strain_model = StrainModel::stephens;
    oxide.broadening.inverse_size = 2.0;
    auto& salt = model.phases[1];
    salt.scale = 1.0;
    salt.broadening.strain = 800.0;
    model.list_reflections(x.front(), x.back());
    for (std::size_t k = 0; k < salt.free_intensities.size(); ++k) {
      salt.free_intensities[k] = 100.0 + 10.0 * static_cast<double>(k);
    }
    for (auto& value : oxide.broadening.stephens) {
      value = 300.0;
    }
    for (std::size_t k = 0; k < oxide.texture.harmonics.size(); ++k) {
      oxide.texture.harmonics[k] = 0.05 * static_cast<double>(k + 1);
    }
    for (const auto quantity :
         {Quantity::zero, Quantity::displacement, Quantity::transparency, Quantity::caglioti_u,
          Quantity::caglioti_v, Quantity::caglioti_w, Quantity::lorentz_x, Quantity::lorentz_y,
          Quantity::lorentz_z, Quantity::axial}) {
      variables.push_back({quantity});
    }
    for (int k = 0; k < 3; ++k) {
      variables.push_back({Quantity::background, -1, k});
    }
    variables.insert(variables.end(),
                     {{Quantity::hump_position}, {Quantity::hump_area}, {Quantity::hump_width}});
    for (const auto quantity :
         {Quantity::scale, Quantity::phase_shift, Quantity::inverse_size, Quantity::march}) {
      variables.push_back({quantity, 0});
    }
    for (int k = 0; k < static_cast<int>(oxide.broadening.stephens.size()); ++k) {
      variables.push_back({Quantity::stephens, 0, k});
    }
    for (int k = 0; k < static_cast<int>(oxide.texture.harmonics.size()); ++k) {
      variables.push_back({Quantity::harmonic, 0, k});
    }
    variables.push_back({Quantity::position, 0, 4, 0});
    variables.push_back({Quantity::site_displacement, 0, 4, 0});
    variables.push_back({Quantity::occupancy, 0, 0});
    variables.push_back({Quantity::overall_displacement, 0});
    variables.push_back({Quantity::cell, 0, 0});
    variables.push_back({Quantity::cell, 0, 1});
    variables.push_back({Quantity::cell, 1, 0});
    variables.push_back({Quantity::strain, 1});
    variables.push_back({Quantity::intensity, 1, 1});
  }

  std::vector<double> at(const Variable& variable, double value) const {
    Model moved = model;
    moved.at(variable) = value;
    for (auto& phase : moved.phases) {
      phase.update();
    }
    CalculateOptions all;
    all.level = 0.0;
    all.most_fwhm = 12.0;
    return calculate(moved, x, {}, all).intensity;
  }
};

TEST(Model, EveryDerivativeIsThatOfThePattern) {
  Everything sample;
  CalculateOptions all;
  all.level = 0.0;
  all.most_fwhm = 12.0;
  const auto calculated = calculate(sample.model, sample.x, sample.variables, all);
  for (std::size_t v = 0; v < sample.variables.size(); ++v) {
    const auto& variable = sample.variables[v];
    const double value = sample.model.at(variable);
    const bool cell = variable.quantity == Quantity::cell;
    const double step = cell ? 1e-7 * value : 1e-5 * std::max(std::abs(value), 0.01);
    const auto up = sample.at(variable, value + step), down = sample.at(variable, value - step);
    const auto& column = calculated.derivatives[v];
    double largest = 0.0, worst = 0.0;
    for (std::size_t i = 0; i < sample.x.size(); ++i) {
      const bool within = i >= column.first && i < column.first + column.values.size();
      const double exact = within ? column.values[i - column.first] : 0.0;
      largest = std::max(largest, std::abs(exact));
      worst = std::max(worst, std::abs((up[i] - down[i]) / (2.0 * step) - exact));
    }
    EXPECT_GT(largest, 0.0) << sample.model.name_of(variable);
    // The ends of peaks move with their widths, and |F|^2 with the cell by a little that is left out.
    EXPECT_LT(worst, (cell ? 3e-3 : 1e-3) * largest) << sample.model.name_of(variable);
  }
}

TEST(Model, PeaksLieWhereBraggSaysAndDisplacementMovesThemAsGeometryHasIt) {
  Model model;
  model.instrument = samples::laboratory();
  model.phases.emplace_back(samples::rock_salt(4.0)).scale = 1.0;
  const auto x = angles(20.0, 100.0, 0.05);
  model.list_reflections(x.front(), x.back());
  std::vector<Peak> peaks, moved;
  calculate(model, x, {}, {}, &peaks);
  // (111) of a 4 angstrom cell.
  const double expected = 2.0 * std::asin(1.540593 * std::sqrt(3.0) / 8.0) * 180.0 / std::acos(-1.0);
  EXPECT_NEAR(peaks.front().position_deg, expected, 1e-9);
  model.instrument.displacement_mm = 0.1;
  calculate(model, x, {}, {}, &moved);
  const double theta = 0.5 * expected * std::acos(-1.0) / 180.0;
  EXPECT_NEAR(moved.front().position_deg - expected,
              -2.0 * 0.1 / 200.0 * std::cos(theta) * 180.0 / std::acos(-1.0), 1e-9);
}

TEST(Model, SecondLineHasItsWeightAndItsPlace) {
  Model model;
  model.instrument = samples::laboratory();
  model.phases.emplace_back(samples::rock_salt()).scale = 1.0;
  const auto x = angles(35.0, 80.0, 0.02);
  model.list_reflections(x.front(), x.back());
  std::vector<Peak> peaks;
  calculate(model, x, {}, {}, &peaks);
  ASSERT_GE(peaks.size(), 2U);
  EXPECT_EQ(peaks[0].reflection, peaks[1].reflection);
  EXPECT_NEAR(peaks[1].area / peaks[0].area, 0.5, 0.01);  // but for LP at the two angles
  EXPECT_GT(peaks[1].position_deg, peaks[0].position_deg);
}

TEST(Model, SharesOfLeBailAddUpToWhatWasObserved) {
  auto simulated = [] {
    SimulationOptions options;
    options.instrument = samples::laboratory();
    options.seed = 0;
    return simulate({{samples::rock_salt(), 1.0, {}, {}}}, options);
  }();
  Model model = simulated.model;
  model.phases[0] = Phase(samples::rock_salt(), Intensities::le_bail);
  model.list_reflections(10.0, 90.0);
  const auto& pattern = simulated.pattern;
  for (int i = 0; i < 20; ++i) {
    share_intensities(model, pattern.two_theta_deg, pattern.intensity, pattern.std);
  }
  const auto calculated = calculate(model, pattern.two_theta_deg, {});
  double observed = 0.0, shared = 0.0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    observed += pattern.intensity[i] - calculated.background[i];
    shared += calculated.peaks[i];
  }
  EXPECT_NEAR(shared / observed, 1.0, 2e-3);
}

}  // namespace
}  // namespace nacre::diffraction
