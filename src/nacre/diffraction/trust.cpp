#include "nacre/diffraction/trust.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace nacre::diffraction {
namespace {

// A background-subtracted Rwp beyond which the phases do not describe the pattern.
constexpr double bad_fit_percent = 40.0;
// Where a fit leaves so much, and that many times what counting explains, its uncertainties mean nothing.
constexpr double poor_fit_percent = 20.0, poor_gof = 5.0;
// A cell that moved by more than this is another phase's, or the wavelength is wrong.
constexpr double far_cell = 0.015;
constexpr double strong_unexplained = 0.03;

// By what fraction the first of the lengths that is too far off moved, or nothing.
std::optional<double> far_move(const crystal::UnitCell& from, const crystal::UnitCell& to) {
  const auto before = from.values(), after = to.values();
  for (std::size_t i = 0; i < 3; ++i) {
    if (const double move = std::abs(after[i] / before[i] - 1.0); move > far_cell) {
      return move;
    }
  }
  return std::nullopt;
}

}  // namespace

Explanation explain(const Model& model, const Pattern& pattern) {
  Explanation result;
  CalculateOptions options;
  options.level = 1e-3 * *std::max_element(pattern.std.begin(), pattern.std.end());
  options.by_phase = true;
  result.curves = calculate(model, pattern.two_theta_deg, {}, options, &result.peaks);
  result.unexplained = unexplained_peaks(pattern, result.curves, result.peaks, model.instrument);
  return result;
}

bool ExpectedCell::is_near(const crystal::UnitCell& other) const { return !far_move(cell, other); }

std::vector<std::string> doubts(const Refined& refined, const std::vector<Unexplained>& unexplained,
                                const std::vector<std::optional<ExpectedCell>>& expected) {
  std::vector<std::string> all;
  const auto& r = refined.r;
  if (!refined.converged) {
    all.push_back("the refinement did not come to rest: " + refined.reason);
  }
  if (r.Rwp_background_percent > bad_fit_percent) {
    all.push_back(fmt::format(
        "the phases do not describe the pattern: Rwp without the background is {:.1f} %. Is the wavelength "
        "right, and is a phase missing?",
        r.Rwp_background_percent));
  } else if (r.Rwp_background_percent > poor_fit_percent && r.gof > poor_gof) {
    all.push_back(fmt::format(
        "Rwp without the background is {:.1f} %, {:.1f} times what counting explains: profile, radiation or "
        "structure are not those of the model, and uncertainties do not tell by how much",
        r.Rwp_background_percent, r.gof));
  }
  for (std::size_t p = 0; p < refined.model.phases.size(); ++p) {
    const auto& structure = refined.model.phases[p].structure;
    const auto move = expected[p] ? far_move(expected[p]->cell, structure.cell) : std::nullopt;
    if (move) {
      all.push_back(
          fmt::format("the cell of {} moved by {:.1f} % from that of {}: is it the phase, and the wavelength "
                      "right?",
                      structure.name, 100.0 * *move, expected[p]->whose));
    }
  }
  const auto strongest = std::max_element(unexplained.begin(), unexplained.end(),
                                          [](const auto& a, const auto& b) { return a.share < b.share; });
  if (strongest != unexplained.end() && strongest->share > strong_unexplained) {
    all.push_back(fmt::format(
        "a peak at {:.2f} degrees (d {:.4f} angstrom) is {:.0f} % as high as the strongest and belongs to no "
        "phase given: one is missing",
        strongest->two_theta_deg, strongest->d_angstrom, 100.0 * strongest->share));
  }
  return all;
}

}  // namespace nacre::diffraction
