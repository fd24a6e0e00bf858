#include "nacre/cell/ageing.hpp"

#include <algorithm>

#include "nacre/base/units.hpp"

namespace nacre::cell {
namespace {

// Charge that an electrode holds from empty to full, C/m2.
double room(const Electrode& e, double share) {
  return constants::faraday * e.maximum_concentration * e.active_fraction * e.thickness * share;
}

// Where a rising function crosses the value, within [low, high]; the nearer end where it does not.
template <class F>
double crossing(const F& f, double value, double low, double high) {
  for (int k = 0; k < 60; ++k) {
    const double middle = 0.5 * (low + high);
    (f(middle) < value ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

double equilibrium_capacity_Ah(const CellParameters& cell, double sodium, double negative_share,
                               double positive_share) {
  const auto curve = [&](const Electrode& e) {
    return e.open_circuit_V.at(cell.temperature, cell.reference_temperature, 0.0, 1.0);
  };
  const auto positive = curve(cell.positive);
  const double room_p = room(cell.positive, positive_share);
  const double to_Ah = cell.total_area() / seconds_per_hour;
  if (cell.half_cell()) {
    const auto voltage = [&](double empty) { return positive(1.0 - empty); };
    return room_p * to_Ah *
           (crossing(voltage, cell.upper_cutoff_V, 0.0, 1.0) -
            crossing(voltage, cell.lower_cutoff_V, 0.0, 1.0));
  }
  const auto negative = curve(*cell.negative);
  const double room_n = room(*cell.negative, negative_share);
  const double charge = constants::faraday * sodium;
  // Charge in the negative electrode: what the positive has no room for, up to what there is room or sodium
  // for.
  const double low = std::max(0.0, charge - room_p);
  const double high = std::min(room_n, charge);
  const auto voltage = [&](double q) { return positive((charge - q) / room_p) - negative(q / room_n); };
  return to_Ah * (crossing(voltage, cell.upper_cutoff_V, low, high) -
                  crossing(voltage, cell.lower_cutoff_V, low, high));
}

LossSplit split_losses(const CellParameters& cell, const Inventory& first, const Inventory& now,
                       double first_capacity_Ah, double capacity_Ah) {
  const auto cyclable = [](const Inventory& i) { return i.sodium.negative + i.sodium.positive; };
  const auto lost = [](const Inventory& i) { return i.sodium.lost_negative + i.sodium.lost_positive; };
  double sodium = cyclable(first);
  double negative = first.negative.active_share();
  double positive = first.positive.active_share();
  double capacity = equilibrium_capacity_Ah(cell, sodium, negative, positive);
  // The capacity that one more change takes away.
  const auto step = [&](double& value, double to) {
    value = to;
    const double before = capacity;
    capacity = equilibrium_capacity_Ah(cell, sodium, negative, positive);
    return before - capacity;
  };
  LossSplit split;
  split.total = first_capacity_Ah - capacity_Ah;
  const double trapped = lost(now) - lost(first);
  split.interphase = step(sodium, cyclable(now) + trapped);
  split.trapped_sodium = step(sodium, cyclable(now));
  split.negative_material = step(negative, now.negative.cracked * now.negative.turned * first.negative.dry);
  split.positive_cracking = step(positive, now.positive.cracked * first.positive.turned * first.positive.dry);
  split.positive_rock_salt = step(positive, now.positive.cracked * now.positive.turned * first.positive.dry);
  split.dry = step(negative, now.negative.active_share());
  split.dry += step(positive, now.positive.active_share());
  split.resistance = split.total - split.interphase - split.trapped_sodium - split.negative_material -
                     split.positive_cracking - split.positive_rock_salt - split.dry;
  return split;
}

Json to_json(const LossSplit& split) {
  return {{"total_Ah", split.total},
          {"interphase_Ah", split.interphase},
          {"trapped_sodium_Ah", split.trapped_sodium},
          {"negative_material_Ah", split.negative_material},
          {"positive_cracking_Ah", split.positive_cracking},
          {"positive_rock_salt_Ah", split.positive_rock_salt},
          {"dry_Ah", split.dry},
          {"resistance_Ah", split.resistance}};
}

}  // namespace nacre::cell
