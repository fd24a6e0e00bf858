#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "nacre/report/cycling_figures.hpp"
#include "nacre/report/cycling_series.hpp"
#include "nacre/report/text.hpp"

namespace nacre::report {
namespace {

using cycling::Analysis;
using cycling::Curve;
using cycling::Cycle;
using cycling::Direction;
using cycling::HalfCycle;
using Records = std::span<const CyclingRecord>;

constexpr std::array<Symbol, 4> symbols{Symbol::circle, Symbol::square, Symbol::diamond, Symbol::triangle};

Look look_of(Records records, std::size_t index) {
  return {records[index].name, categorical(index), symbols[index % symbols.size()]};
}

int last_cycle(const CyclingRecord& record) {
  return record.analysis->cycles.empty() ? 0 : record.analysis->cycles.back().cycle;
}

// A rate test of 24 cycles beside a life of 1000 is a stroke at the axis. Records share a panel where the
// longest has at most so many times the cycles of the shortest.
constexpr int same_length = 5;

std::vector<std::vector<std::size_t>> by_length(Records records) {
  std::vector<std::size_t> order(records.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return last_cycle(records[i]); });
  std::vector<std::vector<std::size_t>> groups;
  for (const std::size_t i : order) {
    if (groups.empty() || last_cycle(records[i]) > same_length * last_cycle(records[groups.back().front()])) {
      groups.emplace_back();
    }
    groups.back().push_back(i);
  }
  return groups;
}

// More symbols than this run into a band: the line alone, where it has no gaps that would hide a point.
constexpr std::size_t most_symbols = 100;

void draw_long_ones_as_lines(Panel& panel) {
  for (auto& series : panel.series) {
    if (series.y.size() > most_symbols && series.line_width > 0 &&
        std::ranges::all_of(series.y, [](double y) { return std::isfinite(y); })) {
      series.symbol.reset();
      series.line_width = 1.2;
    }
  }
}

// One number over the cycles, for every record; value: of the record.
template <class ValueOf>
std::vector<Panel> over_cycles(Records records, const Axis& y, const ValueOf& value_of, bool with_partial) {
  std::vector<Panel> panels;
  const auto groups = by_length(records);
  for (auto group : groups) {
    std::ranges::sort(group);
    Panel panel{"", cycle_axis(), y};
    int longest = 0;
    for (const std::size_t i : group) {
      add_cycles(panel, *records[i].analysis, value_of(*records[i].analysis), look_of(records, i),
                 with_partial);
      longest = std::max(longest, last_cycle(records[i]));
    }
    draw_long_ones_as_lines(panel);
    if (groups.size() > 1) {
      panel.title = fmt::format("Up to {} cycles", longest);
    }
    panels.push_back(std::move(panel));
  }
  return panels;
}

// The cycle whose curves are compared: the second, or the first that is complete and whose curve is kept.
int compared_cycle(const Analysis& analysis) {
  int first = 0;
  for (const Cycle& cycle : analysis.cycles) {
    const bool kept = std::any_of(analysis.curves.begin(), analysis.curves.end(),
                                  [&](const Curve& curve) { return curve.cycle == cycle.cycle; });
    if (cycle.complete && kept) {
      if (cycle.cycle >= 2) {
        return first == 0 || cycle.cycle == 2 ? cycle.cycle : first;
      }
      first = cycle.cycle;
    }
  }
  return first;
}

template <class Xs, class Ys>
Panel compared_curves(Records records, const Axis& x, const Axis& y, const Xs& xs, const Ys& ys) {
  Panel panel{"", x, y};
  for (std::size_t i = 0; i < records.size(); ++i) {
    const Analysis& analysis = *records[i].analysis;
    const int cycle = compared_cycle(analysis);
    bool named = false;
    for (const Curve& curve : analysis.curves) {
      if (curve.cycle != cycle || ys(analysis, curve).empty()) {
        continue;
      }
      Series series;
      series.name = fmt::format("{}, cycle {}", records[i].name, cycle);
      series.in_legend = !named;
      named = true;
      series.colour = categorical(i);
      series.x = xs(analysis, curve);
      series.y = ys(analysis, curve);
      panel.series.push_back(series);
    }
  }
  return panel;
}

Panel rate_panel(Records records, const CapacityScale& scale) {
  Panel panel{"", {"Discharge rate", "C"}, {scale.label, scale.unit}};
  panel.x.scale = Scale::logarithmic;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const Analysis& analysis = *records[i].analysis;
    const Look look = look_of(records, i);
    Series series;
    series.name = look.name;
    series.colour = look.colour;
    series.symbol = look.symbol;
    series.line_width = 0.8;
    for (const auto& rate : analysis.rates) {
      if (std::isfinite(rate.c_rate) && analysis.rates.size() > 1) {
        if (!series.x.empty() &&
            rate.c_rate < series.x.back()) {  // back to a lower rate: no line leads there
          series.x.push_back(rate.c_rate);
          series.y.push_back(cycling::unknown);
        }
        series.x.push_back(rate.c_rate);
        series.y.push_back(scale.factor(analysis) * rate.discharge_capacity_Ah.value);
      }
    }
    if (!series.x.empty()) {
      panel.series.push_back(series);
    }
  }
  return panel;
}

}  // namespace

