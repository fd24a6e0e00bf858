#include "nacre/process/tube.hpp"

#include <algorithm>
#include <cmath>

namespace nacre::process {

ThermalHistory run_tube(const TubeFurnace& tube, const Programme& programme, double ambient_K,
                        double after_s) {
  constexpr double longest_s = 60.0;
  constexpr double change_K = 2.0;  // of the furnace in a step
  constexpr double tiny_s = 1e-9;
  ThermalHistory history;
  history.place_weight = {1.0};
  history.place_K.resize(1);
  double furnace = ambient_K;
  double powder = ambient_K;
  const auto add = [&](double time, double power) {
    history.time_s.push_back(time);
    history.target_K.push_back(programme.at(time));
    history.mean_K.push_back(powder);
    history.sensor_K.push_back(furnace);
    history.power_W.push_back(power);
  };
  add(0.0, 0.0);

  // Where the programme ends hot, or colder than the furnace can be, the furnace is watched until it is cold.
  constexpr double cold_K = 5.0;
  constexpr double patience = 8.0;  // time constants
  const double end = programme.end_s() + after_s;
  const bool ends_cold = programme.at(end) < ambient_K + cold_K;
  const double watched = end + (ends_cold ? patience * tube.cooling_s : 0.0);
  double time = 0.0;
  while (time < end - tiny_s ||
         (ends_cold && time < watched && std::max(furnace, powder) > ambient_K + cold_K)) {
    double step = std::min(longest_s, 0.25 * tube.lag_s);
    for (const auto& point : programme.points()) {
      if (point.time_s > time + tiny_s) {
        step = std::min(step, point.time_s - time);
      }
    }
    double wanted = programme.at(time + step, true);
    if (std::abs(wanted - furnace) > change_K) {
      step *= std::max(change_K / std::abs(wanted - furnace), 0.1);
      wanted = programme.at(time + step, true);
    }
    const double coolest = ambient_K + (furnace - ambient_K) * std::exp(-step / tube.cooling_s);
    const double next = std::max(wanted, std::min(furnace, coolest));
    const double rate = (next - furnace) / step;
    // lag T' = T_f - T with T_f = furnace + rate t
    const double decay = std::exp(-step / tube.lag_s);
    powder = next - rate * tube.lag_s + (powder - furnace + rate * tube.lag_s) * decay;
    const double power = std::max(
        0.0, tube.loss_W_per_K * (0.5 * (furnace + next) - ambient_K) + tube.heat_capacity_J_per_K * rate);
    history.energy_J += power * step;
    furnace = next;
    time += step;
    add(time, power);
    ++history.steps;
  }
  history.min_K = history.mean_K;
  history.max_K = history.mean_K;
  history.place_K[0] = history.mean_K;
  return history;
}

}  // namespace nacre::process
