#include "nacre/report/cycling_series.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace nacre::report {

using cycling::Analysis;
using cycling::Cycle;
using cycling::Direction;
using cycling::HalfCycle;

Figure cycling_figure(const CyclingRecord& record, const std::string& id, const std::string& title,
                      const std::string& caption) {
  return {record.id.empty() ? id : record.id + "-" + id, title, record.name + ": " + caption};
}

const std::optional<HalfCycle>& half_of(const Cycle& cycle, Direction direction) {
  return direction == Direction::charge ? cycle.charge : cycle.discharge;
}

CycleValue of(Direction direction, double HalfCycle::*member, double factor) {
  return [direction, member, factor](const Cycle& cycle) {
    const auto& half = half_of(cycle, direction);
    return half ? factor * (*half).*member : cycling::unknown;
  };
}

void add_cycles(Panel& panel, const Analysis& analysis, const CycleValue& value, const Look& look,
                bool with_partial) {
  Series complete;
  complete.name = look.name;
  complete.colour = look.colour;
  complete.symbol = look.symbol;
  complete.secondary = look.secondary;
  complete.line_width = look.line ? 0.8 : 0.0;
  Series partial = complete;
  partial.name += " (partial cycle)";
  partial.in_legend = false;
  partial.open = true;
  partial.line_width = 0;
  for (const Cycle& cycle : analysis.cycles) {
    const double y = value(cycle);
    auto& series = cycle.complete ? complete : partial;
    if (std::isfinite(y)) {
      series.x.push_back(cycle.cycle);
      series.y.push_back(y);
    } else if (cycle.complete && !series.y.empty()) {
      series.x.push_back(cycle.cycle);
      series.y.push_back(cycling::unknown);
    }
  }
  if (!complete.x.empty()) {
    panel.series.push_back(complete);
  }
  if (with_partial && !partial.x.empty()) {
    partial.in_legend = complete.x.empty();
    panel.series.push_back(partial);
  }
}

bool has_partial(const Analysis& analysis) {
  return std::any_of(analysis.cycles.begin(), analysis.cycles.end(),
                     [](const Cycle& cycle) { return !cycle.complete; });
}

Axis cycle_axis() {
  Axis axis{"Cycle"};
  axis.whole = true;
  return axis;
}

std::vector<double> scaled(const std::vector<double>& values, double factor) {
  std::vector<double> out(values.size());
  std::transform(values.begin(), values.end(), out.begin(),
                 [factor](double value) { return factor * value; });
  return out;
}

double sign(Direction direction) { return direction == Direction::charge ? 1.0 : -1.0; }

std::string per_volt(const CapacityScale& scale) {
  const auto space = scale.unit.find(' ');
  return space == std::string::npos ? scale.unit + " V⁻¹"
                                    : scale.unit.substr(0, space) + " V⁻¹" + scale.unit.substr(space);
}

std::string smoothing_words(const cycling::Options& options) {
  switch (options.smoothing) {
    case cycling::Smoothing::gaussian:
      return fmt::format("smoothed with a Gaussian of {:g} mV full width at half maximum",
                         1000 * options.smoothing_fwhm_V);
    case cycling::Smoothing::savitzky_golay:
      return fmt::format("smoothed after Savitzky and Golay (order 3, {} points)",
                         options.savitzky_golay_points);
    case cycling::Smoothing::none:
      return "not smoothed";
  }
  return "";
}

void keep(std::vector<Figure>& figures, Figure figure) {
  std::erase_if(figure.panels, [](const Panel& panel) { return panel.series.empty(); });
  if (!figure.empty()) {
    figure.columns = std::min(figure.columns, figure.panels.size());
    if (figure.width == Width::full && figure.panels.size() == 1 && figure.aspect > 0.5) {
      figure.width = Width::single;
    }
    figures.push_back(std::move(figure));
  }
}

}  // namespace nacre::report
