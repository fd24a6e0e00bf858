// The time of a default refinement: three phases and 7251 points, as the samples of the round robin have
// them, and of one pattern of a series of 12,800 points. The patterns are simulated: no file is needed.
#include <benchmark/benchmark.h>

#include <string>

#include "nacre/crystal/shipped.hpp"
#include "nacre/diffraction/analysis.hpp"
#include "nacre/diffraction/series.hpp"
#include "nacre/diffraction/simulate.hpp"

namespace nacre::diffraction {
namespace {

Instrument laboratory() {
  Instrument instrument;
  instrument.radiation = parse_radiation("CuKa");
  instrument.u = 2.0;
  instrument.v = -2.0;
  instrument.w = 6.0;
  instrument.x = 2.0;
  instrument.y = 3.0;
  return instrument;
}

std::vector<SimulatedPhase> three_phases() {
  return {{crystal::shipped_structure("O3-NFM333"), 0.6, {}, {}},
          {crystal::shipped_structure("NiO"), 0.1, {}, {}},
          {crystal::shipped_structure("Na2CO3"), 0.3, {}, {}}};
}

std::vector<crystal::Structure> structures_of(const std::vector<SimulatedPhase>& phases) {
  std::vector<crystal::Structure> structures;
  for (const auto& phase : phases) {
    structures.push_back(phase.structure);
  }
  return structures;
}

void default_refinement(benchmark::State& state) {
  SimulationOptions options;
  options.instrument = laboratory();
  options.range = {5.0, 150.0};
  const auto phases = three_phases();
  const auto simulated = simulate(phases, options);
  const auto structures = structures_of(phases);
  for (auto _ : state) {
    benchmark::DoNotOptimize(analyse(simulated.pattern, structures, {}));
  }
  state.counters["points"] = static_cast<double>(simulated.pattern.size());
}
BENCHMARK(default_refinement)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();

void series_of_17(benchmark::State& state) {
  std::vector<SeriesPattern> patterns;
  for (int k = 0; k < 17; ++k) {
    SimulationOptions options;
    options.instrument = laboratory();
    options.range = {10.0, 138.0};
    options.step_deg = 0.01;
    options.seed = static_cast<std::uint64_t>(k + 1);
    auto phases = three_phases();
    phases.pop_back();
    phases[0].structure.cell.c += 0.01 * k;
    patterns.push_back(
        {std::to_string(k), simulate(phases, options).pattern, static_cast<double>(k), std::nullopt});
  }
  auto structures = structures_of(three_phases());
  structures.pop_back();
  for (auto _ : state) {
    benchmark::DoNotOptimize(analyse_series(patterns, structures, {}));
  }
  state.counters["patterns"] = 17;
}
BENCHMARK(series_of_17)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();

}  // namespace
}  // namespace nacre::diffraction
