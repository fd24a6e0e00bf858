#include "nacre/report/diffraction_figures.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

namespace nacre::report {
namespace {

using diffraction::Analysis;

constexpr Colour observed_colour{0, 0, 0};
constexpr Colour calculated_colour{213, 94, 0};
constexpr Colour difference_colour{95, 105, 115};
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
// Of more points than this, those are drawn that do not cover one another on paper.
constexpr std::size_t most_symbols = 2500;
// The part that is enlarged, as a share of the range.
constexpr double enlarged_share = 0.12;

double as_is(double intensity) { return intensity; }
double root(double intensity) { return std::sqrt(std::max(intensity, 0.0)); }
using Transform = double (*)(double);

// Points of the pattern, first to last.
struct Part {
  std::size_t first, last;  // last: one beyond
};

std::vector<double> part_of(const std::vector<double>& values, const Part& part, Transform transform) {
  std::vector<double> result(values.begin() + static_cast<std::ptrdiff_t>(part.first),
                             values.begin() + static_cast<std::ptrdiff_t>(part.last));
  std::ranges::transform(result, result.begin(), transform);
  return result;
}

Series line(const Analysis& analysis, const Part& part, const std::string& name, Colour colour,
            const std::vector<double>& values, Transform transform) {
  Series series;
  series.name = name;
  series.colour = colour;
  series.line_width = 0.7;
  series.x = part_of(analysis.pattern.two_theta_deg, part, as_is);
  series.y = part_of(values, part, transform);
  return series;
}

// One point for each cell of a grid finer than a symbol.
void leave_out_covered(Series& series) {
  if (series.x.size() <= most_symbols) {
    return;
  }
  constexpr double columns = 700.0, rows = 250.0;
  const auto [low, high] = std::ranges::minmax(series.y);
  const double width = series.x.back() - series.x.front(), height = std::max(high - low, 1e-300);
  std::set<std::pair<int, int>> taken;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < series.x.size(); ++i) {
    const std::pair cell{static_cast<int>(columns * (series.x[i] - series.x.front()) / width),
                         static_cast<int>(rows * (series.y[i] - low) / height)};
    if (taken.insert(cell).second) {
      series.x[kept] = series.x[i];
      series.y[kept] = series.y[i];
      ++kept;
    }
  }
  series.x.resize(kept);
  series.y.resize(kept);
}

Series observed_points(const Analysis& analysis, const Part& part, Transform transform) {
  auto series = line(analysis, part, "observed", observed_colour, analysis.pattern.intensity, transform);
  series.line_width = 0.0;
  series.symbol = Symbol::circle;
  leave_out_covered(series);
  return series;
}

// Where the reflections of a phase lie, as strokes between two heights.
Series strokes(const Analysis& analysis, const Part& part, std::size_t phase, double lower, double upper) {
  Series series;
  series.name = analysis.phases[phase].name;
  series.colour = phase_colour(phase);
  series.line_width = 0.8;
  const auto& angle = analysis.pattern.two_theta_deg;
  for (const auto& peak : analysis.peaks) {
    if (peak.phase == static_cast<int>(phase) && peak.line == 0 && peak.position_deg >= angle[part.first] &&
        peak.position_deg <= angle[part.last - 1]) {
      series.x.insert(series.x.end(), {peak.position_deg, peak.position_deg, nan});
      series.y.insert(series.y.end(), {lower, upper, nan});
    }
  }
  return series;
}

// The rows of strokes below zero, as high as leaves them apart; returns the height at which they end.
double add_reflections(Panel& panel, const Analysis& analysis, const Part& part, double highest) {
  const auto count = static_cast<double>(std::max<std::size_t>(analysis.phases.size(), 1));
  const double row = highest * std::min(0.045, 0.3 / count);
  double below = -0.4 * row;
  for (std::size_t p = 0; p < analysis.phases.size(); ++p) {
    panel.series.push_back(strokes(analysis, part, p, below - 0.8 * row, below));
    below -= row;
  }
  return below;
}

// "(104)"; indices that do not read as one digit each stand apart.
std::string indices_of(const Eigen::Vector3i& hkl) {
  const bool digits = hkl.minCoeff() >= 0 && hkl.maxCoeff() <= 9;
  return fmt::format(fmt::runtime(digits ? "({}{}{})" : "({} {} {})"), hkl(0), hkl(1), hkl(2));
}

// Indices over the highest reflections, in the colours of their phases, as far apart as they can be read.
void add_indices(Panel& panel, const Analysis& analysis, const Part& part, double highest) {
  constexpr double least_height = 0.05, least_distance = 0.034;  // shares of the highest point, of the range
  const auto& angle = analysis.pattern.two_theta_deg;
  const double low = angle[part.first], high = angle[part.last - 1];
  const double distance = least_distance * (high - low);
  const auto height = [](const diffraction::Peak& peak) { return peak.area / peak.fwhm_deg; };
  std::vector<const diffraction::Peak*> peaks;
  for (const auto& peak : analysis.peaks) {
    if (peak.line == 0 && peak.position_deg > low + distance && peak.position_deg < high - distance) {
      peaks.push_back(&peak);
    }
  }
  std::ranges::sort(peaks, std::greater<>(), [&](const auto* peak) { return height(*peak); });
  std::vector<double> taken;
  std::vector<Series> of_phase(analysis.phases.size());
  for (const auto* peak : peaks) {
    const auto at =
        static_cast<std::size_t>(std::ranges::lower_bound(angle, peak->position_deg) - angle.begin());
    double top = analysis.curves.intensity[at];
    for (std::size_t i = at - std::min<std::size_t>(at, 3); i < std::min(at + 4, angle.size()); ++i) {
      top = std::max(top, analysis.pattern.intensity[i]);
    }
    if (top - analysis.curves.background[at] < least_height * highest) {
      break;
    }
    if (std::ranges::any_of(taken, [&](double x) { return std::abs(x - peak->position_deg) < distance; })) {
      continue;
    }
    taken.push_back(peak->position_deg);
    auto& series = of_phase[static_cast<std::size_t>(peak->phase)];
    series.x.push_back(peak->position_deg);
    series.y.push_back(top);
    series.labels.push_back({indices_of(analysis.refined.model.phases[static_cast<std::size_t>(peak->phase)]
                                            .reflections[static_cast<std::size_t>(peak->reflection)]
                                            .hkl)});
  }
  for (std::size_t p = 0; p < of_phase.size(); ++p) {
    of_phase[p].colour = phase_colour(p);
    of_phase[p].line_width = 0.0;
    of_phase[p].in_legend = false;
    if (!of_phase[p].x.empty()) {
      panel.series.push_back(std::move(of_phase[p]));
    }
  }
}

double highest_of(const Analysis& analysis, const Part& part, Transform transform) {
  double highest = 0.0;
  for (std::size_t i = part.first; i < part.last; ++i) {
    highest = std::max({highest, analysis.pattern.intensity[i], analysis.curves.intensity[i]});
  }
  return highest > 0.0 ? transform(highest) : 1.0;
}

Axis angle_axis(const Analysis& analysis, const Part& part) {
  Axis axis{"2θ", "°"};
  axis.lower = analysis.pattern.two_theta_deg[part.first];
  axis.upper = analysis.pattern.two_theta_deg[part.last - 1];
  return axis;
}

// Observed, calculated, background; strokes below.
Panel pattern_panel(const Analysis& analysis, const Part& part, Transform transform, bool shares) {
  Panel panel{"", angle_axis(analysis, part), {transform == root ? "√intensity" : "Intensity", ""}};
  panel.series = {observed_points(analysis, part, transform)};
  if (shares && analysis.phases.size() > 1) {
    for (std::size_t p = 0; p < analysis.phases.size(); ++p) {
      auto share = analysis.curves.of_phase[p];
      std::ranges::transform(share, analysis.curves.background, share.begin(), std::plus<>());
      panel.series.push_back(line(analysis, part, "", phase_colour(p), share, transform));
    }
  }
  panel.series.push_back(
      line(analysis, part, "background", difference_colour, analysis.curves.background, transform));
  panel.series.back().dash = Dash::dashed;
  panel.series.push_back(
      line(analysis, part, "calculated", calculated_colour, analysis.curves.intensity, transform));
  return panel;
}

std::vector<double> difference_of(const Analysis& analysis) {
  auto difference = analysis.pattern.intensity;
  std::ranges::transform(difference, analysis.curves.intensity, difference.begin(), std::minus<>());
  return difference;
}

Panel refinement_panel(const Analysis& analysis, const Part& part, bool shares) {
  Panel panel = pattern_panel(analysis, part, as_is, shares);
  const double highest = highest_of(analysis, part, as_is);
  const double below = add_reflections(panel, analysis, part, highest);
  auto difference = line(analysis, part, "difference", difference_colour, difference_of(analysis), as_is);
  const double offset = below - 0.02 * highest - std::max(*std::ranges::max_element(difference.y), 0.0);
  for (double& value : difference.y) {
    value += offset;
  }
  panel.series.push_back(std::move(difference));
  add_indices(panel, analysis, part, highest);
  panel.y.upper = 1.08 * highest;
  return panel;
}

// The window of a share of the range that holds most of the square root of what the phases scatter: where
// reflections crowd, rather than where a single strong one stands.
Part crowded_part(const Analysis& analysis) {
  const auto& angle = analysis.pattern.two_theta_deg;
  const double width = enlarged_share * (angle.back() - angle.front());
  Part best{0, angle.size()};
  double sum = 0.0, largest = -1.0;
  for (std::size_t first = 0, last = 0; last < angle.size();) {
    sum += root(analysis.curves.peaks[last++]);
    while (angle[last - 1] - angle[first] > width) {
      sum -= root(analysis.curves.peaks[first++]);
    }
    if (sum > largest) {
      largest = sum;
      best = {first, last};
    }
  }
  return best;
}

Panel residual_panel(const Analysis& analysis, const Part& part) {
  Panel panel{"", angle_axis(analysis, part), {"(o − c) / σ", ""}};
  auto weighted = difference_of(analysis);
  std::ranges::transform(weighted, analysis.pattern.std, weighted.begin(), std::divides<>());
  panel.series = {line(analysis, part, "", difference_colour, weighted, as_is)};
  panel.bands = {{"three standard uncertainties",
                  {*panel.x.lower, *panel.x.upper},
                  {-3.0, -3.0},
                  {3.0, 3.0},
                  categorical(0)}};
  return panel;
}

std::string as_drawn(const Figure& figure, const Part& part) {
  const auto drawn = figure.panels.front().series.front().x.size();
  const auto all = part.last - part.first;
  return drawn < all
             ? fmt::format(" Of the {} points observed, {} are drawn; the others would lie upon them.", all,
                           drawn)
             : "";
}

}  // namespace

