#include "nacre/process/strip_run.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "nacre/base/error.hpp"
#include "nacre/base/units.hpp"

namespace nacre::process {
namespace {

const double gamma = 1.0 - 0.5 * std::numbers::sqrt2;  // of the method

constexpr int iterations_at_most = 25;
constexpr double newton_K = 1e-7;

// The state of strip, sensor and controller.
struct State {
  std::vector<double> t;
  double sensor = 0.0;
  double integral = 0.0;  // z
};

struct Rates {
  std::vector<double> t;
  double sensor = 0.0;
  double integral = 0.0;
};

class Integrator {
 public:
  Integrator(Strip& strip, const ControllerOptions& controller)
      : strip_(strip), controller_(controller), capacity_(strip.size()), power_(strip.size()) {}

  double drive() const { return drive_; }  // p of the last stage
  double resistance() const { return unit_.resistance + strip_.options().lead_ohm; }
  double greatest_current() const {
    return std::min(controller_.current_limit_A, controller_.voltage_limit_V / resistance());
  }

  // Solves y = start + interval f(y) at a target; rates = (y - start)/interval. fixed_A: no controller.
  bool stage(const State& start, double interval, double target, State& y, Rates& rates,
             const double* fixed_A = nullptr) {
    const std::size_t n = strip_.size();
    const auto middle = strip_.sensor();
    std::vector<double> change(n);
    std::vector<double> by_drive(n);
    for (int iteration = 0; iteration < iterations_at_most; ++iteration) {
      unit_ = strip_.unit_current(y.t);
      const double current = fixed_A != nullptr ? *fixed_A : greatest_current();
      strip_.capacities(y.t, capacity_);
      strip_.passive_power(y.t, power_);
      if (!strip_.linearise(y.t, capacity_, interval)) {
        return false;
      }
      if (fixed_A != nullptr) {
        drive_ = 1.0;
      }
      for (std::size_t k = 0; k < n; ++k) {
        const double heat = k < strip_.cells() ? unit_.heat[k] * current * current : 0.0;
        by_drive[k] = heat;
        change[k] = power_[k] + drive_ * heat - capacity_[k] * (y.t[k] - start.t[k]) / interval;
      }
      strip_.solve(change);
      if (fixed_A == nullptr) {
        strip_.solve(by_drive);
        const double more =
            drive_change(start, interval, target, y.t[middle] + change[middle], by_drive[middle]);
        for (std::size_t k = 0; k < n; ++k) {
          change[k] += more * by_drive[k];
        }
        drive_ += more;
      }
      double largest = 0.0;
      for (std::size_t k = 0; k < n; ++k) {
        y.t[k] += change[k];
        largest = std::max(largest, std::abs(change[k]));
      }
      if (!std::isfinite(largest) || largest > 5000.0) {
        return false;
      }
      if (largest < newton_K) {
        finish(start, interval, target, y, rates);
        return true;
      }
    }
    return false;
  }

 private:
  // z of the end of the stage, and p, for a sensor there.
  std::pair<double, double> control(const State& start, double interval, double error) const {
    const double free = start.integral + interval * controller_.integral_per_K_s * error;
    const double wanted = controller_.gain_per_K * error + free;
    if (wanted >= 0.0 && wanted <= 1.0) {
      return {free, wanted};
    }
    const double limit = wanted > 1.0 ? 1.0 : 0.0;
    const double pull = interval / controller_.unwind_s;
    return {(free + pull * (limit - controller_.gain_per_K * error)) / (1.0 + pull), limit};
  }
  double sensor_at(const State& start, double interval, double middle) const {
    const double ratio = interval / controller_.sensor_lag_s;
    return (start.sensor + ratio * middle) / (1.0 + ratio);
  }
  // p falls with the temperature, which rises with p: one place where both agree, found by halving.
  double drive_change(const State& start, double interval, double target, double middle,
                      double middle_by_drive) const {
    double low = 0.0;
    double high = 1.0;
    constexpr int halvings = 60;
    for (int i = 0; i < halvings; ++i) {
      const double p = 0.5 * (low + high);
      const double sensor = sensor_at(start, interval, middle + (p - drive_) * middle_by_drive);
      (control(start, interval, target - sensor).second > p ? low : high) = p;
    }
    return 0.5 * (low + high) - drive_;
  }
  void finish(const State& start, double interval, double target, State& y, Rates& rates) const {
    y.sensor = sensor_at(start, interval, y.t[strip_.sensor()]);
    y.integral = control(start, interval, target - y.sensor).first;
    rates.t.resize(y.t.size());
    for (std::size_t k = 0; k < y.t.size(); ++k) {
      rates.t[k] = (y.t[k] - start.t[k]) / interval;
    }
    rates.sensor = (y.sensor - start.sensor) / interval;
    rates.integral = (y.integral - start.integral) / interval;
  }

