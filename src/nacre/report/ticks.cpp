#include "nacre/report/ticks.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/report/text.hpp"

namespace nacre::report {
namespace {

double nice_step(double rough) {
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  const double mantissa = rough / power;
  return power * (mantissa < 1.5 ? 1 : mantissa < 3.5 ? 2 : mantissa < 7.5 ? 5 : 10);
}

Ticks logarithmic(const Axis& axis, Range data) {
  Ticks out;
  out.lower = axis.lower.value_or(data.empty() ? 1 : data.lower / 1.3);
  out.upper = axis.upper.value_or(data.empty() ? 10 : data.upper * 1.3);
  out.step = std::max(1.0, std::ceil(std::log10(out.upper / out.lower) / 6));
  out.characters = 4;
  if (out.upper / out.lower < 30) {
    for (int decade = static_cast<int>(std::floor(std::log10(out.lower)));
         std::pow(10.0, decade) <= out.upper; ++decade) {
      for (const double mantissa : {1.0, 2.0, 5.0}) {
        const double mark = mantissa * std::pow(10.0, decade);
        if (mark >= out.lower && mark <= out.upper) {
          out.marks.push_back(mark);
          out.characters = std::max(out.characters, fmt::format("{:g}", mark).size());
        }
      }
    }
  }
  return out;
}

Axis fitted(const Axis& axis, const std::vector<double>& centres) {
  Axis out = axis;
  const double half = centres.size() > 1 ? (centres[1] - centres[0]) / 2 : 0.5;
  out.lower = axis.lower.value_or(centres.front() - half);
  out.upper = axis.upper.value_or(centres.back() + half);
  return out;
}

}  // namespace

Ticks ticks(const Axis& axis, const Range& data, int about) {
  if (axis.scale == Scale::logarithmic) {
    return logarithmic(axis, data);
  }
  Ticks out;
  const double middle = data.empty() ? 0.5 : data.lower / 2 + data.upper / 2;
  // A range too small to be told from rounding is a constant: show it in the middle of a readable axis.
  const bool constant = data.width() <= 1e-9 * std::fabs(middle) || data.empty();
  const double half = constant ? (middle == 0 ? 0.5 : 0.05 * std::fabs(middle)) : data.width() / 2;
  out.lower = axis.lower.value_or(middle - 1.1 * half);
  out.upper = axis.upper.value_or(middle + 1.1 * half);
  if (!axis.categories.empty()) {
    out.lower = -0.5;
    out.upper = static_cast<double>(axis.categories.size()) - 0.5;
    for (const auto& name : axis.categories) {
      out.characters = std::max(out.characters, length(name));
    }
    return out;
  }
  if (!(out.upper > out.lower)) {
    out.upper = out.lower + 1;
  }
  if (axis.whole && out.upper - out.lower < about) {  // room for a symbol at either end
    out.lower = axis.lower.value_or(std::floor(data.lower) - 0.5);
    out.upper = axis.upper.value_or(std::ceil(data.upper) + 0.5);
  }
  out.step = nice_step((out.upper - out.lower) / about);
  if (axis.whole) {
    out.step = std::max(1.0, out.step);
  }
  out.decimals = std::clamp(static_cast<int>(-std::floor(std::log10(out.step) + 1e-9)), 0, 9);
  out.characters = std::max(length(decimal(std::ceil(out.lower / out.step) * out.step, out.decimals)),
                            length(decimal(std::floor(out.upper / out.step) * out.step, out.decimals)));
  return out;
}

PanelTicks ticks(const Panel& panel, int about_x) {
  const bool map = panel.map && !panel.map->z.empty();
  PanelTicks out;
  out.x = ticks(map ? fitted(panel.x, panel.map->x) : panel.x, x_range(panel), about_x);
  out.y = ticks(map ? fitted(panel.y, panel.map->y) : panel.y, y_range(panel, false), 5);
  if (panel.secondary) {
    out.secondary = ticks(*panel.secondary, y_range(panel, true), 5);
  }
  return out;
}

}  // namespace nacre::report
