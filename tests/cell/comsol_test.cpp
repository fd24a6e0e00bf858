// The DFN against COMSOL's discharges of the Marquis cell, and against itself on finer meshes.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "nacre/base/json.hpp"
#include "nacre/cell/simulate.hpp"
#include "support/reference.hpp"
#include "variants.hpp"

namespace nacre::cell {
namespace {

Simulation discharge(const CellParameters& cell, double c_rate, ModelKind kind = ModelKind::dfn,
                     Mesh mesh = {}) {
  SimulationOptions options;
  options.model = kind;
  options.mesh = mesh;
  return simulate(cell, testing::protocol_of({testing::constant_current(-c_rate, cell.lower_cutoff_V)}),
                  options);
}

// Voltage over time without the last row, which repeats the one before where a step ends at an event.
numerics::Curve voltage_of(const Simulation& simulation) {
  std::vector<double> t;
  std::vector<double> v;
  for (std::size_t k = 0; k < simulation.time_s.size(); ++k) {
    if (t.empty() || simulation.time_s[k] > t.back()) {
      t.push_back(simulation.time_s[k]);
      v.push_back(simulation.voltage_V[k]);
    }
  }
  return numerics::Curve::through(t, v);
}

struct Reference {
  std::vector<double> time, voltage;
};

Reference read_discharge(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  Reference reference;
  while (std::getline(file, line)) {
    double t = 0.0;
    double v = 0.0;
    char comma = 0;
    std::istringstream(line) >> t >> comma >> v;
    if (v >= 3.105) {
      reference.time.push_back(t);
      reference.voltage.push_back(v);
    }
  }
  return reference;
}

void compare(const std::filesystem::path& path, double c_rate) {
  const auto reference = read_discharge(path);
  ASSERT_GT(reference.time.size(), 100u);
  const auto simulation = discharge(testing::marquis(), c_rate);
  EXPECT_TRUE(simulation.complete);
  ASSERT_GE(simulation.time_s.back(), reference.time.back());
  const auto voltage = voltage_of(simulation);
  double sum = 0.0;
  double worst = 0.0;
  double worst_before_the_end = 0.0;
  for (std::size_t k = 0; k < reference.time.size(); ++k) {
    const double error = std::abs(voltage(reference.time[k]) - reference.voltage[k]);
    sum += error * error;
    worst = std::max(worst, error);
    if (reference.time[k] <= 0.9 * reference.time.back()) {
      worst_before_the_end = std::max(worst_before_the_end, error);
    }
  }
  const double rmse = std::sqrt(sum / static_cast<double>(reference.time.size()));
  std::printf("%gC: rmse %.3f mV, worst %.3f mV, worst in the first 90 %% %.3f mV\n", c_rate, 1e3 * rmse,
              1e3 * worst, 1e3 * worst_before_the_end);
  EXPECT_LE(rmse, 0.5e-3);
  EXPECT_LE(worst, 3e-3);
  EXPECT_LE(worst_before_the_end, 0.5e-3);
}

TEST(Comsol, HalfC) {
  NACRE_REFERENCE_FILE(path, "cell/pybamm_comsol/comsol_05C_tV.csv");
  compare(path, 0.5);
}
TEST(Comsol, OneC) {
  NACRE_REFERENCE_FILE(path, "cell/pybamm_comsol/comsol_1C_tV.csv");
  compare(path, 1.0);
}
TEST(Comsol, ThreeC) {
  NACRE_REFERENCE_FILE(path, "cell/pybamm_comsol/comsol_3C_tV.csv");
  compare(path, 3.0);
}

}  // namespace
}  // namespace nacre::cell