  Strip& strip_;
  ControllerOptions controller_;
  UnitCurrent unit_;
  std::vector<double> capacity_;
  std::vector<double> power_;
  double drive_ = 0.0;
};

State advanced(const State& from, double step, const Rates& rates) {
  State to = from;
  for (std::size_t k = 0; k < to.t.size(); ++k) {
    to.t[k] += step * rates.t[k];
  }
  to.sensor += step * rates.sensor;
  to.integral += step * rates.integral;
  return to;
}

// A whole step; error: the largest difference to order 1, K.
bool step(Integrator& integrator, const State& from, double step_s, double target_1, double target_2,
          State& to, double& error, Rates& last, const double* fixed_A = nullptr) {
  Rates first;
  State y = advanced(from, 0.0, Rates{std::vector<double>(from.t.size(), 0.0), 0.0, 0.0});
  if (!integrator.stage(from, gamma * step_s, target_1, y, first, fixed_A)) {
    return false;
  }
  const State start = advanced(from, (1.0 - gamma) * step_s, first);
  to = advanced(from, step_s, first);
  if (!integrator.stage(start, gamma * step_s, target_2, to, last, fixed_A)) {
    return false;
  }
  error = 0.0;
  for (std::size_t k = 0; k < to.t.size(); ++k) {
    error = std::max(error, std::abs((0.5 - gamma) * step_s * (last.t[k] - first.t[k])));
  }
  return true;
}

// The bed's cells in bands of equal mass, from the coldest to the hottest at the end of the last dwell.
std::vector<std::vector<std::size_t>> places_of(const Strip& strip, const std::vector<double>& bed_K,
                                                std::size_t places) {
  std::vector<std::size_t> order(strip.beds());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, {}, [&](std::size_t b) { return bed_K[b]; });
  const double total = std::accumulate(strip.bed_cover().begin(), strip.bed_cover().end(), 0.0);
  std::vector<std::vector<std::size_t>> found(std::min(places, order.size()));
  double below = 0.0;
  for (const auto b : order) {
    const double middle = (below + 0.5 * strip.bed_cover()[b]) / total;
    const auto place =
        std::min(found.size() - 1, static_cast<std::size_t>(middle * static_cast<double>(found.size())));
    found[place].push_back(b);
    below += strip.bed_cover()[b];
  }
  std::erase_if(found, [](const auto& place) { return place.empty(); });
  return found;
}

// The whole strip from its quarter.
TemperatureMap map_of(const Strip& strip, const std::vector<double>& t, double time_s, std::string title) {
  TemperatureMap map;
  map.title = std::move(title);
  map.time_s = time_s;
  const auto nx = strip.along();
  const auto ny = strip.across();
  const auto quarter_x = [nx](std::size_t i) { return i < nx ? i : 2 * nx - 1 - i; };
  const auto quarter_y = [ny](std::size_t j) { return j < ny ? ny - 1 - j : j - ny; };
  for (std::size_t i = 0; i < 2 * nx; ++i) {
    const double from_middle = 0.5 * strip.options().length_m - strip.x(quarter_x(i));
    map.x_m.push_back(i < nx ? -from_middle : from_middle);
  }
  std::vector<double> bed(strip.cells(), std::nan(""));
  for (std::size_t b = 0; b < strip.beds(); ++b) {
    bed[strip.bed_cells()[b]] = t[strip.cells() + b];
  }
  for (std::size_t j = 0; j < 2 * ny; ++j) {
    const double y = strip.y(quarter_y(j));
    map.y_m.push_back(j < ny ? -y : y);
    for (std::size_t i = 0; i < 2 * nx; ++i) {
      const auto c = strip.cell(quarter_x(i), quarter_y(j));
      map.strip_K.push_back(t[c]);
      map.bed_K.push_back(bed[c]);
    }
  }
  return map;
}

class Recorder {
 public:
  Recorder(const Strip& strip, const Programme& programme) : strip_(strip), programme_(programme) {}

  void add(double time_s, const State& state, const Integrator& integrator, double step_s) {
    history.time_s.push_back(time_s);
    history.target_K.push_back(programme_.at(time_s));
    std::vector<double> bed(state.t.begin() + static_cast<std::ptrdiff_t>(strip_.cells()), state.t.end());
    if (bed.empty()) {  // no powder: the strip itself
      bed.assign(state.t.begin(), state.t.end());
    }
    const auto [low, high] = std::ranges::minmax(bed);
    history.min_K.push_back(low);
    history.max_K.push_back(high);
    double mean = 0.0;
    double weights = 0.0;
    for (std::size_t b = 0; b < bed.size(); ++b) {
      const double weight = strip_.beds() == 0 ? 1.0 : strip_.bed_cover()[b];
      mean += weight * bed[b];
      weights += weight;
    }
    history.mean_K.push_back(mean / weights);
    history.sensor_K.push_back(state.sensor);
    const double current = step_s > 0.0 ? integrator.greatest_current() * std::sqrt(integrator.drive()) : 0.0;
    const double voltage = step_s > 0.0 ? current * integrator.resistance() : 0.0;
    history.current_A.push_back(current);
    history.voltage_V.push_back(voltage);
    history.power_W.push_back(current * voltage);
    history.energy_J += step_s * current * voltage;
    beds.push_back(std::move(bed));
  }

