#include "nacre/diffraction/unseen.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/diffraction/analysis.hpp"
#include "nacre/diffraction/prospects.hpp"

namespace nacre::diffraction {
namespace {

constexpr double strong = 0.2;       // of the strongest reflection: what should be seen of a phase
constexpr double same_place = 2e-3;  // of a spacing: an angle of its own may change, too
constexpr double most_of_it = 0.4;   // the rest may hide under other phases

constexpr double faint = 10.0;  // uncertainties of the scale
// Still smaller crystals give humps, which a background has, too.
constexpr double small_sizes_um[] = {0.03, 0.012, 0.005};

struct Expected {
  double d, strength;
};

// The strong reflections, the strongest first.
std::vector<Expected> expected_of(const Phase& phase, const Instrument& instrument) {
  std::vector<Expected> all;
  const auto strengths = phase.strengths(false).value;
  for (std::size_t k = 0; k < phase.reflections.size(); ++k) {
    const double d = phase.reflections[k].d, sine = 0.5 * instrument.radiation.wavelength() / d;
    if (sine < 1.0) {
      all.push_back({d, strengths[k] * intensity_factor(instrument, std::asin(sine)).value});
    }
  }
  std::ranges::stable_sort(all, std::ranges::greater(), &Expected::strength);
  std::erase_if(all, [most = all.empty() ? 0.0 : all.front().strength](const Expected& expected) {
    return expected.strength < strong * most;
  });
  return all;
}

}  // namespace

std::optional<double> stretch_onto(const Phase& phase, const Instrument& instrument,
                                   const std::vector<Unexplained>& peaks, double most) {
  const auto expected = expected_of(phase, instrument);
  double total = 0.0, best = 0.0;
  for (const auto& reflection : expected) {
    total += reflection.strength;
  }
  std::optional<double> found;
  for (const auto& peak : peaks) {
    const double stretch = expected.empty() ? 1.0 : peak.d_angstrom / expected.front().d - 1.0;
    if (std::abs(stretch) > most) {
      continue;
    }
    double explained = 0.0;
    int matched = 0;
    for (const auto& reflection : expected) {
      const double d = (1.0 + stretch) * reflection.d;
      if (std::ranges::any_of(peaks, [d](const Unexplained& other) {
            return std::abs(other.d_angstrom - d) < same_place * d;
          })) {
        explained += reflection.strength;
        ++matched;
      }
    }
    if (matched >= 2 && explained > std::max(best, most_of_it * total)) {
      best = explained;
      found = stretch;
    }
  }
  return found;
}

std::vector<MovedCell> move_unseen(Refined& refined, const Pattern& pattern, double most,
                                   const CalculateOptions& options) {
  std::vector<std::size_t> unseen;
  auto& model = refined.model;
  for (std::size_t p = 0; p < model.phases.size(); ++p) {
    if (!seen(refined, p)) {
      unseen.push_back(p);
    }
  }
  std::vector<MovedCell> moved;
  if (unseen.empty()) {
    return moved;
  }
  std::vector<Peak> laid;
  const auto calculated = calculate(model, pattern.two_theta_deg, {}, options, &laid);
  const auto peaks = unexplained_peaks(pattern, calculated, laid, model.instrument);
  for (const auto p : unseen) {
    auto& phase = model.phases[p];
    if (const auto stretch = stretch_onto(phase, model.instrument, peaks, most)) {
      for (double& value : phase.cell) {
        value /= (1.0 + *stretch) * (1.0 + *stretch);
      }
      phase.update();
      moved.push_back({p, *stretch});
    }
  }
  return moved;
}

std::optional<SmallCrystals> shrink_faint(Refined& refined, const Pattern& pattern, std::size_t p,
                                          const std::vector<double>& first_cell, double asked) {
  const int index = static_cast<int>(p);
  const Variable scale{Quantity::scale, index}, inverse_size{Quantity::inverse_size, index};
  const double std = refined.std_of(scale);
  if (refined.model.phases[p].intensities != Intensities::structure ||
      refined.model.phases[p].scale > faint * std ||
      std::ranges::find(refined.variables, inverse_size) != refined.variables.end()) {
    return std::nullopt;
  }
  // Every peak is followed equally far: areas are not known yet.
  CalculateOptions options;
  options.level = 0.0;
  options.most_fwhm = 8.0;
  auto others = refined.variables;
  std::erase_if(others, [index](const Variable& variable) { return variable.phase == index; });
  Model trial = refined.model;
  auto& phase = trial.phases[p];
  phase.scale = 0.0;
  const auto prospect = [&] {
    Prospect found;
    consider(
        trial, pattern, others, {{{scale}}},
        [&](std::size_t, const Prospect& of_scale) {
          found = of_scale;
          return false;
        },
        options);
    return found;
  };
  const double narrow = prospect().gain;
  phase.cell = first_cell;
  phase.update();
  trial.list_reflections(pattern.two_theta_deg.front(), pattern.two_theta_deg.back());
  SmallCrystals best{0.0, asked};
  double best_scale = 0.0;
  for (const double size_um : small_sizes_um) {
    phase.broadening.inverse_size = 1.0 / size_um;
    const auto broad = prospect();
    if (broad.gain - narrow > best.gain && broad.shift.front() > seen_above * broad.std.front()) {
      best = {size_um, broad.gain - narrow};
      best_scale = broad.shift.front();
    }
  }
  if (best_scale == 0.0) {
    return std::nullopt;
  }
  phase.broadening.inverse_size = 1.0 / best.size_um;
  phase.scale = best_scale;
  refined.model = std::move(trial);
  return best;
}

}  // namespace nacre::diffraction
