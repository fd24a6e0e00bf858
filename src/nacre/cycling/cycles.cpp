#include "nacre/cycling/cycles.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "nacre/cycling/measure.hpp"
#include "nacre/numerics/statistics.hpp"

namespace nacre::cycling {
namespace {

constexpr double first_share = 0.95;  // of the second half-cycle, for the first to count as whole
constexpr double anode_voltage_V =
    1.8;                              // mean voltage against its metal, below which an electrode is an anode
constexpr double same_end = 0.1;      // of the voltage window
constexpr double reached_end = 0.01;  // of the voltage window
constexpr double reached_current = 1.5;  // times the end current of the earlier ones

std::vector<CycleRows> pair_up(const std::vector<Span>& spans, Direction first) {
  std::vector<CycleRows> cycles;
  for (const auto& span : spans) {
    if (cycles.empty() || span.direction == first) {
      cycles.emplace_back();
      cycles.back().cycle.cycle = static_cast<int>(cycles.size());
    }
    auto& rows = cycles.back();
    (span.direction == Direction::charge ? rows.charge : rows.discharge).push_back(span);
  }
  return cycles;
}

// The part of a span in rows [begin, end), with `first` and `last` under load again; empty: first == next.
Span cut(const Record& record, const Span& span, std::size_t begin, std::size_t end) {
  const int sign = span.direction == Direction::charge ? 1 : -1;
  Span part = span;
  part.first = std::max(span.first, begin);
  part.last = std::min(span.last, end - 1);
  part.next = std::min(span.next, end);
  while (part.first < part.next && record.sign[part.first] != sign) {
    ++part.first;
  }
  while (part.last > part.first && record.sign[part.last] != sign) {
    --part.last;
  }
  if (part.first > part.last || part.first >= part.next) {
    part.first = part.next;
  }
  return part;
}

std::vector<CycleRows> follow_vendor(const Record& record, const std::vector<Span>& spans) {
  double largest = 0.0;
  for (const auto& span : spans) {
    largest = std::max(largest, std::abs(record.charge_Ah[span.last] - record.charge_Ah[span.first]));
  }
  std::vector<CycleRows> cycles;
  std::map<double, std::size_t> place;
  std::size_t at = 0;
  for (std::size_t begin = 0; begin < record.size();) {
    std::size_t end = begin + 1;
    while (end < record.size() && record.cycle[end] == record.cycle[begin]) {
      ++end;
    }
    for (; at < spans.size() && spans[at].first < end; ++at) {
      const Span part = cut(record, spans[at], begin, end);
      // A row or two that the instrument numbers late are no half-cycle.
      if (part.first < part.next &&
          std::abs(record.charge_Ah[part.last] - record.charge_Ah[part.first]) > 1e-3 * largest) {
        const auto [found, fresh] = place.try_emplace(record.cycle[begin], cycles.size());
        if (fresh) {
          cycles.emplace_back();
          cycles.back().cycle.cycle = static_cast<int>(std::lround(record.cycle[begin]));
        }
        auto& rows = cycles[found->second];
        (part.direction == Direction::charge ? rows.charge : rows.discharge).push_back(part);
      }
      if (spans[at].next > end) {
        break;  // goes on in the next cycle
      }
    }
    begin = end;
  }
  return cycles;
}

Efficiency choose_efficiency(const Cycles& found, const Options& options) {
  if (options.efficiency != Efficiency::automatic) {
    return options.efficiency;
  }
  std::vector<double> voltages;
  for (const auto& rows : found.cycles) {
    for (const auto* half : {&rows.cycle.charge, &rows.cycle.discharge}) {
      if (half->has_value() && std::isfinite((*half)->mean_voltage_V)) {
        voltages.push_back((*half)->mean_voltage_V);
      }
    }
  }
  const bool anode =
      found.first_direction == Direction::discharge && numerics::median(voltages) < anode_voltage_V;
  return anode ? Efficiency::charge_over_discharge : Efficiency::discharge_over_charge;
}

void add_ratios(Cycle& cycle, Efficiency efficiency) {
  if (!cycle.charge || !cycle.discharge) {
    return;
  }
  const bool forward = efficiency == Efficiency::discharge_over_charge;
  const HalfCycle& out = forward ? *cycle.discharge : *cycle.charge;
  const HalfCycle& in = forward ? *cycle.charge : *cycle.discharge;
  cycle.coulombic_efficiency = out.capacity_Ah / in.capacity_Ah;
  // An anode against its metal gives energy when it is filled: the ratio of energies is that of the cell.
  cycle.energy_efficiency = cycle.discharge->energy_Wh / cycle.charge->energy_Wh;
  cycle.polarisation_V = cycle.charge->mean_voltage_V - cycle.discharge->mean_voltage_V;
}

void mark(Cycle& cycle, const std::string& reason) {
  cycle.complete = false;
  cycle.reason += (cycle.reason.empty() ? "" : "; ") + reason;
}

void mark_missing(std::vector<CycleRows>& cycles) {
  for (auto& rows : cycles) {
    if (!rows.cycle.charge) {
      mark(rows.cycle, "no charge");
    }
    if (!rows.cycle.discharge) {
      mark(rows.cycle, "no discharge");
    }
  }
}

void mark_first(Cycle& cycle, FirstCycle rule) {
  if (rule == FirstCycle::partial) {
    mark(cycle, "stated to be partial");
  }
  if (rule != FirstCycle::automatic || !cycle.charge || !cycle.discharge) {
    return;
  }
  const bool charged = cycle.charge->start_s < cycle.discharge->start_s;
  const HalfCycle& first = charged ? *cycle.charge : *cycle.discharge;
  const HalfCycle& second = charged ? *cycle.discharge : *cycle.charge;
  const double share = first.capacity_Ah / second.capacity_Ah;
  if (share < first_share) {
    mark(cycle,
         fmt::format("the first {} passed {:.1f} % of the {} after it: the record starts with a part-{} cell",
                     name_of(first.direction), 100.0 * share, name_of(second.direction),
                     charged ? "charged" : "discharged"));
  }
}

// The last half-cycle of the record, and the others of its direction before it.
void mark_last(const Record& record, std::vector<CycleRows>& cycles) {
  auto& rows = cycles.back();
  const bool charge_is_last = rows.discharge.empty() ||
                              (!rows.charge.empty() && rows.charge.back().last > rows.discharge.back().last);
  const Direction direction = charge_is_last ? Direction::charge : Direction::discharge;
  const auto half_of = [direction](const Cycle& cycle) -> const std::optional<HalfCycle>& {
    return direction == Direction::charge ? cycle.charge : cycle.discharge;
  };
  const HalfCycle& last = *half_of(rows.cycle);
  std::vector<double> ends;
  std::vector<double> end_currents;
  const auto end_current = [&](const std::vector<Span>& spans) {
    return std::abs(record.current_A[spans.back().last]);
  };
  bool held = true;
  for (std::size_t i = 0; i + 1 < cycles.size(); ++i) {
    if (const auto& half = half_of(cycles[i].cycle)) {
      ends.push_back(half->end_voltage_V);
      end_currents.push_back(
          end_current(direction == Direction::charge ? cycles[i].charge : cycles[i].discharge));
      held = held && half->constant_voltage_share > 0.0;
    }
  }
  const double window = record.window_high_V - record.window_low_V;
  const auto [low, high] = std::minmax_element(ends.begin(), ends.end());
  const Span& span = direction == Direction::charge ? rows.charge.back() : rows.discharge.back();
  if (!ends.empty() && *high - *low <= same_end * window) {
    const double missing =
        direction == Direction::charge ? *low - last.end_voltage_V : last.end_voltage_V - *high;
    if (missing > reached_end * window) {
      mark(rows.cycle,
           fmt::format("the record ends at {:.4g} V, before the {} came to {:.4g} V", last.end_voltage_V,
                       name_of(direction), direction == Direction::charge ? *low : *high));
    } else if (held && end_current(charge_is_last ? rows.charge : rows.discharge) >
                           reached_current * *std::max_element(end_currents.begin(), end_currents.end())) {
      mark(rows.cycle,
           fmt::format("the record ends before the {} at constant voltage was over", name_of(direction)));
    }
  } else if (span.last + 1 >= record.size()) {
    mark(rows.cycle, fmt::format("the record ends during the {}", name_of(direction)));
  }
}

}  // namespace

Cycles find_cycles(const Record& record, const std::vector<Span>& spans, const Options& options) {
  Cycles found;
  found.first_direction = spans.front().direction;
  Definition definition = options.definition;
  if (definition == Definition::vendor && record.cycle.empty()) {
    found.warnings.emplace_back("the file has no cycle numbers: cycles were found from the current");
    definition = Definition::automatic;
  }
  if (definition == Definition::vendor) {
    found.cycles = follow_vendor(record, spans);
  } else {
    if (definition != Definition::automatic) {
      found.first_direction =
          definition == Definition::charge_first ? Direction::charge : Direction::discharge;
    }
    found.cycles = pair_up(spans, found.first_direction);
  }
  for (auto& rows : found.cycles) {
    if (!rows.charge.empty()) {
      rows.cycle.charge = measure(record, rows.charge, options);
    }
    if (!rows.discharge.empty()) {
      rows.cycle.discharge = measure(record, rows.discharge, options);
    }
  }
  if (found.cycles.empty()) {
    return found;
  }
  found.efficiency = choose_efficiency(found, options);
  for (auto& rows : found.cycles) {
    add_ratios(rows.cycle, found.efficiency);
  }
  mark_missing(found.cycles);
  mark_first(found.cycles.front().cycle, options.first_cycle);
  mark_last(record, found.cycles);
  return found;
}

}  // namespace nacre::cycling
