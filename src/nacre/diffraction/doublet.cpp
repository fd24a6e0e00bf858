#include "nacre/diffraction/doublet.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/diffraction/analysis.hpp"
#include "nacre/diffraction/series_follow.hpp"

namespace nacre::diffraction {
namespace {

// People write 1.54, 1.5406 and 1.5418 for copper.
constexpr double near_angstrom = 0.002;
// The sum of squares with both lines, as a share of that with one, below which they are there: of patterns
// with two lines it falls to a quarter, and less than to a half where only low angles were measured.
constexpr double far_better = 0.7;

struct Tube {
  std::string name;
  std::vector<Line> lines;
};

std::optional<Tube> tube_of(const Radiation& radiation) {
  if (radiation.probe != crystal::Probe::x_ray || radiation.lines.size() != 1) {
    return std::nullopt;
  }
  for (const char* name : {"CrKa", "FeKa", "CoKa", "CuKa", "MoKa", "AgKa"}) {
    auto lines = parse_radiation(name).lines;
    if (radiation.wavelength() > lines[0].wavelength - near_angstrom &&
        radiation.wavelength() < lines[1].wavelength + near_angstrom) {
      return Tube{name, std::move(lines)};
    }
  }
  return std::nullopt;
}

double mean_wavelength(const std::vector<Line>& lines) {
  double sum = 0.0, weights = 0.0;
  for (const auto& line : lines) {
    sum += line.weight * line.wavelength;
    weights += line.weight;
  }
  return sum / weights;
}

}  // namespace

std::optional<std::string> missing_line(const Refined& refined, const Pattern& pattern,
                                        const StrategyOptions& strategy) {
  const auto tube = tube_of(refined.model.instrument.radiation);
  if (!tube) {
    return std::nullopt;
  }
  Model model = refined.model;
  // Where the cells were refined, the centres of the peaks stay where they are.
  const double stretch = mean_wavelength(tube->lines) / model.instrument.radiation.wavelength();
  model.instrument.radiation.lines = tube->lines;
  std::vector<bool> visible;
  for (std::size_t p = 0; p < model.phases.size(); ++p) {
    auto& phase = model.phases[p];
    if (phase.intensities == Intensities::pawley) {
      return std::nullopt;  // its variables are those of its reflections, which the other line changes
    }
    visible.push_back(seen(refined, p));
    const bool free = std::ranges::any_of(refined.variables, [p](const Variable& variable) {
      return variable.quantity == Quantity::cell && variable.phase == static_cast<int>(p);
    });
    for (double& value : phase.cell) {
      value /= free ? stretch * stretch : 1.0;
    }
    phase.update();
  }
  model.list_reflections(pattern.two_theta_deg.front(), pattern.two_theta_deg.back());
  const auto both = follow(model, pattern, refined.variables, visible, strategy);
  if (!(both.sum_of_squares < far_better * refined.sum_of_squares)) {
    return std::nullopt;
  }
  return fmt::format(
      "the pattern looks like both K alpha lines of a tube: with them Rwp is {:.2f} % in place of {:.2f} %. "
      "Try --wavelength {}",
      both.r.Rwp_percent, refined.r.Rwp_percent, tube->name);
}

}  // namespace nacre::diffraction
