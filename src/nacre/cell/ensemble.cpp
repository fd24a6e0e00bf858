#include "nacre/cell/ensemble.hpp"

#include <cmath>
#include <random>

#include "nacre/base/error.hpp"
#include "nacre/base/parallel.hpp"

namespace nacre::cell {

ParameterSet draw_set(const ParameterSet& set, std::uint64_t seed, std::size_t number) {
  std::seed_seq sequence{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U),
                         static_cast<std::uint32_t>(number)};
  std::mt19937_64 random(sequence);
  constexpr int most = 100;
  for (int attempt = 1;; ++attempt) {
    std::vector<std::pair<std::string, double>> values;
    for (const auto& parameter : set.parameters) {
      if (!std::isfinite(parameter.lower) || !std::isfinite(parameter.upper)) {
        continue;
      }
      // The top bits as a number in [0, 1): the same on every platform, unlike the library's distributions.
      const double u = static_cast<double>(random() >> 11U) * 0x1p-53;
      const bool wide = parameter.lower > 0.0 && parameter.upper > 10.0 * parameter.lower;
      const double value = wide ? parameter.lower * std::pow(parameter.upper / parameter.lower, u)
                                : parameter.lower + u * (parameter.upper - parameter.lower);
      values.emplace_back(parameter.form == Form::number ? parameter.path : parameter.path + ".scale", value);
    }
    auto drawn = set;
    drawn.apply(values);
    try {
      static_cast<void>(cell_parameters(drawn));
      return drawn;
    } catch (const InputError&) {
      if (attempt == most) {
        throw;
      }
    }
  }
}

std::vector<EnsembleOutcome> run_ensemble(const ParameterSet& set, std::size_t draws, std::uint64_t seed,
                                          const Protocol& protocol, const SimulationOptions& options) {
  std::vector<EnsembleOutcome> outcomes(draws);
  parallel_for(draws, [&](std::size_t k) {
    auto& outcome = outcomes[k];
    try {
      const auto result = simulate(cell_parameters(draw_set(set, seed, k)), protocol, options);
      outcome.complete = result.complete;
      outcome.stopped_by = result.stopped_by;
      outcome.solve_ms = result.solve_ms;
      outcome.steps = result.counts.steps;
      for (const auto& cycle : result.cycles) {
        outcome.discharge_Ah = cycle.discharge_Ah > 0.0 ? cycle.discharge_Ah : outcome.discharge_Ah;
      }
    } catch (const Error& error) {
      outcome.stopped_by = std::string("no cell: ") + error.what();
    }
  });
  return outcomes;
}

}  // namespace nacre::cell
