// The time that a long cycling record takes, from the table to every number of the analysis.
#include <benchmark/benchmark.h>

#include <cmath>

#include "nacre/cycling/analysis.hpp"
#include "support/cell.hpp"

namespace nacre::cycling {
namespace {

// Cycles of 1400 rows each, with rests, a constant-voltage tail, noise and two steps of the voltage.
formats::Table record(int cycles) {
  testing::CellProgram program;
  program.step_s = 10.0;
  program.voltage_noise_V = 5e-4;
  testing::CellRecord cell(program);
  const auto voltage = [](double q) {
    return 2.2 + 0.8 * q + 0.4 * std::tanh(8.0 * (q - 0.3)) + 0.3 * std::tanh(6.0 * (q - 0.7));
  };
  for (int i = 0; i < cycles; ++i) {
    const double capacity = 1.0 - 2e-4 * i;
    cell.current(0.7, 3600.0 * capacity / 0.7, voltage);
    cell.hold(voltage(capacity), 0.7, 200.0, 800.0);
    cell.rest(600.0, [&](double t) { return voltage(capacity) - 0.05 * (1.0 - std::exp(-t / 100.0)); });
    cell.current(-0.7, 3600.0 * capacity / 0.7, [&](double q) { return voltage(capacity - q) - 0.1; });
    cell.rest(600.0, [&](double t) { return 1.6 + 0.2 * (1.0 - std::exp(-std::sqrt(t / 100.0))); });
  }
  return cell.table();
}

void analyse_record(benchmark::State& state) {
  const auto table = record(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(analyse(table));
  }
  state.counters["rows"] = static_cast<double>(table.rows());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(table.rows()));
}
BENCHMARK(analyse_record)->Arg(10)->Arg(570)->Unit(benchmark::kMillisecond)->UseRealTime();

// Without curves, peaks and figures: the cost of the cycles alone.
void analyse_record_cycles_only(benchmark::State& state) {
  const auto table = record(static_cast<int>(state.range(0)));
  Options options;
  options.curve_cycles = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(analyse(table, options));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(table.rows()));
}
BENCHMARK(analyse_record_cycles_only)->Arg(570)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace nacre::cycling