std::vector<Figure> cycling_overlays(Records records, const std::string& id) {
  const CapacityScale scale = capacity_scale(records);
  std::vector<Figure> figures;
  const auto add = [&](const std::string& name, const std::string& title, const std::string& caption,
                       std::vector<Panel> panels) {
    Figure figure{id.empty() ? name : id + "-" + name, title, caption, std::move(panels)};
    figure.columns = std::min<std::size_t>(figure.panels.size(), 2);
    figure.width = figure.columns > 1 ? Width::full : Width::single;
    keep(figures, std::move(figure));
  };
  const bool partial = std::any_of(records.begin(), records.end(),
                                   [](const auto& record) { return has_partial(*record.analysis); });
  add("capacity", "Discharge capacity", "Discharge capacity of each cycle." + (partial ? hollow_note : ""),
      over_cycles(
          records, {scale.label, scale.unit},
          [&](const Analysis& analysis) {
            return of(Direction::discharge, &HalfCycle::capacity_Ah, scale.factor(analysis));
          },
          true));
  add("efficiency", "Coulombic efficiency", "Coulombic efficiency of the complete cycles.",
      over_cycles(
          records, {"Coulombic efficiency", "%"},
          [](const Analysis&) { return [](const Cycle& cycle) { return 100 * cycle.coulombic_efficiency; }; },
          false));
  add("voltage", "Voltage against capacity",
      "One cycle of each record: the second, or the first complete one where the curves of that are not "
      "kept.",
      {compared_curves(
          records, {scale.label, scale.unit}, {"Voltage", "V"},
          [&](const Analysis& analysis, const Curve& curve) {
            return scaled(curve.capacity_Ah, scale.factor(analysis));
          },
          [](const Analysis&, const Curve& curve) { return curve.voltage_V; })});
  add("dqdv", "Differential capacity", "dQ/dV of the same cycles, charge upwards and discharge downwards.",
      {compared_curves(
          records, {"Voltage", "V"}, {"dQ/dV", per_volt(scale)},
          [](const Analysis&, const Curve& curve) { return curve.dqdv_voltage_V; },
          [&](const Analysis& analysis, const Curve& curve) {
            return scaled(curve.dqdv_Ah_per_V, sign(curve.direction) * scale.factor(analysis));
          })});
  if (std::any_of(records.begin(), records.end(),
                  [](const auto& record) { return record.analysis->cycles.size() > 3; })) {
    add("retention", "Capacity retention", "Capacity relative to the reference cycle of each record.",
        over_cycles(
            records, {"Capacity retention", "%"},
            [](const Analysis&) { return [](const Cycle& cycle) { return 100 * cycle.retention; }; }, false));
  }
  add("meanvoltage", "Mean discharge voltage",
      "Mean discharge voltage, weighted with charge." + (partial ? hollow_note : ""),
      over_cycles(
          records, {"Mean discharge voltage", "V"},
          [](const Analysis&) { return of(Direction::discharge, &HalfCycle::mean_voltage_V); }, true));
  add("rate", "Rate capability", "Mean discharge capacity at each rate.", {rate_panel(records, scale)});
  return figures;
}

}  // namespace nacre::report
