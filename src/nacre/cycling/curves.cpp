#include "nacre/cycling/curves.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "nacre/cycling/differential.hpp"
#include "nacre/cycling/measure.hpp"
#include "nacre/cycling/peaks.hpp"
#include "nacre/numerics/decimate.hpp"

namespace nacre::cycling {
namespace {

std::vector<double> take(const std::vector<double>& values, const std::vector<std::size_t>& indices) {
  std::vector<double> result;
  result.reserve(indices.size());
  for (const std::size_t i : indices) {
    result.push_back(values[i]);
  }
  return result;
}

// Of a long record, the rows at which voltage or current is lowest or highest among a few neighbours: a
// figure of `points` points cannot show the others, and choosing among these is fast.
std::vector<std::size_t> extremes(const Record& record, std::size_t points) {
  std::vector<std::size_t> rows;
  const std::size_t size = std::max<std::size_t>(1, record.size() / (4 * points));
  for (std::size_t begin = 0; begin < record.size(); begin += size) {
    const std::size_t end = std::min(begin + size, record.size());
    std::array<std::size_t, 6> chosen{begin, end - 1, begin, begin, begin, begin};
    for (std::size_t i = begin; i < end; ++i) {
      chosen[2] = record.voltage_V[i] < record.voltage_V[chosen[2]] ? i : chosen[2];
      chosen[3] = record.voltage_V[i] > record.voltage_V[chosen[3]] ? i : chosen[3];
      chosen[4] = record.current_A[i] < record.current_A[chosen[4]] ? i : chosen[4];
      chosen[5] = record.current_A[i] > record.current_A[chosen[5]] ? i : chosen[5];
    }
    std::sort(chosen.begin(), chosen.end());
    rows.insert(rows.end(), chosen.begin(), std::unique(chosen.begin(), chosen.end()));
  }
  return rows;
}

double range(const std::vector<double>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return std::max(*high - *low, 1e-12);
}

}  // namespace

Path find_path(const Record& record, const std::vector<Span>& pieces, const HalfCycle& half,
               const Options& options) {
  Path path;
  const double sign = half.direction == Direction::charge ? 1.0 : -1.0;
  const double scale = half.capacity_Ah / half.integral_Ah;
  double before = 0.0;  // charge of the pieces before
  for (const auto& piece : pieces) {
    const std::size_t begin = charge_begin(record, piece);
    const std::size_t hold = hold_begin(record, piece, options);
    for (std::size_t i = begin; i <= piece.last; ++i) {
      const double charge = before + sign * (record.charge_Ah[i] - record.charge_Ah[begin]) * scale;
      if (record.sign[i] != record.sign[piece.last]) {
        continue;
      }
      // A row that is written twice, and what a pulse the other way took back, is no step of the path.
      if (!path.capacity_Ah.empty() &&
          (charge < path.capacity_Ah.back() ||
           (charge == path.capacity_Ah.back() && record.voltage_V[i] == path.voltage_V.back()))) {
        continue;
      }
      if (i == hold && hold < piece.last && &piece == &pieces.back()) {
        path.hold = path.capacity_Ah.size() + 1;
      }
      path.capacity_Ah.push_back(charge);
      path.voltage_V.push_back(record.voltage_V[i]);
    }
    before += sign * (record.charge_Ah[piece.last] - record.charge_Ah[begin]) * scale;
  }
  if (path.hold == 0) {
    path.hold = path.capacity_Ah.size();
  }
  return path;
}

std::vector<std::size_t> choose_cycles(std::size_t cycles, const Options& options) {
  const std::size_t count = std::min(cycles, static_cast<std::size_t>(options.curve_cycles));
  std::vector<std::size_t> chosen(count, 0);
  for (std::size_t k = 1; k < count; ++k) {
    chosen[k] = k * (cycles - 1) / (count - 1);
  }
  return chosen;
}

Curve find_curve(const Path& path, int cycle, Direction direction, const Options& options) {
  Curve curve;
  curve.cycle = cycle;
  curve.direction = direction;
  const auto points = static_cast<std::size_t>(options.curve_points);
  const auto kept = numerics::decimate(path.capacity_Ah, path.voltage_V, points);
  curve.capacity_Ah = take(path.capacity_Ah, kept.indices);
  curve.voltage_V = take(path.voltage_V, kept.indices);
  curve.error_V = kept.error;

  const Density density = find_density(path, options);
  if (density.step_V > 0.0) {
    const PeakFit fit = find_peaks(density, options);
    std::vector<double> voltage(density.smooth_Ah_per_V.size());
    for (std::size_t i = 0; i < voltage.size(); ++i) {
      voltage[i] = density.centre_V(i);
    }
    const auto bins = numerics::decimate(voltage, density.smooth_Ah_per_V, points).indices;
    curve.dqdv_voltage_V = take(voltage, bins);
    curve.dqdv_Ah_per_V = take(density.smooth_Ah_per_V, bins);
    if (!fit.fit_Ah_per_V.empty()) {
      curve.dqdv_fit_Ah_per_V = take(fit.fit_Ah_per_V, bins);
    }
    curve.peaks = fit.peaks;
    const auto highest = std::max_element(density.smooth_Ah_per_V.begin(), density.smooth_Ah_per_V.end());
    curve.dqdv_noise_Ah_per_V =
        density.noise_Ah_per_V(static_cast<std::size_t>(highest - density.smooth_Ah_per_V.begin()));
  }
  const Slope slope = find_slope(path, options);
  if (!slope.capacity_Ah.empty()) {
    const auto bins = numerics::decimate(slope.capacity_Ah, slope.V_per_Ah, points).indices;
    curve.dvdq_capacity_Ah = take(slope.capacity_Ah, bins);
    curve.dvdq_V_per_Ah = take(slope.V_per_Ah, bins);
  }
  return curve;
}

Trace find_trace(const Record& record, const Options& options) {
  const auto points = static_cast<std::size_t>(options.trace_points);
  const auto rows = extremes(record, points);
  Trace trace{take(record.time_s, rows), take(record.voltage_V, rows), take(record.current_A, rows)};
  const std::array<std::span<const double>, 2> ys{trace.voltage_V, trace.current_A};
  const std::array<double, 2> scales{range(trace.voltage_V), range(trace.current_A)};
  const auto kept = numerics::decimate(trace.time_s, ys, scales, points);
  return {take(trace.time_s, kept.indices), take(trace.voltage_V, kept.indices),
          take(trace.current_A, kept.indices)};
}

}  // namespace nacre::cycling
