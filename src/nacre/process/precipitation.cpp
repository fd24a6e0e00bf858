#include "nacre/process/precipitation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "nacre/base/units.hpp"

namespace nacre::process {
namespace {

using constants::avogadro;
using constants::boltzmann;
using constants::gas;
using std::numbers::pi;

constexpr double few_per_m3 = 1e6;  // fewer than these are none

double sphere(double radius) { return 4.0 / 3.0 * pi * radius * radius * radius; }

double driving_force(const PrecipitationConditions& at, double matrix) {
  return gas * at.t_K / at.molar_volume * std::log(matrix / at.equilibrium);
}

}  // namespace

Precipitation::Precipitation(double smallest_m, double largest_m, std::size_t classes)
    : edges_(classes + 1), centres_(classes), n_(classes, 0.0) {
  const double ratio = std::pow(largest_m / smallest_m, 1.0 / static_cast<double>(classes));
  for (std::size_t i = 0; i <= classes; ++i) {
    edges_[i] = smallest_m * std::pow(ratio, static_cast<double>(i));
  }
  for (std::size_t i = 0; i < classes; ++i) {
    centres_[i] = std::sqrt(edges_[i] * edges_[i + 1]);
  }
}

void Precipitation::add(double radius_m, double per_m3) {
  const auto above = std::ranges::upper_bound(edges_, radius_m);
  const auto i =
      std::clamp<std::ptrdiff_t>(above - edges_.begin() - 1, 0, static_cast<std::ptrdiff_t>(n_.size()) - 1);
  n_[static_cast<std::size_t>(i)] += per_m3;
}

double Precipitation::number() const {
  double sum = 0.0;
  for (const double n : n_) {
    sum += n;
  }
  return sum;
}

double Precipitation::mean_radius() const {
  double sum = 0.0;
  for (std::size_t i = 0; i < n_.size(); ++i) {
    sum += n_[i] * centres_[i];
  }
  const double all = number();
  return all > few_per_m3 ? sum / all : 0.0;
}

double Precipitation::volume_fraction() const {
  double sum = 0.0;
  for (std::size_t i = 0; i < n_.size(); ++i) {
    sum += n_[i] * sphere(centres_[i]);
  }
  return sum;
}

// At the edges.
std::vector<double> Precipitation::velocities(const PrecipitationConditions& at, double matrix) const {
  std::vector<double> velocity(edges_.size());
  constexpr double steepest = 50.0;  // no larger exponent is needed: such precipitates are gone at once
  for (std::size_t i = 0; i < edges_.size(); ++i) {
    const double r = edges_[i];
    const double curved =
        at.equilibrium *
        std::exp(std::min(steepest, 2.0 * at.interface_J_per_m2 * at.molar_volume / (r * gas * at.t_K)));
    velocity[i] = at.diffusivity / r * (matrix - curved) /
                  std::max(at.in_precipitate - curved, 0.01 * at.in_precipitate);
  }
  return velocity;
}

double Precipitation::nucleate(const PrecipitationConditions& at, double matrix, double step_s) {
  if (matrix <= at.equilibrium || at.sites_per_m3 == 0.0) {
    return 0.0;
  }
  const double force = driving_force(at, matrix);
  const double g = at.interface_J_per_m2;
  const double thermal = boltzmann * at.t_K;
  const double barrier = at.barrier_part * 16.0 * pi * g * g * g / (3.0 * force * force);
  const double zeldovich =
      at.molar_volume / avogadro * force * force / (8.0 * pi * std::sqrt(g * g * g * thermal));
  const double rate =
      at.sites_per_m3 * at.diffusivity / (at.jump_m * at.jump_m) * zeldovich * std::exp(-barrier / thermal);
  const double born = rate * step_s;
  if (born < few_per_m3) {
    return 0.0;
  }
  add(2.0 * g / force + 0.5 * std::sqrt(thermal / (pi * g)), born);
  return born;
}

double Precipitation::advance(const PrecipitationConditions& at, double& matrix, double step_s) {
  constexpr double most_of_excess = 0.1;  // of the matrix's distance from equilibrium, in one step
  constexpr double least_excess = 1e-4;   // of the equilibrium: below it steps are as long as for that
  constexpr double shortest_part = 1e-3;  // of the step
  const std::size_t classes = n_.size();
  constexpr double rounding = 1e-12;
  double gained = 0.0;
  double left = step_s;
  double part = step_s;
  std::vector<double> lower(classes);
  std::vector<double> diagonal(classes);
  std::vector<double> upper(classes);
  while (left > 0.0) {
    part = std::min(part, left);
    const auto before = n_;
    const double held_before = held(at.in_precipitate);
    nucleate(at, matrix, part);
    if (number() < few_per_m3) {
      n_.assign(classes, 0.0);
      const double gone = held_before;
      matrix += gone;
      gained -= gone;
      return gained;
    }
    // Upwind, implicit: the edge k lies between the classes k - 1 and k.
    const auto v = velocities(at, matrix);
    for (std::size_t i = 0; i < classes; ++i) {
      const double width = edges_[i + 1] - edges_[i];
      const double out = i + 1 < classes ? std::max(v[i + 1], 0.0) : 0.0;  // the largest stay
      diagonal[i] = 1.0 + part / width * (out + std::max(-v[i], 0.0));
      const double width_below = i > 0 ? edges_[i] - edges_[i - 1] : 1.0;
      const double width_above = i + 1 < classes ? edges_[i + 2] - edges_[i + 1] : 1.0;
      lower[i] = i > 0 ? -part / width_below * std::max(v[i], 0.0) : 0.0;
      upper[i] = i + 1 < classes ? -part / width_above * std::max(-v[i + 1], 0.0) : 0.0;
    }
    for (std::size_t i = 1; i < classes; ++i) {
      const double factor = lower[i] / diagonal[i - 1];
      diagonal[i] -= factor * upper[i - 1];
      n_[i] -= factor * n_[i - 1];
    }
    n_[classes - 1] /= diagonal[classes - 1];
    for (std::size_t i = classes - 1; i-- > 0;) {
      n_[i] = (n_[i] - upper[i] * n_[i + 1]) / diagonal[i];
    }
    double change = held(at.in_precipitate) - held_before;
    const double excess = std::max(std::abs(matrix - at.equilibrium), least_excess * at.equilibrium);
    if (std::abs(change) > most_of_excess * excess && part > shortest_part * step_s) {
      n_ = before;
      part *= 0.5;
      continue;
    }
    if (std::abs(change) > excess) {  // no step is short enough: as far as the equilibrium, and no further
      const double share = excess / std::abs(change);
      for (std::size_t i = 0; i < classes; ++i) {
        n_[i] = before[i] + share * (n_[i] - before[i]);
      }
      change = held(at.in_precipitate) - held_before;
    }
    matrix -= change;
    gained += change;
    left -= part;
    if (left < rounding * step_s) {
      left = 0.0;
    }
    part *= std::abs(change) < 0.3 * most_of_excess * excess ? 2.0 : 1.0;
  }
  return gained;
}

}  // namespace nacre::process
