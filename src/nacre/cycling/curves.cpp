#include "nacre/cycling/curves.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "nacre/cycling/measure.hpp"
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
      if (record.sign[i] != record.sign[piece.last] ||
          (!path.capacity_Ah.empty() && charge < path.capacity_Ah.back())) {
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
  std::vector<std::size_t> chosen;
  const auto wanted = static_cast<std::size_t>(options.curve_cycles);
  if (cycles <= wanted) {
    for (std::size_t i = 0; i < cycles; ++i) {
      chosen.push_back(i);
    }
    return chosen;
  }
  for (std::size_t k = 0; k < wanted; ++k) {
    chosen.push_back(wanted == 1 ? 0 : k * (cycles - 1) / (wanted - 1));
  }
  return chosen;
}

Curve decimate_path(const Path& path, int cycle, Direction direction, const Options& options) {
  Curve curve;
  curve.cycle = cycle;
  curve.direction = direction;
  const auto kept =
      numerics::decimate(path.capacity_Ah, path.voltage_V, static_cast<std::size_t>(options.curve_points));
  curve.capacity_Ah = take(path.capacity_Ah, kept.indices);
  curve.voltage_V = take(path.voltage_V, kept.indices);
  curve.error_V = kept.error;
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
