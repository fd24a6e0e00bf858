#include "nacre/cycling/measure.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/base/units.hpp"
#include "nacre/numerics/statistics.hpp"

namespace nacre::cycling {
namespace {

constexpr double constant_share = 0.995;    // of the constant current: still constant
constexpr double fallen_share = 0.9;        // below it the current has fallen
constexpr double counter_tolerance = 0.01;  // of the integral

double sign_of(const Span& span) { return span.direction == Direction::charge ? 1.0 : -1.0; }

// The charge-weighted median magnitude of the current over rows [first, last].
double typical_current(const Record& record, std::size_t first, std::size_t last) {
  constexpr std::size_t enough = 400;
  const std::size_t step = std::max<std::size_t>(1, (last - first) / enough);
  std::vector<double> currents;
  std::vector<double> weights;
  for (std::size_t i = first; i + step <= last; i += step) {
    currents.push_back(std::abs(record.current_A[i + step / 2]));
    weights.push_back(std::abs(record.charge_Ah[i + step] - record.charge_Ah[i]));
  }
  const double current = numerics::weighted_median(currents, weights);
  return std::isfinite(current) ? current : std::abs(record.current_A[first]);
}

// The most that can have passed between the half-cycle and its neighbours, and by the rounding of the
// current.
double unseen(const Record& record, const Span& span) {
  double sum = 0.5 * record.current_step_A * (record.time_s[span.last] - record.time_s[span.first]);
  if (span.first > 0 && record.sign[span.first - 1] != record.sign[span.first]) {
    sum +=
        std::abs(record.current_A[span.first]) * (record.time_s[span.first] - record.time_s[span.first - 1]);
  }
  if (span.last + 1 < record.size() && record.sign[span.last + 1] != record.sign[span.last]) {
    sum += std::abs(record.current_A[span.last]) * (record.time_s[span.last + 1] - record.time_s[span.last]);
  }
  return sum / seconds_per_hour;
}

double held_charge(const Record& record, const Span& span, const Options& options) {
  if (!record.held.empty() && std::any_of(record.held.begin() + static_cast<std::ptrdiff_t>(span.first),
                                          record.held.begin() + static_cast<std::ptrdiff_t>(span.last) + 1,
                                          [](auto held) { return held != 0; })) {
    double sum = 0.0;
    for (std::size_t i = span.first + 1; i <= span.last; ++i) {
      sum += record.held[i] != 0 ? record.charge_Ah[i] - record.charge_Ah[i - 1] : 0.0;
    }
    return sign_of(span) * sum;
  }
  return sign_of(span) * (record.charge_Ah[span.last] - record.charge_Ah[hold_begin(record, span, options)]);
}

void choose_capacity(HalfCycle& half, CapacitySource source) {
  const double allowed =
      std::max(counter_tolerance * half.integral_Ah, std::min(half.unseen_Ah, 0.5 * half.integral_Ah));
  const bool agrees = std::abs(half.counter_Ah - half.integral_Ah) <= allowed;  // false for NaN
  half.from_counter = std::isfinite(half.counter_Ah) &&
                      (source == CapacitySource::counter || (source == CapacitySource::automatic && agrees));
  half.capacity_Ah = half.from_counter ? half.counter_Ah : half.integral_Ah;
}

}  // namespace

std::size_t charge_begin(const Record& record, const Span& span) {
  return span.first > 0 && record.sign[span.first - 1] == record.sign[span.first] ? span.first - 1
                                                                                  : span.first;
}

std::size_t hold_begin(const Record& record, const Span& span, const Options& options) {
  const double end_V = record.voltage_V[span.last];
  const auto sign = record.sign[span.last];
  std::size_t begin = span.last;
  while (begin > span.first && record.sign[begin - 1] == sign &&
         std::abs(record.voltage_V[begin - 1] - end_V) <= options.constant_voltage_tolerance_V) {
    --begin;
  }
  if (begin == span.last) {
    return span.last;
  }
  // Where the voltage is held from the start there is no constant current but the largest.
  double constant = begin > span.first ? typical_current(record, span.first, begin) : 0.0;
  if (begin == span.first) {
    for (std::size_t i = begin; i <= span.last; ++i) {
      constant = std::max(constant, std::abs(record.current_A[i]));
    }
  }
  if (std::abs(record.current_A[span.last]) >= fallen_share * constant) {
    return span.last;
  }
  std::size_t onset = begin;
  for (std::size_t i = begin; i <= span.last; ++i) {
    if (std::abs(record.current_A[i]) >= constant_share * constant) {
      onset = i;
    }
  }
  return onset;
}

double one_C_capacity_Ah(const Options& options) {
  if (std::isfinite(options.nominal_capacity_Ah)) {
    return options.nominal_capacity_Ah;
  }
  return options.one_C_mA_per_g * options.active_mass_g * 1e-3;
}

HalfCycle measure(const Record& record, const std::vector<Span>& pieces, const Options& options) {
  HalfCycle half;
  half.direction = pieces.front().direction;
  const std::size_t first = pieces.front().first;
  const std::size_t last = pieces.back().last;
  half.first_row = record.row[first];
  half.last_row = record.row[last];
  half.start_s = record.time_s[first];
  half.duration_s = record.time_s[last] - record.time_s[first];
  half.start_voltage_V = record.voltage_V[first];
  half.end_voltage_V = record.voltage_V[last];

  double held = 0.0;
  double counter = record.counter_Ah.empty() ? unknown : 0.0;
  std::vector<double> currents;
  std::vector<double> charges;
  for (const auto& piece : pieces) {
    const double sign = sign_of(piece);
    const std::size_t begin = charge_begin(record, piece);
    const double charge = sign * (record.charge_Ah[piece.last] - record.charge_Ah[begin]);
    half.integral_Ah += charge;
    half.energy_Wh += sign * (record.energy_Wh[piece.last] - record.energy_Wh[begin]);
    half.unseen_Ah += unseen(record, piece);
    if (!record.counter_Ah.empty()) {
      const std::size_t before = piece.first > 0 ? piece.first - 1 : 0;
      counter += sign * (record.counter_Ah[piece.next - 1] - record.counter_Ah[before]);
    }
    held += held_charge(record, piece, options);
    currents.push_back(typical_current(record, piece.first, hold_begin(record, piece, options)));
    charges.push_back(charge);
  }
  half.counter_Ah = counter;
  choose_capacity(half, options.capacity_from);
  half.mean_voltage_V = half.energy_Wh / half.integral_Ah;
  half.energy_Wh *=
      half.capacity_Ah / half.integral_Ah;  // the shape of the integral, the charge of the counter
  half.constant_voltage_share = std::clamp(held / half.integral_Ah, 0.0, 1.0);
  half.current_A = numerics::weighted_median(currents, charges);
  half.c_rate = half.current_A / one_C_capacity_Ah(options);

  if (first > 0 && record.sign[first - 1] == 0) {
    half.resistance_ohm = (record.voltage_V[first] - record.voltage_V[first - 1]) / record.current_A[first];
    half.resistance_after_s = record.time_s[first] - record.time_s[first - 1];
  }
  return half;
}

}  // namespace nacre::cycling
