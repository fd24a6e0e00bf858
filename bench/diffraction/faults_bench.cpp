// The time of a pattern of a faulted stack: 10 to 80 degrees in steps of 0.02, Cu K alpha.
#include <benchmark/benchmark.h>

#include "nacre/diffraction/faults.hpp"

namespace nacre::diffraction {
namespace {

// Arguments: parts in a hundred of octahedral interlayers in P2; with derivatives or without.
void faulted_p2(benchmark::State& state) {
  crystal::LayerStack stack = crystal::p2_o2_stack({}, static_cast<double>(state.range(0)) / 100.0);
  stack.mean_layers = 100.0;
  if (state.range(1) == 0) {
    stack.parameters.clear();
    for (crystal::Transition& transition : stack.transitions) {
      transition.derivatives.clear();
    }
  }
  Instrument instrument;
  instrument.radiation = parse_radiation("CuKa");
  instrument.u = 4.0;
  instrument.v = -4.0;
  instrument.w = 6.0;
  instrument.x = 1.5;
  instrument.y = 2.0;
  instrument.axial = 0.02;
  std::vector<double> angles;
  for (int i = 0; i <= 3500; ++i) {
    angles.push_back(10.0 + 0.02 * i);
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(faulted_pattern(stack, instrument, 1.0, angles));
  }
}
BENCHMARK(faulted_p2)->ArgsProduct({{0, 10}, {0, 1}})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace nacre::diffraction
