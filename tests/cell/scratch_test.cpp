#include <gtest/gtest.h>
#include <fstream>
#include <sstream>
#include "marquis.hpp"
#include "nacre/cell/simulate.hpp"
#include "support/reference.hpp"
namespace nacre::cell {
TEST(Scratch, Comsol) {
  for (auto [name, c] : {std::pair{"05C", 0.5}, std::pair{"1C", 1.0}, std::pair{"3C", 3.0}}) {
    for (auto mesh : {Mesh{16, 8, 16, 8}, Mesh{20, 20, 20, 10}, Mesh{40, 20, 40, 12}, Mesh{80, 40, 80, 12}}) {
      SimulationOptions o;
      o.mesh = mesh;
      o.relative_tolerance = 1e-5;
      o.absolute_tolerance = 1e-7;
      auto p = testing::protocol_of({testing::constant_current(-c, 3.105)});
      auto s = simulate(testing::marquis(), p, o);
      std::ifstream f(std::string("/work/shared/reference/cell/pybamm_comsol/comsol_") + name + "_tV.csv");
      std::string line;
      std::getline(f, line);
      double sum = 0, worst = 0, worst90 = 0;
      int n = 0;
      std::vector<std::pair<double, double>> ref;
      while (std::getline(f, line)) {
        double t, v;
        char k;
        std::istringstream(line) >> t >> k >> v;
        if (v >= 3.105) ref.push_back({t, v});
      }
      numerics::Curve curve =
          numerics::Curve::through(std::vector<double>(s.time_s.begin(), s.time_s.end() - 1),
                                   std::vector<double>(s.voltage_V.begin(), s.voltage_V.end() - 1));
      for (auto [t, v] : ref) {
        if (t > s.time_s.back()) continue;
        double e = curve(t) - v;
        sum += e * e;
        n++;
        worst = std::max(worst, std::abs(e));
        if (t < 0.9 * ref.back().first) worst90 = std::max(worst90, std::abs(e));
      }
      printf(
          "%s mesh %zu/%zu/%zu/%zu: rmse %.4f mV max %.3f max90 %.3f n=%d end %.2f (ref %.2f) %s steps %ld "
          "res %ld jac %ld efail %ld cfail %ld ms %.3f\n",
          name, mesh.negative, mesh.separator, mesh.positive, mesh.radial, 1e3 * std::sqrt(sum / n),
          1e3 * worst, 1e3 * worst90, n, s.time_s.back(), ref.back().first, s.stopped_by.c_str(),
          s.counts.steps, s.counts.residuals, s.counts.linearisations, s.counts.error_test_failures,
          s.counts.convergence_failures, s.solve_ms);
    }
  }
}
}  // namespace nacre::cell
