#include "nacre/cycling/fade.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/base/error.hpp"
#include "nacre/numerics/regression.hpp"

namespace nacre::cycling {
namespace {

constexpr int cycles_for_fade = 3;
constexpr int cycles_for_extrapolation = 10;
constexpr double farthest = 10.0;  // times the range of cycles seen

struct Point {
  int cycle;
  double current_A;
  double capacity_Ah;
};

bool same_current(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance * b; }

// The first point at the current that most points share; of currents equally frequent, the earliest.
const Point& first_at_common_current(const std::vector<Point>& points, double tolerance) {
  std::vector<double> sorted;
  sorted.reserve(points.size());
  for (const auto& point : points) {
    sorted.push_back(point.current_A);
  }
  std::sort(sorted.begin(), sorted.end());
  const auto count = [&](double current) {
    return std::upper_bound(sorted.begin(), sorted.end(), current * (1.0 + tolerance)) -
           std::lower_bound(sorted.begin(), sorted.end(), current * (1.0 - tolerance));
  };
  return *std::max_element(points.begin(), points.end(), [&](const Point& a, const Point& b) {
    return count(a.current_A) < count(b.current_A);
  });
}

void find_end_of_life(const std::vector<double>& x, const std::vector<double>& y, const numerics::Line& line,
                      Retention& retention) {
  using EndOfLife = Retention::EndOfLife;
  const double threshold = retention.end_of_life_percent;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t until = std::min(i + 3, y.size());
    if (std::all_of(y.begin() + static_cast<std::ptrdiff_t>(i),
                    y.begin() + static_cast<std::ptrdiff_t>(until),
                    [threshold](double percent) { return percent < threshold; })) {
      retention.end_of_life = EndOfLife::observed;
      retention.end_of_life_cycle = {x[i], 1.0 / std::sqrt(12.0)};
      return;
    }
  }
  if (y.size() < cycles_for_extrapolation) {
    retention.end_of_life_reason =
        fmt::format("not reached; {} cycles are too few to extrapolate ({} are needed)", y.size(),
                    cycles_for_extrapolation);
    return;
  }
  if (!(line.slope < -2.0 * line.slope_std)) {
    retention.end_of_life_reason = "not reached; the capacity does not fall significantly";
    return;
  }
  const double at = (threshold - line.intercept) / line.slope;
  if (at > x.front() + farthest * (x.back() - x.front())) {
    retention.end_of_life_reason =
        fmt::format("not reached; the line crosses the threshold beyond ten times the {:.0f} cycles seen",
                    x.back() - x.front());
    return;
  }
  const double variance = line.intercept_std * line.intercept_std +
                          at * at * line.slope_std * line.slope_std + 2.0 * at * line.covariance;
  retention.end_of_life = EndOfLife::extrapolated;
  retention.end_of_life_cycle = {at, std::sqrt(std::max(variance, 0.0)) / std::abs(line.slope)};
}

}  // namespace

Retention find_retention(std::vector<Cycle>& cycles, const Options& options) {
  Retention retention;
  retention.of = options.retention_of == "charge" ? Direction::charge : Direction::discharge;
  retention.end_of_life_percent = options.end_of_life_percent;
  std::vector<Point> points;
  for (const auto& cycle : cycles) {
    const auto& half = retention.of == Direction::charge ? cycle.charge : cycle.discharge;
    if (cycle.complete) {
      points.push_back({cycle.cycle, half->current_A, half->capacity_Ah});
    }
  }
  const auto stated = std::find_if(points.begin(), points.end(), [&](const Point& point) {
    return point.cycle == options.reference_cycle;
  });
  if (options.reference_cycle != 0 && stated == points.end()) {
    throw UsageError(fmt::format("reference_cycle: there is no complete cycle {}", options.reference_cycle));
  }
  if (points.empty()) {
    retention.fade_reason = retention.end_of_life_reason = "there is no complete cycle";
    return retention;
  }
  const Point reference =
      stated != points.end() ? *stated : first_at_common_current(points, options.rate_tolerance);
  retention.reference_cycle = reference.cycle;
  retention.reference_Ah = reference.capacity_Ah;
  for (auto& cycle : cycles) {
    if (cycle.complete) {
      cycle.retention = cycle.capacity_Ah(retention.of) / reference.capacity_Ah;
    }
  }
  std::vector<double> x;
  std::vector<double> percent;
  for (const auto& point : points) {
    if (point.cycle >= reference.cycle &&
        same_current(point.current_A, reference.current_A, options.rate_tolerance)) {
      x.push_back(point.cycle);
      percent.push_back(100.0 * point.capacity_Ah / reference.capacity_Ah);
    }
  }
  retention.last_cycle = static_cast<int>(x.back());
  retention.last = percent.back() / 100.0;
  retention.cycles_fitted = static_cast<int>(x.size());
  numerics::Line line{};
  if (retention.cycles_fitted < cycles_for_fade) {
    retention.fade_reason =
        fmt::format("{} complete cycles at the current of the reference cycle are too few for a line",
                    retention.cycles_fitted);
  } else {
    line = numerics::fit_line_robust(x, percent);
    retention.fade_percent_per_cycle = {-line.slope, line.slope_std};
  }
  find_end_of_life(x, percent, line, retention);
  return retention;
}

}  // namespace nacre::cycling
