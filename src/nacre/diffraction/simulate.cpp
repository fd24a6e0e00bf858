#include "nacre/diffraction/simulate.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "nacre/base/error.hpp"

namespace nacre::diffraction {
namespace {

constexpr std::size_t most_points = 1'000'000;

std::vector<double> angles(const SimulationOptions& options) {
  const double span = options.range.high_deg - options.range.low_deg;
  if (!(options.step_deg > 0.0) || !(span > 0.0) || options.range.low_deg < 0.0 ||
      options.range.high_deg >= 180.0) {
    throw UsageError("a simulated pattern needs a range within 0 to 180 degrees and a positive step");
  }
  const double count = std::floor(span / options.step_deg + 1e-6) + 1.0;
  if (count > static_cast<double>(most_points)) {
    throw UsageError(fmt::format("{:.0f} points are more than a million", count), "take a larger step");
  }
  std::vector<double> x(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = options.range.low_deg + options.step_deg * static_cast<double>(i);
  }
  return x;
}

}  // namespace

Simulated simulate(const std::vector<SimulatedPhase>& phases, const SimulationOptions& options) {
  double total = 0.0;
  for (const auto& phase : phases) {
    if (!(phase.weight_fraction >= 0.0)) {
      throw UsageError(fmt::format("the weight fraction of {} is negative", phase.structure.name));
    }
    total += phase.weight_fraction;
  }
  if (!(total > 0.0)) {
    throw UsageError("no phase with a weight fraction above zero");
  }
  options.instrument.radiation.validate();
  Simulated result;
  auto& model = result.model;
  model.instrument = options.instrument;
  for (const auto& given : phases) {
    auto& phase = model.phases.emplace_back(given.structure);
    phase.broadening = given.broadening;
    phase.texture = given.texture;
    phase.scale = given.weight_fraction / total / (given.structure.mass() * given.structure.cell.volume());
  }
  result.pattern.two_theta_deg = angles(options);
  const auto& x = result.pattern.two_theta_deg;
  model.list_reflections(x.front(), x.back());
  CalculateOptions exact;
  exact.level = 0.0;
  exact.most_fwhm = 200.0;
  // Without a level every peak ends at three widths: what the scale is for is known only then.
  const auto rough = calculate(model, x, {}, exact);
  const double highest = *std::max_element(rough.intensity.begin(), rough.intensity.end());
  if (!(highest > 0.0)) {
    throw UsageError("no reflection of the phases lies in the range");
  }
  for (auto& phase : model.phases) {
    phase.scale *= options.peak_counts / highest;
  }
  model.background.chebyshev = {options.background_counts * (1.0 + 0.5 * options.background_slope),
                                options.background_counts * 0.5 * options.background_slope};
  exact.level = 1e-3 * std::sqrt(std::max(options.background_counts, 1.0));
  const auto calculated = calculate(model, x, {}, exact);
  std::mt19937_64 generator(options.seed);
  for (const double expected : calculated.intensity) {
    double counts = std::max(expected, 0.0);
    if (options.seed != 0) {
      counts = static_cast<double>(std::poisson_distribution<long>(counts)(generator));
    }
    result.pattern.intensity.push_back(counts);
    result.pattern.std.push_back(std::sqrt(std::max(counts, 1.0)));
  }
  result.pattern.radiation = options.instrument.radiation;
  return result;
}

}  // namespace nacre::diffraction
