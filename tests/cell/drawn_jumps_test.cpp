// Cycle jumping on cells drawn at random that age fast: the stated bound holds for every one of them, against
// solving every cycle. Many of them lose most of their capacity, some within a few cycles.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "marquis.hpp"
#include "nacre/cell/ensemble.hpp"
#include "support/sanitized.hpp"

namespace nacre::cell {
namespace {

constexpr std::size_t cells = nacre::testing::sanitized ? 3 : 20;  // of each set
constexpr int cycles = 100;
constexpr std::uint64_t seed = 5;

// The set, as it is where it has bounds, otherwise with the ageing of nfm333-hc and its bounds, and with
// diffusion and charge transfer from ten times slower to three times faster.
ParameterSet set_to_draw_from(const std::string& name) {
  auto set = find_parameter_set(name);
  if (name.starts_with("nfm333")) {
    return set;
  }
  for (const auto& parameter : find_parameter_set("nfm333-hc").parameters) {
    for (const char* part : {".interphase.", ".cracking.", ".rock_salt."}) {
      if (parameter.path.find(part) != std::string::npos) {
        set.parameters.push_back(parameter);
      }
    }
  }
  for (auto& parameter : set.parameters) {
    for (const char* path : {"negative.diffusivity", "positive.diffusivity", "negative.exchange_current",
                             "positive.exchange_current"}) {
      if (parameter.path == path) {
        const double value = parameter.form == Form::number ? parameter.value : parameter.scale;
        parameter.lower = 0.1 * value;
        parameter.upper = 3.0 * value;
      }
    }
  }
  return set;
}

Simulation cycled(const CellParameters& cell, double rtol, double jump) {
  SimulationOptions options;
  options.model = ModelKind::spm;
  options.mesh = {8, 4, 8, 5};
  options.initial_state_of_charge = 0.0;
  options.keep_rows = false;
  options.relative_tolerance = rtol;
  options.absolute_tolerance = 0.01 * rtol;
  options.jump_tolerance = jump;
  return simulate(cell,
                  testing::protocol_of({testing::constant_current(1.0, cell.upper_cutoff_V),
                                        testing::constant_current(-1.0, cell.lower_cutoff_V)},
                                       cycles),
                  options);
}

struct Agreement {
  double of_bound = 0.0;  // the largest error over its bound
  double bound = 0.0;     // the largest, of the first discharge
};

Agreement compare(const Simulation& jumped, const Simulation& reference) {
  Agreement agreement;
  for (std::size_t n = 0; n < std::min(jumped.cycles.size(), reference.cycles.size()); ++n) {
    const auto& cycle = jumped.cycles[n];
    const double error = std::abs(cycle.discharge_Ah - reference.cycles[n].discharge_Ah);
    EXPECT_LE(error, cycle.capacity_bound_Ah) << "cycle " << cycle.cycle;
    if (cycle.capacity_bound_Ah > 0.0) {
      agreement.of_bound = std::max(agreement.of_bound, error / cycle.capacity_bound_Ah);
      agreement.bound =
          std::max(agreement.bound, cycle.capacity_bound_Ah / reference.cycles.front().discharge_Ah);
    }
  }
  return agreement;
}

class DrawnJumps : public ::testing::TestWithParam<const char*> {};

TEST_P(DrawnJumps, BoundHoldsForEveryCell) {
  const auto set = set_to_draw_from(GetParam());
  struct Asked {
    double tolerance;
    double rtol;
  };
  Simulation reference;
  for (std::size_t number = 0; number < cells; ++number) {
    const auto cell = cell_parameters(draw_set(set, seed, number));
    double solved_with = 0.0;
    for (const auto& [tolerance, rtol] : {Asked{1e-2, 1e-5}, Asked{1e-3, 1e-5}, Asked{1e-4, 1e-6}}) {
      SCOPED_TRACE("draw " + std::to_string(number) + ", tolerance " + std::to_string(tolerance));
      if (rtol != solved_with) {
        reference = cycled(cell, rtol, 0.0);
        solved_with = rtol;
      }
      const auto jumped = cycled(cell, rtol, tolerance);
      EXPECT_EQ(jumped.cycles.size(), reference.cycles.size());
      EXPECT_EQ(jumped.stopped_by, reference.stopped_by);
      const auto agreement = compare(jumped, reference);
      std::printf("%s %zu %.0e: error/bound %.2f bound %.1e solved %ld of %zu\n", GetParam(), number,
                  tolerance, agreement.of_bound, agreement.bound,
                  std::ranges::count_if(jumped.cycles, [](const auto& cycle) { return cycle.solved; }),
                  jumped.cycles.size());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Sets, DrawnJumps,
                         ::testing::Values("nfm333-half", "nfm333-hc", "marquis2019", "chayambuka2022"),
                         [](const auto& test) {
                           std::string name = test.param;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace nacre::cell
