// The time of whole simulations of the Marquis cell: one discharge, a spectrum, a thousand cycles.
#include <benchmark/benchmark.h>

#include <cmath>

#include "cell/variants.hpp"
#include "nacre/cell/grammar.hpp"
#include "nacre/cell/simulate.hpp"

namespace nacre::cell {
namespace {

void discharge(benchmark::State& state, ModelKind model, Mesh mesh, double tolerance) {
  const auto cell = testing::marquis();
  const auto protocol = parse_protocol("Discharge at 1C until 3.105 V");
  SimulationOptions options;
  options.model = model;
  options.mesh = mesh;
  options.relative_tolerance = tolerance;
  options.absolute_tolerance = 1e-2 * tolerance;
  for (auto _ : state) {
    const auto result = simulate(cell, protocol, options);
    state.counters["steps"] = static_cast<double>(result.counts.steps);
    state.counters["unknowns"] = static_cast<double>(result.state.size());
  }
}
BENCHMARK_CAPTURE(discharge, dfn_8_4_8_5, ModelKind::dfn, Mesh{8, 4, 8, 5}, 1e-4)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(discharge, dfn_16_8_16_8, ModelKind::dfn, Mesh{16, 8, 16, 8}, 1e-5)
    ->Unit(benchmark::kMillisecond);
// PyBaMM's default mesh: 1023 unknowns here.
BENCHMARK_CAPTURE(discharge, dfn_1000_unknowns, ModelKind::dfn, Mesh{20, 20, 20, 20}, 1e-3)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(discharge, dfn_1000_unknowns_1e_4, ModelKind::dfn, Mesh{20, 20, 20, 20}, 1e-4)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(discharge, spm, ModelKind::spm, Mesh{}, 1e-5)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(discharge, spme, ModelKind::spme, Mesh{}, 1e-5)->Unit(benchmark::kMillisecond);

// Every cycle solved; constant currents, all ageing switched on.
void thousand_cycles(benchmark::State& state, ModelKind model, Mesh mesh) {
  auto cell = testing::marquis();
  testing::add_ageing(cell);
  const auto protocol = parse_protocol("(Discharge at 1C until 3.105 V, Charge at 1C until 4.1 V) * 1000");
  SimulationOptions options;
  options.model = model;
  options.mesh = mesh;
  options.relative_tolerance = 1e-4;
  options.absolute_tolerance = 1e-6;
  options.keep_rows = false;
  for (auto _ : state) {
    const auto result = simulate(cell, protocol, options);
    if (result.cycles.size() < 1000) {
      state.SkipWithError(result.stopped_by.c_str());
      break;
    }
    state.counters["steps"] = static_cast<double>(result.counts.steps);
    state.counters["capacity_left"] = result.cycles.back().discharge_Ah / result.cycles.front().discharge_Ah;
  }
}
BENCHMARK_CAPTURE(thousand_cycles, spm, ModelKind::spm, Mesh{16, 8, 16, 5})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);
BENCHMARK_CAPTURE(thousand_cycles, dfn_8_4_8_5, ModelKind::dfn, Mesh{8, 4, 8, 5})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

void impedance(benchmark::State& state, ModelKind kind) {
  const auto model = make_model(kind, testing::marquis(), Mesh{});
  auto y = model->rest(0.5);
  std::vector<double> yp;
  model->set_drive({});
  model->make_consistent(0.0, y, yp);
  for (auto _ : state) {
    for (int k = 0; k < 60; ++k) {
      benchmark::DoNotOptimize(model->impedance(y.data(), std::pow(10.0, 5.0 - k / 7.0)));
    }
  }
}
BENCHMARK_CAPTURE(impedance, dfn_60_frequencies, ModelKind::dfn)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(impedance, spm_60_frequencies, ModelKind::spm)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nacre::cell
