#include "nacre/diffraction/admission.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace nacre::diffraction {
namespace {

// An uncertainty of a cell beyond which its value says nothing, as a fraction.
constexpr double cell_limit = 3e-3;

}  // namespace

double gain_asked(const Group& group, const RValues& r) {
  return static_cast<double>(group.variables.size()) * std::log(static_cast<double>(r.points)) *
         std::max(r.chi2_reduced, 1.0);
}

std::string refusal_of(const Group& group, const Prospect& prospect, const Model& model, const RValues& r) {
  const double asked = gain_asked(group, r), gof = std::sqrt(std::max(r.chi2_reduced, 1.0));
  if (group.needs_gain && prospect.gain < asked) {
    return fmt::format(
        "the data do not ask for it: the sum of squares would fall by {:.3g}, {:.3g} would count",
        prospect.gain, asked);
  }
  for (std::size_t k = 0; k < group.variables.size(); ++k) {
    const auto& variable = group.variables[k];
    const auto [lower, upper] = model.bounds_of(variable);
    const double value = model.at(variable);
    if ((value <= lower && prospect.shift[k] < 0.0) || (value >= upper && prospect.shift[k] > 0.0)) {
      return "it would leave its limits";
    }
    const double std = prospect.std[k] * gof;
    const double limit =
        variable.quantity == Quantity::cell ? 2.0 * cell_limit * std::abs(value) : group.largest_std;
    if (!(std < limit)) {
      return std::isfinite(std)
                 ? fmt::format("the data cannot tell it: its uncertainty would be {:.2g}, beyond {:.2g}", std,
                               limit)
                 : "the data cannot tell it apart from what is refined";
    }
  }
  return "";
}

Eigen::Vector3i best_march_axis(const Model& model, int phase, const Pattern& pattern,
                                const std::vector<Variable>& variables, const CalculateOptions& options) {
  static const Eigen::Vector3i axes[] = {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}, {1, 1, 0},
                                         {1, 0, 1}, {0, 1, 1}, {1, 1, 1}, {1, 0, 4}};
  Model trial = model;
  double best = -1.0;
  Eigen::Vector3i axis = axes[0];
  for (const auto& candidate : axes) {
    trial.phases[static_cast<std::size_t>(phase)].texture.axis = candidate;
    trial.list_reflections(pattern.two_theta_deg.front(), pattern.two_theta_deg.back());
    consider(
        trial, pattern, variables, {{{{Quantity::march, phase}}}},
        [&](std::size_t, const Prospect& prospect) {
          if (prospect.gain > best) {
            best = prospect.gain;
            axis = candidate;
          }
          return false;
        },
        options);
  }
  return axis;
}

}  // namespace nacre::diffraction
