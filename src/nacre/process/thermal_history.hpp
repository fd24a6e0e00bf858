// What the temperature did: of the powder at several places, of the heater, and what it took.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "nacre/process/programme.hpp"

namespace nacre::process {

// A map of temperatures over the heater, row after row in y.
struct TemperatureMap {
  std::string title;
  double time_s = 0.0;
  std::vector<double> x_m;  // centres, from the middle of the strip
  std::vector<double> y_m;
  std::vector<double> strip_K;
  std::vector<double> bed_K;  // NaN where there is no powder; empty: no bed
};

struct ThermalHistory {
  std::vector<double> time_s;
  std::vector<double> target_K;
  // Over the powder, by its mass.
  std::vector<double> mean_K;
  std::vector<double> min_K;
  std::vector<double> max_K;
  std::vector<double> sensor_K;   // what the controller saw; of the furnace in a tube
  std::vector<double> current_A;  // empty in a tube
  std::vector<double> voltage_V;
  std::vector<double> power_W;

  // Parts of the powder from the coldest to the hottest, with their share of the mass; a row for each.
  std::vector<double> place_weight;
  std::vector<std::vector<double>> place_K;

  std::vector<TemperatureMap> maps;

  double energy_J = 0.0;
  std::vector<std::string> warnings;
  long steps = 0;

  std::size_t size() const { return time_s.size(); }
};

// How a change of the target was followed by the mean of the powder.
struct Ramp {
  double from_K = 0.0;  // of the powder
  double target_K = 0.0;
  double begins_s = 0.0;
  double reached_s = std::numeric_limits<double>::quiet_NaN();  // after it begins; NaN: never
  // Mean rate over the first 80 % of the way, and the greatest; K/s, positive both ways.
  double rate_K_per_s = std::numeric_limits<double>::quiet_NaN();
  double fastest_K_per_s = 0.0;
};

// within_K: how near to the target counts as there.
std::vector<Ramp> ramps_of(const ThermalHistory& history, const Programme& programme, double within_K = 10.0);

}  // namespace nacre::process
