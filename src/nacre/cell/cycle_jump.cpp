#include "nacre/cell/cycle_jump.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/base/units.hpp"
#include "nacre/cell/capacity_record.hpp"
#include "nacre/cell/skipped_cycles.hpp"

namespace nacre::cell {
namespace {

constexpr int shortest = 6;                   // jump: less is solved as quickly
constexpr std::size_t kept_nodes = 3;         // with the predicted one four, as the quadrature below allows
constexpr double growth = 3.0;                // of the length from jump to jump, at most
constexpr double share_of_difference = 0.25;  // of the corrector's error in it: cycle_jump.hpp
constexpr double share_of_one = 0.1;          // of the tolerance that is left, for one jump
constexpr double least_share = 0.01;          // of all the tolerance
constexpr double share_between = 0.25;        // of the tolerance, for the cycles in between
constexpr int most_settling = 5;              // cycles solved where a jump led; at least two
constexpr double slope_order = 3.0;           // of the polynomial whose slope the landing is compared with
constexpr double hopeless = 4.0;              // times what is allowed: a prediction that is not corrected
constexpr double least_gain = 2.0;            // cycles got on with, for each one solved
constexpr double solver_scatter = 60.0;       // times its tolerance, of a capacity: cycle_jump.hpp
constexpr double solver_pace = 300.0;         // times its tolerance, of the pace of ageing
constexpr double share_unseen = 0.1;          // of the tolerance
constexpr double least_of_nominal = 0.01;     // capacity: a discharge below it is no discharge
constexpr int damage_stages = 16;             // at most, within a jump

// The Lagrange polynomial k through the places, at x.
double lagrange(const std::vector<double>& places, std::size_t k, double x) {
  double value = 1.0;
  for (std::size_t j = 0; j < places.size(); ++j) {
    value *= j == k ? 1.0 : (x - places[j]) / (places[k] - places[j]);
  }
  return value;
}

// Its slope.
double lagrange_slope(const std::vector<double>& places, std::size_t k, double x) {
  double slope = 0.0;
  for (std::size_t j = 0; j < places.size(); ++j) {
    if (j == k) {
      continue;
    }
    double product = 1.0 / (places[k] - places[j]);
    for (std::size_t i = 0; i < places.size(); ++i) {
      product *= i == k || i == j ? 1.0 : (x - places[i]) / (places[k] - places[i]);
    }
    slope += product;
  }
  return slope;
}

// Its integral; of at most four places.
double lagrange_integral(const std::vector<double>& places, std::size_t k, double from, double to) {
  const double half = 0.5 * (to - from);
  const double gauss = half / std::sqrt(3.0);  // two Gauss points: exact up to the third degree
  const double middle = 0.5 * (from + to);
  return half * (lagrange(places, k, middle - gauss) + lagrange(places, k, middle + gauss));
}

}  // namespace

CycleJump::CycleJump(CycleSolver& solver, double tolerance, double solver_tolerance)
    : solver_(solver), tolerance_(tolerance), solver_tolerance_(solver_tolerance) {
  const auto in_metal = [](const SodiumBalance& sodium) { return sodium.metal; };
  const auto in_particles = [](const SodiumBalance& sodium) { return sodium.negative + sodium.positive; };
  reserve_ = stock(solver.model().parameters().half_cell() ? in_metal : +in_particles);
  salt_ = stock([](const SodiumBalance& sodium) { return sodium.electrolyte; });
}

// Sodium is linear in the state: whatever changes it there counts.
CycleJump::Stock CycleJump::stock(double (*part)(const SodiumBalance&)) const {
  const auto& model = solver_.model();
  auto y = solver_.state();
  const double before = part(model.sodium(y.data()));
  Stock stock{part, {}};
  for (auto& value : y) {
    const double kept = value;
    value += 0.01;
    stock.unknowns.push_back(part(model.sodium(y.data())) != before ? 1 : 0);
    value = kept;
  }
  return stock;
}

double CycleJump::amount(const Stock& stock, const std::vector<double>& y) const {
  return stock.part(solver_.model().sodium(y.data()));
}

void CycleJump::add(const Stock& stock, double sodium, std::vector<double>& y) const {
  auto more = y;
  for (std::size_t i = 0; i < y.size(); ++i) {
    more[i] += stock.unknowns[i];
  }
  const double room = amount(stock, more) - amount(stock, y);
  for (std::size_t i = 0; i < y.size(); ++i) {
    y[i] += stock.unknowns[i] * sodium / room;
  }
}

void CycleJump::observe(const CycleSteps& steps, const SolvedCycle& cycle) {
  if (reference_Ah_ == 0.0) {
    const double discharge = cycle.record.discharge_Ah;
    reference_Ah_ = discharge > 0.0 ? discharge : solver_.model().parameters().nominal_capacity_Ah;
  }
  auto& history = histories_[&steps];
  if (cycle.broken) {
    return;
  }
  if (!history.last) {
    const double nominal = solver_.model().parameters().nominal_capacity_Ah;
    const double discharge = cycle.record.discharge_Ah;
    history.least_Ah = discharge > 0.0 ? std::max(least_left * discharge, least_of_nominal * nominal) : 0.0;
  }
  if (history.last && history.last->record.cycle + 1 == cycle.record.cycle) {
    const auto& before = *history.last;
    history.returns = returning(before, cycle);
    add(history, node(cycle, before));
  }
  history.last = cycle;
  remember(history, cycle.record);
  history.wait = std::max(0, history.wait - 1);
}

std::vector<char> CycleJump::returning(const SolvedCycle& before, const SolvedCycle& cycle) {
  const auto& start = before.ends.back();
  std::vector<char> returns(start.size());
  for (std::size_t i = 0; i < start.size(); ++i) {
    double low = start[i];
    double high = start[i];
    for (const auto& end : cycle.ends) {
      low = std::min(low, end[i]);
      high = std::max(high, end[i]);
    }
    returns[i] = std::abs(cycle.ends.back()[i] - start[i]) < 0.5 * (high - low) ? 1 : 0;
  }
  return returns;
}

CycleJump::Node CycleJump::node(const SolvedCycle& cycle, const SolvedCycle& before) {
  return {static_cast<double>(cycle.record.cycle), before.ends.back(), cycle.ends,
          cycle.record.end_s - before.record.end_s};
}

void CycleJump::add(History& history, Node node) {
  history.nodes.push_back(std::move(node));
  if (history.nodes.size() > kept_nodes) {
    history.nodes.pop_front();
  }
}

void CycleJump::remember(History& history, const CycleRecord& record) {
  history.capacities.emplace_back(record.cycle, record.discharge_Ah);
  if (history.capacities.size() > 3) {
    history.capacities.pop_front();
  }
}

// What a parabola in between may be off by: by the third difference of the capacities.
double CycleJump::interpolation_Ah(const History& history, const CycleRecord& record) const {
  auto points = history.capacities;
  if (points.size() < 3) {
    return 0.0;
  }
  points.emplace_back(record.cycle, record.discharge_Ah);
  const double half = 0.5 * (points[3].first - points[2].first);
  const double between = half * half * (half + points[2].first - points[1].first);
  for (std::size_t order = 1; order < points.size(); ++order) {
    for (std::size_t k = points.size() - 1; k >= order; --k) {
      points[k].second =
          (points[k].second - points[k - 1].second) / (points[k].first - points[k - order].first);
    }
  }
  return std::abs(points[3].second) * between;
}

double CycleJump::allowed_Ah() const {
  const double all = tolerance_ * reference_Ah_;
  return std::max(share_of_one * (all - spent_Ah_), least_share * all);
}

double CycleJump::distance_Ah(const CycleRecord& a, const CycleRecord& b) const {
  const auto cyclable = [](const CycleRecord& r) {
    return r.inventory.sodium.negative + r.inventory.sodium.positive;
  };
  const double to_Ah = constants::faraday * solver_.model().parameters().total_area() / seconds_per_hour;
  const auto& u = a.inventory;
  const auto& v = b.inventory;
  const double hidden = to_Ah * std::abs(cyclable(a) - cyclable(b)) +
                        reference_Ah_ * (std::abs(u.negative.active_share() - v.negative.active_share()) +
                                         std::abs(u.positive.active_share() - v.positive.active_share()));
  return std::max(std::abs(a.discharge_Ah - b.discharge_Ah), hidden);
}

void CycleJump::leap(const History& history, const std::deque<Node>& nodes, int cycles) {
  // From the last node of the history; of `nodes`, a predicted one may lie beyond.
  const auto& from = history.nodes.back();
  std::vector<double> values, rates;
  for (const auto& node : nodes) {
    values.push_back(node.cycle);
    rates.push_back(node.cycle - 0.5);
  }
  auto& place = solver_.place();
  auto& y = solver_.state();
  auto start = from.ends.back();  // of the stage; its ageing unknowns
  // The state after step s of cycle N, where the ageing unknowns have gone as far beyond `start` as they do
  // in the cycles of a stage up to that step.
  std::vector<double> by_rate(nodes.size());
  const auto state_at = [&](double cycle, std::size_t s) {
    for (std::size_t i = 0; i < y.size(); ++i) {
      y[i] = history.returns[i] ? 0.0 : start[i];
    }
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      const double by_value = lagrange(values, k, cycle);
      const auto& end = nodes[k].ends[s];
      for (std::size_t i = 0; i < y.size(); ++i) {
        y[i] += history.returns[i] ? by_value * end[i] : by_rate[k] * (end[i] - nodes[k].start[i]);
      }
    }
    double salt = amount(salt_, start);
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      salt += by_rate[k] * (amount(salt_, nodes[k].ends[s]) - amount(salt_, nodes[k].start));
    }
    add(salt_, salt - amount(salt_, y), y);
  };
  const int stages = std::min(cycles, damage_stages);
  const double length = static_cast<double>(cycles) / stages;
  const std::size_t last = from.ends.size() - 1;
  for (int stage = 0; stage < stages; ++stage) {
    const double begin = from.cycle + stage * length;
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      by_rate[k] = lagrange_integral(rates, k, begin, begin + length);
      place.time_s += by_rate[k] * nodes[k].seconds;
    }
    for (std::size_t s = 0; s <= last; ++s) {
      state_at(begin + 0.5 * (length + 1.0), s);
      solver_.model().apply_damage(y.data());
    }
    state_at(begin + length, last);
    start = y;
  }
  place.cycle += cycles;
  place.step += cycles * static_cast<int>(last + 1);
}