  ThermalHistory history;
  std::vector<std::vector<double>> beds;

 private:
  const Strip& strip_;
  const Programme& programme_;
};

}  // namespace

bool strip_step_at_current(Strip& strip, std::vector<double>& t, std::vector<double>& rate, double step_s,
                           double current_A) {
  Integrator integrator(strip, {});
  State to;
  double error = 0.0;
  Rates last;
  if (!step(integrator, {t, t[strip.sensor()], 0.0}, step_s, 0.0, 0.0, to, error, last, &current_A)) {
    return false;
  }
  t = to.t;
  rate = last.t;
  return true;
}

ThermalHistory run_strip(Strip& strip, const Programme& programme, const StripRunOptions& options) {
  constexpr double first_step_s = 1e-3;
  constexpr double shortest_s = 1e-7;
  constexpr double longest_s = 5.0;
  constexpr double tiny_s = 1e-9;
  const double ambient = strip.options().ambient_K;
  const double end = programme.end_s() + options.after_s;
  const double cooling = programme.last_cooling_begins_s();
  std::vector<double> corners;
  for (const auto& point : programme.points()) {
    corners.push_back(point.time_s);
  }
  corners.push_back(end);

  Integrator integrator(strip, options.controller);
  Recorder recorder(strip, programme);
  State state{std::vector<double>(strip.size(), ambient), ambient, 0.0};
  recorder.add(0.0, state, integrator, 0.0);
  double time = 0.0;
  double wanted = first_step_s;
  std::size_t dwell_end = 0;
  std::vector<double> at_dwell_end = state.t;
  while (time < end - tiny_s) {
    double corner = end;
    for (const double at : corners) {
      if (at > time + tiny_s) {
        corner = std::min(corner, at);
      }
    }
    if (time >= cooling - tiny_s) {
      strip.set_convection(options.quench);
    }
    double length = std::min(wanted, corner - time);
    const bool to_corner = length >= corner - time - tiny_s;
    const double next = to_corner ? corner : time + length;
    length = next - time;
    State to;
    Rates last;
    double error = 0.0;
    const bool solved = step(integrator, state, length, programme.at(time + gamma * length),
                             programme.at(next, true), to, error, last);
    constexpr double safety = 0.85;
    if (!solved || error > options.tolerance_K) {
      wanted =
          solved ? length * std::max(0.2, safety * std::sqrt(options.tolerance_K / error)) : 0.25 * length;
      if (wanted < shortest_s) {
        throw ConvergenceError(fmt::format("the heater could not be followed beyond {:g} s", time));
      }
      continue;
    }
    state = std::move(to);
    time = next;
    const double growth = std::min(3.0, safety * std::sqrt(options.tolerance_K / std::max(error, 1e-6)));
    wanted = std::min(longest_s, to_corner ? first_step_s : length * growth);
    recorder.add(time, state, integrator, length);
    if (time <= cooling + tiny_s) {
      dwell_end = recorder.beds.size() - 1;
      at_dwell_end = state.t;
    }
    const double hottest = *std::ranges::max_element(state.t);
    if (hottest > strip.options().material.melting_K) {
      throw ConvergenceError(
          fmt::format("the heater melts: {:.0f} C after {:.4g} s", hottest - constants::zero_celsius, time),
          "lower the programme or the limits of current and voltage");
    }
  }

  auto history = std::move(recorder.history);
  history.steps = static_cast<long>(history.size()) - 1;
  history.maps = {map_of(strip, at_dwell_end, history.time_s[dwell_end], "End of the last dwell")};
  if (strip.beds() > 0) {
    const double total = std::accumulate(strip.bed_cover().begin(), strip.bed_cover().end(), 0.0);
    for (const auto& place : places_of(strip, recorder.beds[dwell_end], options.places)) {
      double weight = 0.0;
      std::vector<double> course(history.size(), 0.0);
      for (const auto b : place) {
        weight += strip.bed_cover()[b];
        for (std::size_t i = 0; i < history.size(); ++i) {
          course[i] += strip.bed_cover()[b] * recorder.beds[i][b];
        }
      }
      for (auto& t : course) {
        t /= weight;
      }
      history.place_weight.push_back(weight / total);
      history.place_K.push_back(std::move(course));
    }
  }
  return history;
}

}  // namespace nacre::process
