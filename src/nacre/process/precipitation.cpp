#include "nacre/process/precipitation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

#include "nacre/base/units.hpp"

namespace nacre::process {
namespace {

using constants::avogadro;
using constants::boltzmann;
using constants::gas;
using std::numbers::pi;

constexpr double few_per_m3 = 1e6;  // fewer than these are none

double sphere(double radius) { return 4.0 / 3.0 * pi * radius * radius * radius; }

struct Birth {
  double per_m3_s = 0.0;
  double radius_m = 0.0;
};

Birth birth(const PrecipitationConditions& at, double matrix) {
  if (matrix <= at.equilibrium || at.sites_per_m3 == 0.0) {
    return {};
  }
  const double force = gas * at.t_K / at.molar_volume * std::log(matrix / at.equilibrium);
  const double g = at.interface_J_per_m2;
  const double thermal = boltzmann * at.t_K;
  const double barrier = at.barrier_part * 16.0 * pi * g * g * g / (3.0 * force * force);
  const double zeldovich =
      at.molar_volume / avogadro * force * force / (8.0 * pi * std::sqrt(g * g * g * thermal));
  const double rate =
      at.sites_per_m3 * at.diffusivity / (at.jump_m * at.jump_m) * zeldovich * std::exp(-barrier / thermal);
  return {rate, 2.0 * g / force + 0.5 * std::sqrt(thermal / (pi * g))};
}

// The root of a function that falls, positive at 0 and not at `whole`, from a guess: secants, and halves
// where they leave the bracket. The function was last called at what is returned.
template <class Mismatch>
double matrix_that_closes(const Mismatch& mismatch, double guess, double whole, double excess) {
  constexpr double closed = 1e-4;  // of the excess: how far the matrix may be from what drove the step
  constexpr int most_trials = 60;
  double low = 0.0;
  double high = whole;
  double c = guess;
  double wrong = mismatch(c);
  double previous = c;
  double previous_wrong = wrong;
  for (int i = 0; i < most_trials && std::abs(wrong) > closed * excess; ++i) {
    (wrong > 0.0 ? low : high) = c;
    const double next = i == 0 ? c + wrong : c - wrong * (c - previous) / (wrong - previous_wrong);
    previous = c;
    previous_wrong = wrong;
    c = next > low && next < high ? next : 0.5 * (low + high);
    wrong = mismatch(c);
  }
  return c;
}

// d(r^2)/dt at the edges of the classes: pace (c - curved).
struct Motion {
  std::vector<double> pace;
  std::vector<double> curved;
};

Motion motion(const PrecipitationConditions& at, const std::vector<double>& edges) {
  constexpr double steepest = 50.0;  // no larger exponent is needed: such precipitates are gone at once
  constexpr double least_part = 0.01;
  Motion motion{std::vector<double>(edges.size()), std::vector<double>(edges.size())};
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const double curvature = 2.0 * at.interface_J_per_m2 * at.molar_volume / (edges[i] * gas * at.t_K);
    motion.curved[i] = at.equilibrium * std::exp(std::min(steepest, curvature));
    motion.pace[i] =
        2.0 * at.diffusivity / std::max(at.in_precipitate - motion.curved[i], least_part * at.in_precipitate);
  }
  return motion;
}

}  // namespace

Precipitation::Precipitation(double smallest_m, double largest_m, std::size_t classes)
    : classes_(smallest_m, largest_m, classes) {}

double Precipitation::mean_radius() const { return number() > few_per_m3 ? classes_.mean_radius() : 0.0; }

double Precipitation::advance(const PrecipitationConditions& at, double& matrix, double step_s) {
  constexpr double most_of_excess = 0.1;  // of the matrix's distance from equilibrium, in one step
  constexpr double least_excess = 1e-4;   // of the equilibrium: below it steps are as long as for that
  constexpr double shortest_part = 0.01;  // of the step: what changes more than that, changes at once
  constexpr double rounding = 1e-12;
  const double before = volume_fraction();
  const double whole = matrix + at.in_precipitate * before;
  const auto settle = [&] {
    if (number() < few_per_m3) {
      classes_.clear();
    }
    matrix = whole - at.in_precipitate * volume_fraction();
  };
  if (number() < few_per_m3 && birth(at, matrix).per_m3_s * step_s < few_per_m3) {
    settle();
    return -at.in_precipitate * before;
  }
  const auto moves = motion(at, classes_.edges());
  std::vector<double> speed(moves.pace.size());
  double left = step_s;
  double part = std::clamp(last_part_s_, shortest_part * step_s, step_s);
  while (left > 0.0) {
    part = std::min(part, left);
    const double excess = std::max(std::abs(matrix - at.equilibrium), least_excess * at.equilibrium);
    auto with_born = classes_;
    if (const auto born = birth(at, matrix); born.per_m3_s * part >= few_per_m3) {
      const double there_is_for = most_of_excess * excess / (at.in_precipitate * sphere(born.radius_m));
      with_born.add(born.radius_m, std::min(born.per_m3_s * part, there_is_for));
    }
    auto after = with_born;
    // What the matrix holds after a step that this c drives, less c: it falls with c.
    const auto mismatch = [&](double c) {
      after = with_born;
      for (std::size_t i = 0; i < speed.size(); ++i) {
        speed[i] = moves.pace[i] * (c - moves.curved[i]);
      }
      after.move(speed, part);
      return whole - at.in_precipitate * after.volume() - c;
    };
    const double driven = matrix_that_closes(mismatch, matrix, whole, excess);
    const double change = std::abs(driven - matrix);
    if (change > most_of_excess * excess && part > shortest_part * step_s) {
      part *= 0.5;
      continue;
    }
    classes_ = std::move(after);
    settle();
    last_part_s_ = part;
    left = left - part < rounding * step_s ? 0.0 : left - part;
    if (change < 0.3 * most_of_excess * excess) {
      part *= 2.0;
    }
  }
  return at.in_precipitate * (volume_fraction() - before);
}

}  // namespace nacre::process