std::optional<CycleJump::Landing> CycleJump::land(const CycleSteps& steps, const History& history,
                                                  const std::deque<Node>& nodes, int cycles, int settling,
                                                  const std::function<bool(const SolvedCycle&)>& ends_all) {
  auto& y = solver_.state();
  const double total = solver_.model().sodium(y.data()).total();
  leap(history, nodes, cycles);
  add(reserve_, total - solver_.model().sodium(y.data()).total(), y);
  if (std::any_of(y.begin(), y.end(), [](double value) { return !std::isfinite(value); }) ||
      !solver_.model().exhausted(y.data()).empty()) {
    return {};
  }
  Landing landing;
  auto settled = solver_.solve(steps);
  ++solved_;
  for (landing.settling = 2; !ends_all(settled); ++landing.settling) {
    landing.cycle = solver_.solve(steps);
    ++solved_;
    if (ends_all(landing.cycle)) {
      break;
    }
    landing.unsettled_Ah = unsettled_Ah(history, settled.record, landing.cycle.record);
    if (settling > 0 ? landing.settling == settling
                     : landing.unsettled_Ah <= allowed_Ah() || landing.settling == most_settling) {
      landing.node = node(landing.cycle, settled);
      return landing;
    }
    settled = std::move(landing.cycle);
  }
  return {};
}

