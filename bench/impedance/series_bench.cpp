// The time of 500 spectra of 81 frequencies as one series, on all threads: distributions alone, and with
// bands, processes and tracks as `nacre drt --series` gives them.
#include <benchmark/benchmark.h>

#include "nacre/impedance/drt_series.hpp"
#include "nacre/impedance/series_analysis.hpp"
#include "support/impedance_series.hpp"

namespace nacre::impedance {
namespace {

std::vector<Spectrum> spectra() {
  const auto frequency = testing::log_spaced(1e5, 8, 10);
  return testing::simulate_series(500, 0.005, 1, frequency, testing::drifting_cell).spectra;
}

void series_of_500(benchmark::State& state) {
  const auto series = spectra();
  for (auto _ : state) {
    benchmark::DoNotOptimize(drt_series(series));
  }
}
BENCHMARK(series_of_500)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();

void series_of_500_analysed(benchmark::State& state) {
  const auto series = spectra();
  for (auto _ : state) {
    benchmark::DoNotOptimize(analyse_series(series, {}));
  }
}
BENCHMARK(series_of_500_analysed)->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();

}  // namespace
}  // namespace nacre::impedance
