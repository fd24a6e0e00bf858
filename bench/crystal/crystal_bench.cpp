// The times of what a refinement asks of crystals at every step, and of what it asks once.
#include <benchmark/benchmark.h>

#include <string>

#include "nacre/crystal/shipped.hpp"
#include "nacre/crystal/structure_factors.hpp"

namespace nacre::crystal {
namespace {

// Structure factors with derivatives; name of the structure and smallest d by the argument.
void structure_factors(benchmark::State& state, const std::string& name, double d_min) {
  const Structure s = shipped_structure(name);
  const auto all = reflections(s.cell, s.group, d_min, 30.0);
  const StructureFactorCalculator calculator(s, all, Probe::x_ray, 1.5406);
  for (auto _ : state) {
    benchmark::DoNotOptimize(calculator.evaluate(s, true));
  }
  state.counters["reflections"] = static_cast<double>(all.size());
  state.counters["sites"] = static_cast<double>(s.sites.size());
}
BENCHMARK_CAPTURE(structure_factors, O3, "O3-NFM333", 0.75)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(structure_factors, OP4, "OP4-NNM", 0.6)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(structure_factors, Na2CO3, "Na2CO3", 0.62)->Unit(benchmark::kMicrosecond);

void list_of_reflections(benchmark::State& state) {
  const Structure s = shipped_structure("O3-NFM333");
  for (auto _ : state) {
    benchmark::DoNotOptimize(reflections(s.cell, s.group, 0.75, 30.0));
  }
}
BENCHMARK(list_of_reflections)->Unit(benchmark::kMicrosecond);

void reading_a_structure(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(shipped_structure("OP4-NNM"));
  }
}
BENCHMARK(reading_a_structure)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace nacre::crystal
