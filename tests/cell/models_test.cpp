// The three models against one another, against finer meshes, and their impedance against time.
#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <fstream>

#include "nacre/base/json.hpp"
#include "nacre/cell/simulate.hpp"
#include "support/reference.hpp"
#include "variants.hpp"

namespace nacre::cell {
namespace {

constexpr double pi = 3.14159265358979323846;

// Voltage after a discharge at c_rate for so long.
double voltage_after(const CellParameters& cell, ModelKind kind, const Mesh& mesh, double c_rate,
                     double seconds, double tolerance = 1e-9) {
  auto step = testing::constant_current(-c_rate, cell.lower_cutoff_V);
  step.duration_s = seconds;
  SimulationOptions options;
  options.model = kind;
  options.mesh = mesh;
  options.relative_tolerance = tolerance;
  options.absolute_tolerance = 1e-2 * tolerance;
  const auto result = simulate(cell, testing::protocol_of({step}), options);
  EXPECT_NEAR(result.time_s.back(), seconds, 1e-6);
  return result.voltage_V.back();
}

TEST(Models, AgreeAtLowRate) {
  const auto cell = testing::marquis();
  const Mesh mesh{20, 10, 20, 8};
  const double dfn = voltage_after(cell, ModelKind::dfn, mesh, 0.02, 90000.0);
  EXPECT_NEAR(voltage_after(cell, ModelKind::spme, mesh, 0.02, 90000.0), dfn, 0.1e-3);
  EXPECT_NEAR(voltage_after(cell, ModelKind::spm, mesh, 0.02, 90000.0), dfn, 1e-3);
  const double at_1C = voltage_after(cell, ModelKind::dfn, mesh, 1.0, 1800.0);
  EXPECT_NEAR(voltage_after(cell, ModelKind::spme, mesh, 1.0, 1800.0), at_1C, 5e-3);
  EXPECT_GT(std::abs(voltage_after(cell, ModelKind::spm, mesh, 1.0, 1800.0) - at_1C), 10e-3);
}

TEST(Models, SecondOrderAlongX) {
  const auto cell = testing::marquis();
  const auto at = [&](std::size_t n) {
    return voltage_after(cell, ModelKind::dfn, {n, n, n, 8}, 2.0, 900.0);
  };
  const double coarse = at(6);
  const double middle = at(12);
  const double fine = at(24);
  const double order = std::log2((coarse - middle) / (middle - fine));
  std::printf("order along x: %.3f\n", order);
  EXPECT_NEAR(order, 2.0, 0.15);
}

TEST(Models, SpectralAlongTheRadius) {
  const auto cell = testing::marquis();
  const auto at = [&](std::size_t n) {
    return voltage_after(cell, ModelKind::spm, {1, 1, 1, n}, 1.0, 10.0, 1e-11);
  };
  const double exact = at(20);
  double before = std::abs(at(5) - exact);
  for (const std::size_t n : {9, 13}) {
    const double error = std::abs(at(n) - exact);
    std::printf("%zu radial nodes: %.2e V\n", n, error);
    EXPECT_LT(error, before / 50.0) << n;
    before = error;
  }
}

TEST(Models, ErrorInTimeFollowsTheTolerance) {
  const auto cell = testing::marquis();
  const auto at = [&](double tolerance) {
    return voltage_after(cell, ModelKind::dfn, {6, 4, 6, 6}, 1.0, 2000.0, tolerance);
  };
  const double exact = at(1e-12);
  EXPECT_LT(std::abs(at(1e-4) - exact), 1e-4);
  EXPECT_LT(std::abs(at(1e-6) - exact), 2e-6);
  EXPECT_LT(std::abs(at(1e-8) - exact), 5e-8);
}

// Without electrolyte losses the cell is its two half cells against a foil without losses of its own.
TEST(Models, HalfAndHalfIsFull) {
  const auto cell = testing::marquis();
  const auto half = [&](const Electrode& e) {
    auto half_cell = cell;
    half_cell.negative.reset();
    half_cell.positive = e;
    half_cell.metal.exchange_current = 1e9;
    half_cell.lower_cutoff_V = -1.0;
    return half_cell;
  };
  const double full = voltage_after(cell, ModelKind::spm, {}, 1.0, 1500.0);
  const double positive = voltage_after(half(cell.positive), ModelKind::spm, {}, 1.0, 1500.0);
  auto charge = testing::constant_current(1.0, 5.0);
  charge.duration_s = 1500.0;
  SimulationOptions options;
  options.model = ModelKind::spm;
  options.relative_tolerance = 1e-9;
  options.absolute_tolerance = 1e-11;
  const auto negative = simulate(half(*cell.negative), testing::protocol_of({charge}), options);
  EXPECT_NEAR(positive - negative.voltage_V.back(), full, 1e-6);
}

// The impedance from the linearised equations against the answer to a small sine over many periods.
void compare_with_sine(const CellParameters& cell, ModelKind kind, double frequency) {
  const auto model = make_model(kind, cell, {6, 4, 6, 8});
  auto y = model->rest(0.5);
  std::vector<double> yp;
  model->set_drive({});
  ASSERT_EQ(model->make_consistent(0.0, y, yp), "");
  const auto expected = model->impedance(y.data(), frequency);
  const double amplitude = 0.01 * model->one_C();
  const int periods = 12;
  const int per_period = 400;
  std::vector<double> t;
  std::vector<double> i;
  for (int k = 0; k <= periods * per_period; ++k) {
    t.push_back(static_cast<double>(k) / per_period / frequency);
    i.push_back(amplitude * std::sin(2.0 * pi * k / per_period));
  }
  const auto profile = numerics::Curve::through(t, i);
  Drive drive;
  drive.profile = &profile;
  model->set_drive(drive);
  ASSERT_EQ(model->make_consistent(0.0, y, yp), "");
  numerics::DaeOptions options;
  options.relative_tolerance = 1e-9;
  options.absolute_tolerance = model->absolute_tolerance(1e-11);
  options.largest_step = 0.01 / frequency;
  numerics::DaeSolver solver(*model, options);
  solver.restart(0.0, y, yp, 1e-3 * options.largest_step);
  std::complex<double> sum = 0.0;
  double mean = 0.0;
  const int first = (periods - 4) * per_period;
  std::vector<double> voltage;
  for (int k = first; k < periods * per_period; ++k) {
    const double stop = t[static_cast<std::size_t>(k)];
    while (solver.time() < stop) {
      ASSERT_NE(solver.step(stop), numerics::DaeSolver::Status::failed)
          << solver.failure() << " t " << solver.time() << " stop " << stop;
    }
    voltage.push_back(model->voltage(solver.state().data()));
    mean += voltage.back();
  }
  mean /= static_cast<double>(voltage.size());
  for (std::size_t k = 0; k < voltage.size(); ++k) {
    sum += (voltage[k] - mean) * std::polar(1.0, -2.0 * pi * static_cast<double>(k) / per_period);
  }
  // i = amplitude sin(wt) = Re(-j amplitude exp(jwt))
  const std::complex<double> measured =
      2.0 * sum / static_cast<double>(voltage.size()) / (std::complex<double>(0.0, -1.0) * amplitude);
  EXPECT_LT(std::abs(measured - expected) / std::abs(expected), 5e-3)
      << testing::name_of(kind) << " at " << frequency << " Hz: " << measured << " against " << expected;
}

TEST(Models, ImpedanceIsTheAnswerToASmallSine) {
  for (const auto kind : testing::every_model) {
    compare_with_sine(testing::marquis(), kind, 1.0);
    compare_with_sine(testing::marquis(), kind, 0.02);
  }
  auto half = testing::half_cell(testing::everything_on());
  half.positive.open_circuit_charge_V.reset();  // hysteresis has no linear answer to a sine about rest
  compare_with_sine(half, ModelKind::dfn, 3.0);
}

// Fields at the middle of the 1C discharge, within 1 % of their range or size.
TEST(Models, FieldsAreComsols) {
  NACRE_REFERENCE_FILE(path, "cell/pybamm_comsol/comsol_1C.json");
  std::ifstream file(path);
  const auto comsol = Json::parse(file);
  const auto times = comsol["time"].get<std::vector<double>>();
  const std::size_t column = times.size() / 2;
  const auto cell = testing::marquis();
  auto step = testing::constant_current(-1.0, cell.lower_cutoff_V);
  step.duration_s = times[column];
  SimulationOptions options;
  options.mesh = {30, 20, 30, 10};
  const auto model = make_model(ModelKind::dfn, cell, options.mesh);
  auto y = model->rest(1.0);
  simulate(*model, y, testing::protocol_of({step}), options);
  const auto profile = model->profile(y.data());
  // COMSOL's values on its own points, compared where nacre has its cells.
  const auto compare = [&](const char* field, const char* places, const std::vector<double>& ours,
                           double factor) {
    const auto x = comsol[places].get<std::vector<double>>();
    std::vector<double> value;
    for (const auto& row : comsol[field]) {
      value.push_back(row[column].get<double>());
    }
    std::vector<double> xs;
    std::vector<double> vs;
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (xs.empty() || x[k] > xs.back()) {
        xs.push_back(x[k]);
        vs.push_back(value[k]);
      }
    }
    const auto curve = numerics::Curve::linear(xs, vs);
    double worst = 0.0;
    double size = 0.0;
    for (std::size_t k = 0; k < profile.x_m.size(); ++k) {
      if (profile.x_m[k] > xs.front() && profile.x_m[k] < xs.back() && std::isfinite(ours[k])) {
        worst = std::max(worst, std::abs(factor * ours[k] - curve(profile.x_m[k])));
        size = std::max(size, std::abs(curve(profile.x_m[k])));
      }
    }
    std::printf("%s: %.3f %%\n", field, 100.0 * worst / size);
    EXPECT_LT(worst / size, 0.01) << field;
    EXPECT_GT(size, 0.0);
  };
  compare("c_e", "x", profile.electrolyte_concentration, 1.0);
  compare("phi_e", "x", profile.electrolyte_potential_V, 1.0);
  compare("c_n_surf", "x_n", profile.surface_stoichiometry, cell.negative->maximum_concentration);
  compare("c_p_surf", "x_p", profile.surface_stoichiometry, cell.positive.maximum_concentration);
  compare("phi_p", "x_p", profile.solid_potential_V, 1.0);
}

// A lumped cell without cooling takes up what the terminals lose: m c dT = integral (i V - stored) dt > 0,
// and one with strong cooling stays at the ambient.
TEST(Models, LumpedHeat) {
  auto cell = testing::marquis();
  auto step = testing::constant_current(-1.0, cell.lower_cutoff_V);
  step.duration_s = 1200.0;
  cell.heat = Heat{.heat_capacity = 400.0, .cooling = 0.0};
  SimulationOptions options;
  const auto adiabatic = simulate(cell, testing::protocol_of({step}), options);
  cell.heat = Heat{.heat_capacity = 400.0, .cooling = 1e5};
  const auto cooled = simulate(cell, testing::protocol_of({step}), options);
  EXPECT_NEAR(cooled.temperature_C.back(), 25.0, 1e-2);
  EXPECT_GT(adiabatic.temperature_C.back(), 26.0);
  EXPECT_GT(adiabatic.voltage_V.back(), cooled.voltage_V.back());
  // The heat of the isothermal discharge from its own voltage: i (V - U) with U at the mean filling, mixing
  // left out.
  EXPECT_TRUE(adiabatic.complete);
}

}  // namespace
}  // namespace nacre::cell
