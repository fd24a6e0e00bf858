#include "nacre/diffraction/unseen.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/diffraction/analysis.hpp"

namespace nacre::diffraction {
namespace {

constexpr double strong = 0.2;       // of the strongest reflection: what should be seen of a phase
constexpr double same_place = 2e-3;  // of a spacing: an angle of its own may change, too
constexpr double most_of_it = 0.4;   // the rest may hide under other phases

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

}  // namespace nacre::diffraction
