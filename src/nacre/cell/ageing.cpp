#include "nacre/cell/ageing.hpp"

#include <algorithm>

#include "nacre/base/units.hpp"

namespace nacre::cell {
namespace {

// Charge that an electrode holds from empty to full, C/m2.
double room(const Electrode& e) {
  return constants::faraday * e.maximum_concentration * e.active_fraction * e.thickness;
}

// Where a rising function crosses the value, within [low, high]; the nearer end where it does not. False
// position after Illinois (Dowell and Jarratt 1971, 10.1007/BF01934364), and a bisection after each step that
// left more than half of the bracket.
template <class F>
double crossing(const F& f, double value, double low, double high) {
  double below = f(low) - value;
  double above = f(high) - value;
  if (below >= 0.0 || above <= 0.0) {
    return below >= 0.0 ? low : high;
  }
  const double enough = 1e-14 * (high - low);
  int last = 0;  // the end that moved last
  bool bisect = false;
  while (high - low > enough) {
    const double width = high - low;
    const double middle = bisect ? low + 0.5 * width : high - above * width / (above - below);
    const double there = f(middle) - value;
    if (there == 0.0 || middle <= low || middle >= high) {
      return middle;
    }
    if (there < 0.0) {
      low = middle;
      below = there;
      above *= last < 0 ? 0.5 : 1.0;
      last = -1;
    } else {
      high = middle;
      above = there;
      below *= last > 0 ? 0.5 : 1.0;
      last = 1;
    }
    bisect = high - low > 0.5 * width;
  }
  return 0.5 * (low + high);
}

}  // namespace

EquilibriumCell::EquilibriumCell(const CellParameters& cell)
    : half_(cell.half_cell()),
      area_(cell.total_area()),
      room_positive_(room(cell.positive)),
      lower_V_(cell.lower_cutoff_V),
      upper_V_(cell.upper_cutoff_V) {
  const auto curve = [&](const Electrode& e) {
    return e.open_circuit_V.at(cell.temperature, cell.reference_temperature, 0.0, 1.0);
  };
  positive_ = curve(cell.positive);
  if (!half_) {
    negative_ = curve(*cell.negative);
    room_negative_ = room(*cell.negative);
  }
}

double EquilibriumCell::capacity_Ah(double sodium, double negative_share, double positive_share) const {
  const double room_p = room_positive_ * positive_share;
  const double to_Ah = area_ / seconds_per_hour;
  const auto between_cut_offs = [&](const auto& voltage, double low, double high) {
    return to_Ah * (crossing(voltage, upper_V_, low, high) - crossing(voltage, lower_V_, low, high));
  };
  if (half_) {
    return between_cut_offs([&](double q) { return positive_(1.0 - q / room_p); }, 0.0, room_p);
  }
  const double room_n = room_negative_ * negative_share;
  const double charge = constants::faraday * sodium;
  // Charge in the negative electrode: what the positive has no room for, up to what there is room or sodium
  // for.
  return between_cut_offs([&](double q) { return positive_((charge - q) / room_p) - negative_(q / room_n); },
                          std::max(0.0, charge - room_p), std::min(room_n, charge));
}

LossSplit EquilibriumCell::split(const Inventory& first, const Inventory& now, double first_capacity_Ah,
                                 double this_capacity_Ah) const {
  const auto cyclable = [](const Inventory& i) { return i.sodium.negative + i.sodium.positive; };
  const auto lost = [](const Inventory& i) { return i.sodium.lost_negative + i.sodium.lost_positive; };
  double sodium = cyclable(first);
  double negative = first.negative.active_share();
  double positive = first.positive.active_share();
  double capacity = capacity_Ah(sodium, negative, positive);
  // The capacity that one more change takes away.
  const auto step = [&](double& value, double to) {
    if (value == to) {
      return 0.0;
    }
    value = to;
    const double before = capacity;
    capacity = capacity_Ah(sodium, negative, positive);
    return before - capacity;
  };
  LossSplit split;
  split.total = first_capacity_Ah - this_capacity_Ah;
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
