// Many cells at once: runs per second with one and two threads, and the memory that each run takes.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <tbb/global_control.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <thread>

#include "nacre/cell/ensemble.hpp"
#include "nacre/cell/grammar.hpp"

namespace nacre::cell {
namespace {

constexpr const char* cycle =
    "(\"Charge at 1C until 4 V\", \"Hold at 4 V until C/20\", \"Discharge at 1C until 2 V\", \"Rest for 10 "
    "minutes\")";

SimulationOptions coarse() {
  SimulationOptions options;
  options.mesh = {8, 4, 8, 5};
  options.keep_rows = false;
  options.relative_tolerance = 1e-4;
  options.absolute_tolerance = 1e-6;
  return options;
}

void ensemble(benchmark::State& state, const char* name) {
  const auto set = find_parameter_set(name);
  const auto protocol = parse_protocol(cycle);
  const auto options = coarse();
  const auto threads = static_cast<std::size_t>(state.range(0));
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
  constexpr std::size_t draws = 100;
  for (auto _ : state) {
    benchmark::DoNotOptimize(run_ensemble(set, draws, 1, protocol, options));
  }
  state.counters["runs"] =
      benchmark::Counter(static_cast<double>(draws * state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(ensemble, half_cell, "nfm333-half")
    ->Arg(1)
    ->Arg(2)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(ensemble, full_cell, "nfm333-hc")
    ->Arg(1)
    ->Arg(2)
    ->MeasureProcessCPUTime()
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

// How much sooner an ensemble is done by all processors than by one, and how much more processor time each
// run then takes; on a machine with nothing else to do. Rounds alternate, so that both see the same machine.
//   build/bench/cell_bench --benchmark_filter=speed_up
void speed_up(benchmark::State& state, const char* name) {
  const auto set = find_parameter_set(name);
  const auto protocol = parse_protocol(cycle);
  const auto options = coarse();
  constexpr std::size_t draws = 400;
  struct Spent {
    double wall = 0.0;
    double processor = 0.0;
  };
  const auto run = [&](std::size_t threads, Spent& spent) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    const auto begin = std::chrono::steady_clock::now();
    const auto clock = std::clock();
    benchmark::DoNotOptimize(run_ensemble(set, draws, 1, protocol, options));
    spent.processor += static_cast<double>(std::clock() - clock) / CLOCKS_PER_SEC;
    spent.wall += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  const std::size_t threads = std::thread::hardware_concurrency();
  Spent one;
  Spent all;
  for (auto _ : state) {
    run(1, one);
    run(threads, all);
  }
  state.counters["threads"] = static_cast<double>(threads);
  state.counters["speed_up"] = one.wall / all.wall;
  state.counters["processor_time_ratio"] = all.processor / one.processor;
}
BENCHMARK_CAPTURE(speed_up, half_cell, "nfm333-half")->Iterations(5)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(speed_up, full_cell, "nfm333-hc")->Iterations(5)->Unit(benchmark::kMillisecond);

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double total = 0.0;
  double resident = 0.0;
  file >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

// Runs that are all under way at once: each begins the next when its cycle has ended, and returns when that
// one is through. What grows is theirs: numbers of the cell, model, factorisation, solver, record.
double deepest(const ParameterSet& set, std::size_t runs, const Protocol& protocol,
               const SimulationOptions& options) {
  auto nested = options;
  double bytes = 0.0;
  nested.progress = [&](int) {
    bytes = runs == 1 ? resident_bytes() : deepest(set, runs - 1, protocol, options);
    return true;
  };
  benchmark::DoNotOptimize(simulate(cell_parameters(set), protocol, nested));
  return bytes;
}

void memory_of_a_run(benchmark::State& state, const char* name, Mesh mesh, bool rows) {
  const auto set = find_parameter_set(name);
  const auto protocol = parse_protocol(cycle);
  SimulationOptions options;
  options.mesh = mesh;
  options.keep_rows = rows;
  options.relative_tolerance = 1e-4;
  options.absolute_tolerance = 1e-6;
  constexpr std::size_t runs = 50;
  for (auto _ : state) {
    ::malloc_trim(0);  // what earlier runs gave back must not hold the new ones unseen
    const double before = resident_bytes();
    const double deep = deepest(set, runs, protocol, options);
    state.counters["MB_per_run"] = (deep - before) / (1e6 * static_cast<double>(runs));
  }
}
BENCHMARK_CAPTURE(memory_of_a_run, half_cell_8_4_8_5, "nfm333-half", Mesh{8, 4, 8, 5}, false)->Iterations(1);
BENCHMARK_CAPTURE(memory_of_a_run, full_cell_16_8_16_8, "nfm333-hc", Mesh{}, false)->Iterations(1);
BENCHMARK_CAPTURE(memory_of_a_run, full_cell_with_rows, "nfm333-hc", Mesh{}, true)->Iterations(1);

}  // namespace
}  // namespace nacre::cell