Colour phase_colour(std::size_t phase) {
  static constexpr std::array<std::size_t, 5> own{0, 2, 3, 4, 5};
  return categorical(own[phase % own.size()]);
}

std::vector<Figure> diffraction_figures(const Analysis& analysis, const std::string& prefix) {
  const Part all{0, analysis.pattern.size()};
  const std::string strokes_and_difference =
      "strokes: reflections (of the first wavelength), the highest with their indices; below them observed "
      "minus calculated, on the same scale.";
  Figure whole{prefix + "pattern", "Pattern and refinement",
               "observed and calculated; " + strokes_and_difference};
  whole.panels = {refinement_panel(analysis, all, false)};
  whole.width = Width::full;
  whole.aspect = 0.52;
  whole.caption += as_drawn(whole, all);

  const Part crowded = crowded_part(analysis);
  Figure enlarged{prefix + "pattern-enlarged", "Pattern, enlarged",
                  "where reflections are strong and many; " + strokes_and_difference};
  if (analysis.phases.size() > 1) {
    enlarged.caption += " Lines in the colours of the strokes: each phase on the background.";
  }
  enlarged.panels = {refinement_panel(analysis, crowded, true)};
  enlarged.width = Width::full;
  enlarged.aspect = 0.52;
  enlarged.caption += as_drawn(enlarged, crowded);

  Figure weak{prefix + "pattern-root", "Weak reflections",
              "the square root of the intensity, in which counting noise is as high everywhere; below, the "
              "difference over the standard uncertainty of each point."};
  Panel roots = pattern_panel(analysis, all, root, false);
  add_reflections(roots, analysis, all, highest_of(analysis, all, root));
  weak.panels = {std::move(roots), residual_panel(analysis, all)};
  weak.width = Width::full;
  weak.aspect = 0.34;
  weak.shared_x = true;
  weak.caption += as_drawn(weak, all);
  return {std::move(whole), std::move(enlarged), std::move(weak)};
}

}  // namespace nacre::report
