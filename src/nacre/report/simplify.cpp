#include "nacre/report/simplify.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace nacre::report {
namespace {

// The finest bound: a twentieth of a percent of the range is less than a line's width on any page.
constexpr double finest_bound = 5e-4;

struct Point {
  double x;
  double y;
};

// Keeps of the gapless stretch [first, last) of points what a sleeve of this tolerance needs. No point is
// farther from the line through the kept ones than twice the tolerance: once it for the direction, once for
// the end of the line.
void keep_stretch(const std::vector<Point>& points, std::size_t first, std::size_t last, double tolerance,
                  std::vector<std::size_t>& kept) {
  kept.push_back(first);
  std::size_t anchor = first;
  double reference = 0;  // direction of the first point far enough from the anchor; the rest count from it
  double low = 0;
  double high = 0;
  double reach = 0;
  for (std::size_t i = first + 1; i < last;) {
    const double dx = points[i].x - points[anchor].x;
    const double dy = points[i].y - points[anchor].y;
    const double distance = std::hypot(dx, dy);
    if (distance > tolerance || reach > 0) {
      const double direction = std::atan2(dy, dx);
      const double half = distance > tolerance ? std::asin(tolerance / distance) : std::numbers::pi / 2;
      if (reach == 0) {
        reference = direction;
        low = -half;
        high = half;
      } else {
        const double turn = std::remainder(direction - reference, 2 * std::numbers::pi);
        if (turn < low || turn > high || distance < reach - tolerance) {
          anchor = i - 1;
          kept.push_back(anchor);
          reach = 0;
          continue;  // the same point again, from the new anchor
        }
        low = std::max(low, turn - half);
        high = std::min(high, turn + half);
      }
      reach = std::max(reach, distance);
    }
    ++i;
  }
  if (kept.back() != last - 1) {
    kept.push_back(last - 1);
  }
}

std::vector<std::size_t> keep(const std::vector<Point>& points, double tolerance) {
  std::vector<std::size_t> kept;
  const auto gap = [&](std::size_t i) { return !std::isfinite(points[i].x) || !std::isfinite(points[i].y); };
  for (std::size_t first = 0; first < points.size();) {
    if (gap(first)) {
      if (!kept.empty() && !gap(kept.back())) {
        kept.push_back(first);  // one gap for any number of them
      }
      ++first;
      continue;
    }
    std::size_t last = first;
    while (last < points.size() && !gap(last)) {
      ++last;
    }
    keep_stretch(points, first, last, tolerance, kept);
    first = last;
  }
  return kept;
}

double place(double value, const Range& range, Scale scale) {
  if (scale == Scale::logarithmic) {
    return (std::log10(value) - std::log10(range.lower)) / std::log10(range.upper / range.lower);
  }
  return (value - range.lower) / range.width();
}

Range with_limits(Range range, const Axis& axis) {
  range.lower = axis.lower.value_or(range.lower);
  range.upper = axis.upper.value_or(range.upper);
  if (!(range.upper > range.lower)) {
    range.upper = range.lower + 1;
  }
  return range;
}

std::vector<Point> normalised(const Panel& panel, const Series& series) {
  const Axis& y_axis = series.secondary ? *panel.secondary : panel.y;
  const Range xs = with_limits(x_range(panel), panel.x);
  const Range ys = with_limits(y_range(panel, series.secondary), y_axis);
  std::vector<Point> points(series.x.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = {place(series.x[i], xs, panel.x.scale), place(series.y[i], ys, y_axis.scale)};
  }
  return points;
}

void take(std::vector<double>& values, const std::vector<std::size_t>& kept) {
  for (std::size_t i = 0; i < kept.size(); ++i) {
    values[i] = values[kept[i]];
  }
  values.resize(kept.size());
}

bool is_line_only(const Series& series) {
  return series.line_width > 0 && !series.symbol && series.y_std.empty();
}

}  // namespace

Simplification simplify(Figure& figure, std::size_t most_points) {
  Simplification done;
  for (auto& panel : figure.panels) {
    const auto lines =
        static_cast<std::size_t>(std::count_if(panel.series.begin(), panel.series.end(), is_line_only));
    const std::size_t share = lines == 0 ? 0 : std::max<std::size_t>(most_points / lines, 200);
    std::vector<std::vector<std::size_t>> kept(panel.series.size());
    for (std::size_t s = 0; s < panel.series.size(); ++s) {
      const Series& series = panel.series[s];
      if (!is_line_only(series) || series.x.size() <= share) {
        continue;
      }
      const auto points = normalised(panel, series);
      double bound = finest_bound;
      kept[s] = keep(points, bound / 2);
      while (kept[s].size() > share && bound < 0.02) {
        bound *= 2;
        kept[s] = keep(points, bound / 2);
      }
      done.points += series.x.size();
      done.kept += kept[s].size();
      done.bound = std::max(done.bound, bound);
    }
    for (std::size_t s = 0; s < panel.series.size(); ++s) {  // only now: the ranges are those of all points
      if (!kept[s].empty()) {
        take(panel.series[s].x, kept[s]);
        take(panel.series[s].y, kept[s]);
      }
    }
  }
  return done;
}

}  // namespace nacre::report
