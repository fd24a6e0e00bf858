// The hand-made Jacobian and its solver against differences of the residual, for every model and every
// branch.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "nacre/cell/model.hpp"
#include "variants.hpp"

namespace nacre::cell {
namespace {

// The largest relative error with which solve() undoes the derivative of the residual along a random
// direction.
double worst_error(Model& model, Drive drive, double state_of_charge, double cj) {
  auto y = model.rest(state_of_charge);
  std::vector<double> yp;
  if (drive.kind == Drive::Kind::voltage) {
    drive.value += model.voltage(y.data());
  }
  model.set_drive(drive);
  EXPECT_EQ(model.make_consistent(0.0, y, yp), "");
  const std::size_t n = model.size();
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  std::vector<double> direction(n);
  for (auto& value : direction) {
    value = normal(random);
  }
  direction.back() = 0.0;  // the temperature: everything's dependence on it is left to Newton's iteration
  constexpr double h = 1e-4;
  const auto at = [&](double step) {
    std::vector<double> state(n);
    std::vector<double> rate(n);
    std::vector<double> r(n);
    for (std::size_t k = 0; k < n; ++k) {
      state[k] = y[k] + step * direction[k] * 1e-2;
      rate[k] = yp[k] + step * cj * direction[k] * 1e-2;
    }
    model.residual(0.0, state.data(), rate.data(), r.data());
    return r;
  };
  const auto up = at(h);
  const auto down = at(-h);
  std::vector<double> b(n);
  for (std::size_t k = 0; k < n; ++k) {
    b[k] = (up[k] - down[k]) / (2.0 * h * 1e-2);
  }
  std::vector<double> unused(n);
  model.residual(0.0, y.data(), yp.data(), unused.data());
  model.linearise(0.0, y.data(), yp.data(), cj);
  model.solve(b.data());
  double worst = 0.0;
  for (std::size_t k = 0; k < n; ++k) {
    worst = std::max(worst, std::abs(b[k] - direction[k]));
  }
  return worst;
}

TEST(Linearisation, SolveUndoesTheDerivativeOfTheResidual) {
  auto film = testing::half_cell(testing::everything_on());
  film.metal.double_layer = 0.3;
  const CellParameters cells[] = {testing::marquis(), testing::everything_on(), testing::half_cell(), film};
  for (const auto& cell : cells) {
    for (const auto kind : testing::every_model) {
      const auto model = make_model(kind, cell, {5, 4, 6, 6});
      for (const auto& drive : {Drive{Drive::Kind::current, -30.0}, Drive{Drive::Kind::voltage, -0.02},
                                Drive{Drive::Kind::power, -60.0}, Drive{Drive::Kind::resistance, -0.1}}) {
        for (const double cj : {1e-3, 1.0, 1e3}) {
          // SPMe leaves the exchange between double layer and salt concentration to Newton's iteration.
          const bool inexact = kind == ModelKind::spme && cell.positive.double_layer > 0.0;
          EXPECT_LT(worst_error(*model, drive, 0.6, cj), inexact ? 2e-2 : 2e-4)
              << testing::name_of(kind) << (cell.half_cell() ? " half" : " full") << " drive "
              << static_cast<int>(drive.kind) << " cj " << cj;
        }
      }
    }
  }
}

}  // namespace
}  // namespace nacre::cell