// How far the capacity may still be from where it belongs: cycle_jump.hpp.
double CycleJump::unsettled_Ah(const History& history, const CycleRecord& before,
                               const CycleRecord& after) const {
  std::vector<double> places;
  std::vector<double> capacities;
  for (const auto& [cycle, capacity] : history.capacities) {
    places.push_back(cycle);
    capacities.push_back(capacity);
  }
  places.push_back(after.cycle);
  capacities.push_back(after.discharge_Ah);
  double off = after.discharge_Ah - before.discharge_Ah;
  double noise = 2.0;
  for (std::size_t k = 0; k < places.size(); ++k) {
    const double weight = lagrange_slope(places, k, after.cycle - 0.5);
    off -= weight * capacities[k];
    noise += std::abs(weight);
  }
  const double seen = std::max(0.0, std::abs(off) - noise * solver_tolerance_ * reference_Ah_);
  const double length = after.cycle - history.last->record.cycle;
  return seen * length / slope_order;
}

bool CycleJump::on_the_edge(const SolvedCycle& cycle) const {
  auto& model = solver_.model();
  std::vector<double> events(model.events());
  return std::ranges::any_of(cycle.ends, [&](const std::vector<double>& end) {
    model.event_values(0.0, end.data(), events.data());
    return events.back() < solver_scatter * solver_tolerance_;  // the last event: exhaustion
  });
}

