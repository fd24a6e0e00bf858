// The time of whole recipes: the temperatures of a strip, the chemistry of one place, all of it.
#include <benchmark/benchmark.h>

#include "nacre/process/furnace_run.hpp"

namespace nacre::process {
namespace {

Recipe sample(const char* name) {
  return read_recipe(std::string(NACRE_CHECKOUT "/studies/hts-nfm333/recipes/") + name + ".toml");
}

void temperatures(benchmark::State& state, const char* name) {
  const auto recipe = sample(name);
  for (auto _ : state) {
    state.counters["steps"] = static_cast<double>(heat(recipe).history.steps);
  }
}
BENCHMARK_CAPTURE(temperatures, strip, "HT-NCP@333")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(temperatures, tube, "Tu-NCP@333")->Unit(benchmark::kMillisecond);

void chemistry_of_a_place(benchmark::State& state, const char* name) {
  const auto recipe = sample(name);
  std::vector<ParameterFile> used;
  const auto options = particle_options(recipe, {}, used);
  const auto history = heat(recipe).history;
  for (auto _ : state) {
    benchmark::DoNotOptimize(material_along(options, history.time_s, history.place_K.front()));
  }
}
BENCHMARK_CAPTURE(chemistry_of_a_place, shock, "HT-NCP@333")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(chemistry_of_a_place, tube, "Tu-NCP@333")->Unit(benchmark::kMillisecond);

void recipe(benchmark::State& state, const char* name) {
  const auto read = sample(name);
  for (auto _ : state) {
    benchmark::DoNotOptimize(run_furnace(read));
  }
}
BENCHMARK_CAPTURE(recipe, shock, "HT-NCP@333")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(recipe, tube, "Tu-NCP@333")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nacre::process
