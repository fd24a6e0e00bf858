#include "nacre/report/cycling_curves.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "nacre/report/cycling_series.hpp"

namespace nacre::report {
namespace {

using cycling::Analysis;
using cycling::Curve;
using cycling::Direction;

constexpr std::size_t most_in_legend = 6;

// The cycles that a figure of curves shows: 1, 2, 5, 10, 20, 50, ... and the last, as far as curves were
// kept.
std::vector<int> shown_cycles(const Analysis& analysis) {
  std::set<int> kept;
  for (const Curve& curve : analysis.curves) {
    kept.insert(curve.cycle);
  }
  if (kept.size() <= most_in_legend) {
    return {kept.begin(), kept.end()};
  }
  std::set<int> shown{*kept.begin(), *kept.rbegin()};
  for (int decade = 1; decade <= *kept.rbegin(); decade *= 10) {
    for (const int step : {1, 2, 5}) {
      const auto next = kept.lower_bound(step * decade);
      if (next != kept.end()) {
        shown.insert(*next);
      }
    }
  }
  return {shown.begin(), shown.end()};
}

struct CurveStyle {
  Colour colour;
  bool in_legend = false;
};

// Curves of many cycles carry a colour bar, those of a few a legend.
CurveStyle style_of(const std::vector<int>& shown, int cycle, Panel& panel) {
  const double first = shown.front();
  const double last = shown.back();
  const bool few = shown.size() <= most_in_legend;
  if (!few && !panel.colour_bar) {
    panel.colour_bar = ColourBar{"Cycle", first, last};
  }
  const auto index = static_cast<double>(std::find(shown.begin(), shown.end(), cycle) - shown.begin());
  const double fraction = few ? (shown.size() > 1 ? index / static_cast<double>(shown.size() - 1) : 0)
                              : (cycle - first) / (last - first);
  return {sequential(fraction), few};
}

// One curve for each half of the cycles shown; the legend names a cycle once.
template <class Xs, class Ys>
void add_curves(Panel& panel, const Analysis& analysis, const Xs& xs, const Ys& ys) {
  const std::vector<int> shown = shown_cycles(analysis);
  std::set<int> named;
  for (const Curve& curve : analysis.curves) {
    if (!std::binary_search(shown.begin(), shown.end(), curve.cycle) || ys(curve).empty()) {
      continue;
    }
    const CurveStyle style = style_of(shown, curve.cycle, panel);
    Series series;
    series.name = fmt::format("Cycle {}", curve.cycle);
    series.in_legend = style.in_legend && named.insert(curve.cycle).second;
    series.colour = style.colour;
    series.x = xs(curve);
    series.y = ys(curve);
    panel.series.push_back(series);
  }
}

// Where the fitted peaks of the curves shown lie.
void add_peaks(Panel& panel, const Analysis& analysis, double factor) {
  Series peaks;
  peaks.name = "Fitted peaks";
  peaks.line_width = 0;
  peaks.symbol = Symbol::triangle_down;
  peaks.colour = {60, 60, 60};
  const std::vector<int> shown = shown_cycles(analysis);
  for (const Curve& curve : analysis.curves) {
    if (std::binary_search(shown.begin(), shown.end(), curve.cycle)) {
      for (const auto& peak : curve.peaks) {
        peaks.x.push_back(peak.position_V);
        peaks.y.push_back(sign(curve.direction) * factor * peak.height_Ah_per_V);
      }
    }
  }
  if (!peaks.x.empty()) {
    panel.series.push_back(peaks);
  }
}

// dV/dQ grows without bound at both ends of a half-cycle: the axis shows the part between.
double interior_maximum(const Curve& curve) {
  double largest = 0;
  const double all = curve.dvdq_capacity_Ah.empty() ? 0 : curve.dvdq_capacity_Ah.back();
  for (std::size_t i = 0; i < curve.dvdq_capacity_Ah.size(); ++i) {
    const double share = curve.dvdq_capacity_Ah[i] / all;
    if (share > 0.08 && share < 0.92 && std::isfinite(curve.dvdq_V_per_Ah[i])) {
      largest = std::max(largest, curve.dvdq_V_per_Ah[i]);
    }
  }
  return largest;
}

}  // namespace

Figure voltage_curves(const CyclingRecord& record, const CapacityScale& scale) {
  const double factor = scale.factor(*record.analysis);
  Panel panel{"", {scale.label, scale.unit}, {"Voltage", "V"}};
  add_curves(
      panel, *record.analysis, [&](const Curve& curve) { return scaled(curve.capacity_Ah, factor); },
      [](const Curve& curve) { return curve.voltage_V; });
  Figure out =
      cycling_figure(record, "voltage", "Voltage against capacity",
                     "voltage against the charge passed in each half-cycle, counted from its start.");
  out.panels = {panel};
  return out;
}

Figure differential_capacity(const CyclingRecord& record, const CapacityScale& scale) {
  const double factor = scale.factor(*record.analysis);
  Panel panel{"", {"Voltage", "V"}, {"dQ/dV", per_volt(scale)}};
  add_curves(
      panel, *record.analysis, [](const Curve& curve) { return curve.dqdv_voltage_V; },
      [&](const Curve& curve) { return scaled(curve.dqdv_Ah_per_V, sign(curve.direction) * factor); });
  add_peaks(panel, *record.analysis, factor);
  Figure out = cycling_figure(record, "dqdv", "Differential capacity",
                              "dQ/dV, charge upwards and discharge downwards, " +
                                  smoothing_words(record.analysis->options) + ". Triangles: fitted peaks.");
  out.panels = {panel};
  return out;
}

Figure differential_voltage(const CyclingRecord& record, const CapacityScale& scale) {
  const double factor = scale.factor(*record.analysis);
  Figure out = cycling_figure(
      record, "dvdq", "Differential voltage",
      fmt::format("dV/dQ of charge and discharge, smoothed over {:g} % of the capacity. The steep ends "
                  "reach beyond the frame.",
                  100 * record.analysis->options.smoothing_capacity));
  out.width = Width::full;
  out.columns = 2;
  double largest = 0;
  for (const Curve& curve : record.analysis->curves) {
    largest = std::max(largest, interior_maximum(curve) / factor);
  }
  const bool milli = largest < 0.05;
  const double times = (milli ? 1000 : 1) / factor;
  const std::string volt = milli ? "mV" : "V";
  const std::string unit = scale.kind == CapacityScale::Kind::specific ? volt + " g mAh⁻¹"
                           : scale.kind == CapacityScale::Kind::areal  ? volt + " cm² mAh⁻¹"
                                                                       : volt + " " + scale.unit + "⁻¹";
  for (const auto direction : {Direction::charge, Direction::discharge}) {
    Panel panel{
        direction == Direction::charge ? "Charge" : "Discharge", {scale.label, scale.unit}, {"dV/dQ", unit}};
    panel.y.lower = 0;
    if (largest > 0) {
      panel.y.upper = 1.25 * largest * times * factor;
    }
    add_curves(
        panel, *record.analysis, [&](const Curve& curve) { return scaled(curve.dvdq_capacity_Ah, factor); },
        [&](const Curve& curve) {
          return curve.direction == direction ? scaled(curve.dvdq_V_per_Ah, times) : std::vector<double>();
        });
    if (!panel.series.empty()) {
      out.panels.push_back(panel);
    }
  }
  return out;
}

}  // namespace nacre::report
