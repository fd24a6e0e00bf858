// The time of one DRT of 81 frequencies: the default, Tikhonov with each rule for lambda, and sampled bands.
#include <benchmark/benchmark.h>

#include <numbers>
#include <string>

#include "nacre/impedance/bands.hpp"
#include "nacre/impedance/drt.hpp"
#include "nacre/impedance/lambda_rule.hpp"
#include "support/impedance.hpp"

namespace nacre::impedance {
namespace {

// As the spectrum that the peers were timed on: two ZARCs, 8 decades with 10 points each, noise of 0.1 ohm.
Spectrum two_zarcs() {
  const testing::KnownCell cell{10.0, 0.0, 0.0, {{50, 0.1, 0.8}, {50, 10, 0.8}}};
  testing::Draw draw(1);
  const auto f = testing::log_spaced(1e4, 8, 10);
  std::vector<std::complex<double>> z;
  for (const double x : f) {
    const double real = draw.normal();
    z.push_back(cell.impedance(2.0 * std::numbers::pi * x) + 0.1 * std::complex<double>(real, draw.normal()));
  }
  return make_spectrum(f, z, "two ZARCs");
}

void default_drt(benchmark::State& state) {
  const auto spectrum = two_zarcs();
  for (auto _ : state) {
    benchmark::DoNotOptimize(drt(spectrum));
  }
}
BENCHMARK(default_drt)->Unit(benchmark::kMillisecond);

void tikhonov_with_rule(benchmark::State& state) {
  const auto spectrum = two_zarcs();
  const auto rule = lambda_rules()[static_cast<std::size_t>(state.range(0))];
  for (auto _ : state) {
    const TikhonovProblem problem(spectrum, {});
    benchmark::DoNotOptimize(tikhonov(problem, choose_lambda(problem, rule).lambda));
  }
  state.SetLabel(std::string(name(rule)));
}
BENCHMARK(tikhonov_with_rule)->DenseRange(0, 6)->Unit(benchmark::kMillisecond);

void sampled_bands(benchmark::State& state) {
  const TikhonovProblem problem(two_zarcs(), {});
  const auto result = tikhonov(problem, 1e-3);
  for (auto _ : state) {
    benchmark::DoNotOptimize(sample_bands(problem, result));
  }
}
BENCHMARK(sampled_bands)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nacre::impedance
