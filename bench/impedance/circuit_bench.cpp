// The time of one circuit fit: seven parameters at 57 frequencies, as in impedance.py's example, from its
// start and without one.
#include <benchmark/benchmark.h>

#include <cmath>
#include <string>

#include "nacre/impedance/circuit_fit.hpp"
#include "nacre/impedance/kramers_kronig.hpp"
#include "support/impedance.hpp"

namespace nacre::impedance {
namespace {

constexpr const char* example = "R0-p(R1,C1)-p(R2-Wo1,C2)";

Spectrum measured() {
  testing::Draw draw(1);
  std::vector<double> f;
  for (int k = 0; k < 57; ++k) {
    f.push_back(1600.0 * std::pow(10.0, -0.1 * k));
  }
  auto z = Circuit::parse(example).impedances(
      f, std::vector<double>{1.65e-2, 8.68e-3, 3.32, 5.39e-3, 6.31e-2, 232.5, 0.2195});
  for (auto& value : z) {
    const double real = draw.normal();
    value += 2e-4 * std::complex<double>(real, draw.normal());
  }
  return make_spectrum(f, z, "example");
}

void fit_from_start(benchmark::State& state) {
  const auto spectrum = measured();
  const auto circuit = Circuit::parse(example);
  CircuitFitOptions options;
  options.start = {.01, .01, 100, .01, .05, 100, 1};
  for (auto _ : state) {
    benchmark::DoNotOptimize(fit_circuit(spectrum, circuit, options));
  }
}
BENCHMARK(fit_from_start)->Unit(benchmark::kMillisecond);

void fit_without_start(benchmark::State& state) {
  const auto spectrum = measured();
  const auto circuit = Circuit::parse(example);
  for (auto _ : state) {
    benchmark::DoNotOptimize(fit_circuit(spectrum, circuit));
  }
}
BENCHMARK(fit_without_start)->Unit(benchmark::kMillisecond);

void search_over_circuits(benchmark::State& state) {
  const auto spectrum = measured();
  const auto candidates = common_circuits();
  for (auto _ : state) {
    benchmark::DoNotOptimize(choose_circuit(spectrum, candidates));
  }
}
BENCHMARK(search_over_circuits)->Unit(benchmark::kMillisecond);

void kramers_kronig_test(benchmark::State& state) {
  const auto spectrum = measured();
  for (auto _ : state) {
    benchmark::DoNotOptimize(kramers_kronig(spectrum));
  }
}
BENCHMARK(kramers_kronig_test)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nacre::impedance
