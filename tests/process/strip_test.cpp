// The heater against what can be said of it exactly.
#include "nacre/process/strip.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "nacre/process/strip_run.hpp"

namespace nacre::process {
namespace {

using numerics::Curve;
using std::numbers::pi;

HeaterMaterial constant_material() {
  return {8900.0, 1728.0, Curve(500.0), Curve(4e-7), Curve(70.0), Curve(0.3)};
}

// Steps at a constant current until nothing changes.
std::vector<double> steady(Strip& strip, double current_A, std::vector<double> t, std::vector<double>& rate) {
  for (double step_s = 0.01; step_s < 1e9; step_s *= 2.0) {
    EXPECT_TRUE(strip_step_at_current(strip, t, rate, step_s, current_A));
  }
  return t;
}

// T = T_0 + a (b + sin(pi x/L)) (1 + c cos(2 pi y/W)) with b = k pi/(L g) meets the clamp's condition; what
// heats the strip is what it then conducts and loses, with radiation, and no current.
double error_of_manufactured(std::size_t cells, const Curve& conductivity) {
  constexpr double a = 600.0;
  constexpr double c = 0.2;
  constexpr double ambient = 298.15;
  StripOptions options;
  options.material = constant_material();
  options.material.conductivity = conductivity;
  options.cells_along = 2 * cells;
  options.cells_across = cells;
  options.clamp_W_per_m2_K = 1e4;
  options.ambient_K = ambient;
  const double length = options.length_m;
  const double width = options.width_m;
  // Where the clamp takes heat k depends on y through T: only a wall at the ambient temperature has one b.
  const bool fixed = !conductivity.constant();
  if (fixed) {
    options.clamp_W_per_m2_K = 1e12;
  }
  const double b = fixed ? 0.0 : conductivity(0.0) * pi / (length * options.clamp_W_per_m2_K);
  const auto exact = [&](double x, double y) {
    return ambient + a * (b + std::sin(pi * x / length)) * (1.0 + c * std::cos(2.0 * pi * y / width));
  };
  options.extra_heat = [&](double x, double y) {
    const double t = exact(x, y);
    const double along = b + std::sin(pi * x / length);
    const double across = 1.0 + c * std::cos(2.0 * pi * y / width);
    const double tx = a * pi / length * std::cos(pi * x / length) * across;
    const double ty = -a * along * c * 2.0 * pi / width * std::sin(2.0 * pi * y / width);
    const double laplace = -a * pi * pi / (length * length) * std::sin(pi * x / length) * across -
                           a * along * c * 4.0 * pi * pi / (width * width) * std::cos(2.0 * pi * y / width);
    const auto k = conductivity.at(t);
    const double loss =
        0.3 * stefan_boltzmann * (std::pow(t, 4) - std::pow(ambient, 4)) + options.convection * (t - ambient);
    return 2.0 * loss - options.thickness_m * (k.value * laplace + k.slope * (tx * tx + ty * ty));
  };
  Strip strip(options);
  std::vector<double> rate;
  const auto t = steady(strip, 0.0, std::vector<double>(strip.size(), 600.0), rate);
  double square = 0.0;
  for (std::size_t i = 0; i < strip.along(); ++i) {
    for (std::size_t j = 0; j < strip.across(); ++j) {
      const double error = t[strip.cell(i, j)] - exact(strip.x(i), strip.y(j));
      square += error * error;
    }
  }
  return std::sqrt(square / static_cast<double>(strip.cells()));
}

TEST(Strip, IsOfSecondOrderInSpace) {
  for (const auto& conductivity :
       {Curve(70.0), Curve::through(std::vector{0.0, 2000.0}, std::vector{50.0, 110.0})}) {
    const double coarse = error_of_manufactured(4, conductivity);
    const double middle = error_of_manufactured(8, conductivity);
    const double fine = error_of_manufactured(16, conductivity);
    EXPECT_LT(fine, 2.0);
    EXPECT_NEAR(std::log2(coarse / middle), 2.0, 0.25);
    EXPECT_NEAR(std::log2(middle / fine), 2.0, 0.1);
  }
}

TEST(Strip, ResistanceIsTheIntegralOfResistivity) {
  // T over x only: resistances one after the other; over y only: side by side.
  const auto error = [](std::size_t cells, bool along) {
    StripOptions options;
    options.material = constant_material();
    options.material.resistivity = Curve::through(std::vector{0.0, 2000.0}, std::vector{1e-7, 9e-7});
    options.cells_along = options.cells_across = cells;
    const Strip strip(options);
    std::vector<double> t(strip.size());
    const auto part = [&](std::size_t i, std::size_t j) {
      return along ? 2.0 * strip.x(i) / options.length_m : 2.0 * strip.y(j) / options.width_m;
    };
    for (std::size_t i = 0; i < cells; ++i) {
      for (std::size_t j = 0; j < cells; ++j) {
        t[strip.cell(i, j)] = 300.0 + 900.0 * part(i, j) * part(i, j);
      }
    }
    // rho = 1e-7 + 4e-10 T: the mean of rho, or the inverse of the mean of 1/rho, over u in 0..1.
    const double p = 1e-7 + 4e-10 * 300.0;
    const double q = 4e-10 * 900.0;
    const double rho = along ? p + q / 3.0 : 1.0 / (std::atan(std::sqrt(q / p)) / std::sqrt(p * q));
    const double exact = rho * options.length_m / (options.width_m * options.thickness_m);
    const auto unit = strip.unit_current(t);
    double heat = 0.0;
    for (const double each : unit.heat) {
      heat += 4.0 * each;
    }
    EXPECT_NEAR(heat / unit.resistance, 1.0, 1e-12);  // 1 A: the heat is the resistance
    return std::abs(unit.resistance / exact - 1.0);
  };
  for (const bool along : {true, false}) {
    EXPECT_LT(error(32, along), 3e-4);
    EXPECT_NEAR(std::log2(error(16, along) / error(32, along)), 2.0, 0.05);
  }
}

TEST(Strip, PowerBalanceClosesInTheSteadyState) {
  auto file = ParameterFile::find("nickel");
  StripOptions options;
  options.material = heater_material(file);
  options.bed = powder_bed(file, 0.05);
  options.bed_length_m = 0.031;  // ends within a cell
  options.bed_width_m = 0.0133;
  Strip strip(options);
  std::vector<double> rate;
  const double current_A = 40.0;
  const auto t = steady(strip, current_A, std::vector<double>(strip.size(), 600.0), rate);
  const auto balance = strip.balance(t, std::vector<double>(strip.size(), 0.0), current_A);
  EXPECT_GT(t[strip.middle()], 900.0);
  EXPECT_GT(balance.clamps, 0.05 * balance.electric);
  EXPECT_GT(balance.radiation, 0.1 * balance.electric);
  EXPECT_LT(std::abs(balance.residual()), 1e-8 * balance.electric);
}

// A foil that only radiates: C dT/dt = -2 eps sigma (T^4 - T_0^4) has the time
//   t = C/(8 eps sigma T_0^3) [ln((T + T_0)/(T - T_0)) + 2 atan(T/T_0)] from T_start to T.
TEST(Strip, CoolsByRadiationAsItShould) {
  StripOptions options;
  options.material = constant_material();
  options.clamp_W_per_m2_K = 0.0;
  options.convection = 0.0;
  options.cells_along = 3;
  options.cells_across = 2;
  Strip strip(options);
  const double ambient = options.ambient_K;
  const double start = 1108.15;
  const auto primitive = [&](double t) {
    return std::log((t + ambient) / (t - ambient)) + 2.0 * std::atan(t / ambient);
  };
  const double capacity = 8900.0 * 500.0 * options.thickness_m;
  const auto exact_time = [&](double t) {
    return capacity / (8.0 * 0.3 * stefan_boltzmann * std::pow(ambient, 3)) *
           (primitive(t) - primitive(start));
  };
  const auto error = [&](int steps) {
    std::vector<double> t(strip.size(), start);
    std::vector<double> rate;
    const double end_s = exact_time(500.0);
    for (int i = 0; i < steps; ++i) {
      EXPECT_TRUE(strip_step_at_current(strip, t, rate, end_s / steps, 0.0));
    }
    return std::abs(t[0] - 500.0);
  };
  EXPECT_LT(error(400), 0.01);
  EXPECT_NEAR(std::log2(error(100) / error(200)), 2.0, 0.1);
}

}  // namespace
}  // namespace nacre::process