void CycleJump::rest(History& history) {
  history.wait = history.patience;
  history.patience = std::min(2 * history.patience, 64);
}

std::optional<SolvedCycle> CycleJump::jump(const CycleSteps& steps, int left,
                                           const std::function<bool(const SolvedCycle&)>& ends_all) {
  auto& history = histories_[&steps];
  const int here = solver_.place().cycle;
  if (!history.last || history.last->record.cycle != here || history.nodes.empty() || history.wait > 0) {
    return {};
  }
  const auto no_landing = [&](const SolvedCycle& cycle) {
    return ends_all(cycle) || cycle.record.discharge_Ah < history.least_Ah || on_the_edge(cycle);
  };
  if (no_landing(*history.last)) {
    return {};
  }
  if (history.blocked <= here) {
    history.blocked = 0;
  }
  int length = std::min(std::max(history.length, shortest), left - most_settling);
  if (history.blocked > 0) {
    length = std::min(length, (history.blocked - here) / 2 - most_settling);
  }
  if (length < shortest) {
    return {};
  }
  const auto start = solver_.save();
  solved_ = 0;
  while (length >= shortest) {
    const auto predicted = land(steps, history, history.nodes, length, 0, no_landing);
    solver_.restore(start);
    auto landing = predicted;
    if (predicted && predicted->unsettled_Ah <= hopeless * allowed_Ah()) {
      auto nodes = history.nodes;
      nodes.push_back(predicted->node);
      landing = land(steps, history, nodes, length, predicted->settling, no_landing);
    }
    if (!landing) {
      solver_.restore(start);
      history.blocked = here + length + most_settling;
      length /= 2;
      continue;
    }
    const auto& record = landing->cycle.record;
    const double distance = distance_Ah(predicted->cycle.record, record);
    const double error = share_of_difference * distance + landing->unsettled_Ah;
    const double between = interpolation_Ah(history, record);
    // What is left of both errors, as a share of what is allowed.
    const double share =
        std::max({error / allowed_Ah(), between / (share_between * tolerance_ * reference_Ah_), 1e-4});
    const double factor = 0.9 * std::pow(share, -0.25);
    if (share > 1.0) {
      solver_.restore(start);
      length = static_cast<int>(length * std::max(factor, 0.1));
      continue;
    }
    const double moved = distance_Ah(history.last->record, record);
    const double late = distance + landing->unsettled_Ah;
    const double off = solver_pace * solver_tolerance_ + (late < moved ? late / moved : 1.0);
    jumps_.push_back({here, error, (record.cycle - here) * std::min(1.0, off)});
    spent_Ah_ += error;
    add(history, std::move(landing->node));
    history.last = landing->cycle;
    remember(history, record);
    history.length = static_cast<int>(length * std::min(factor, growth));
    if (record.cycle - here < least_gain * solved_) {
      rest(history);
    } else {
      history.patience = 1;
    }
    return std::move(landing->cycle);
  }
  history.length = shortest;
  rest(history);
  return {};
}

void CycleJump::complete(std::vector<CycleRecord>& cycles, std::size_t first) const {
  const auto interpolation = interpolate_skipped(cycles, first);
  const CapacityRecord course(cycles, first);
  const double asked = tolerance_ * reference_Ah_;
  const double unseen = share_unseen * asked + solver_scatter * solver_tolerance_ * reference_Ah_;
  double errors = 0.0;
  double shift = 0.0;
  auto jump = jumps_.begin();
  for (std::size_t n = first; n < cycles.size(); ++n) {
    auto& record = cycles[n];
    for (; jump != jumps_.end() && jump->from < record.cycle; ++jump) {
      errors += jump->error_Ah;
      shift += jump->shift;
    }
    if (jump != jumps_.begin()) {
      const double bound = std::max(errors, course.drift_Ah(n, shift)) + interpolation[n - first] +
                           course.roughness_Ah(n) + unseen;
      record.capacity_bound_Ah = std::max(asked, bound);
    }
  }
}

}  // namespace nacre::cell
