// The values of an analysis under the names by which a study compares them.
#include <cmath>

#include "nacre/cycling/analysis.hpp"

namespace nacre::cycling {
namespace {

class List {
 public:
  explicit List(const Options& options) : specific_(options.active_mass_g > 0.0), options_(options) {}

  void add(const char* name, double value, double std, const char* unit, std::map<std::string, double> at) {
    if (std::isfinite(value)) {
      quantities_.push_back({name, value, std, unit, std::move(at)});
    }
  }
  // In mAh/g where the mass is known.
  void add_capacity(const char* name, double value_Ah, double std_Ah, std::map<std::string, double> at) {
    if (specific_) {
      add(name, mAh_per_g(value_Ah, options_), mAh_per_g(std_Ah, options_), "mAh/g", std::move(at));
    } else {
      add(name, value_Ah, std_Ah, "Ah", std::move(at));
    }
  }
  std::vector<Quantity> take() { return std::move(quantities_); }

 private:
  bool specific_;
  const Options& options_;
  std::vector<Quantity> quantities_;
};

void add_cycle(List& list, const Cycle& cycle) {
  std::map<std::string, double> at{{"cycle", cycle.cycle}};
  for (const auto* half : {&cycle.charge, &cycle.discharge}) {
    if (half->has_value()) {
      const bool charge = (*half)->direction == Direction::charge;
      auto where = at;
      if (!cycle.complete) {
        where["partial"] = 1.0;
      }
      if (std::isfinite((*half)->c_rate)) {
        where["c_rate"] = (*half)->c_rate;
      }
      list.add_capacity(charge ? "charge_capacity" : "discharge_capacity", (*half)->capacity_Ah, unknown,
                        where);
      list.add(charge ? "mean_charge_voltage" : "mean_discharge_voltage", (*half)->mean_voltage_V, unknown,
               "V", where);
    }
  }
  if (!cycle.complete) {
    return;
  }
  list.add("polarisation", cycle.polarisation_V, unknown, "V", at);
  list.add("coulombic_efficiency", 100.0 * cycle.coulombic_efficiency, unknown, "percent", at);
  list.add("energy_efficiency", 100.0 * cycle.energy_efficiency, unknown, "percent", at);
  at["cycles"] = cycle.cycle;
  list.add("retention", 100.0 * cycle.retention, unknown, "percent", at);
}

}  // namespace

std::vector<Quantity> quantities(const Analysis& analysis) {
  List list(analysis.options);
  if (!analysis.cycles.empty() && analysis.cycles.front().complete) {
    const Cycle& first = analysis.cycles.front();
    list.add_capacity("first_cycle_capacity", first.capacity_Ah(Direction::discharge), unknown, {});
    list.add("first_cycle_coulombic_efficiency", 100.0 * first.coulombic_efficiency, unknown, "percent", {});
  }
  for (const auto& rate : analysis.rates) {
    if (std::isfinite(rate.c_rate)) {
      list.add_capacity("rate_capacity", rate.discharge_capacity_Ah.value, rate.discharge_capacity_Ah.std,
                        {{"c_rate", rate.c_rate}});
    }
  }
  const Retention& retention = analysis.retention;
  list.add("fade", retention.fade_percent_per_cycle.value, retention.fade_percent_per_cycle.std,
           "percent/cycle", {});
  list.add("end_of_life_cycle", retention.end_of_life_cycle.value, retention.end_of_life_cycle.std, "1",
           {{"percent", retention.end_of_life_percent},
            {"extrapolated", retention.end_of_life == Retention::EndOfLife::extrapolated ? 1.0 : 0.0}});
  for (const auto& cycle : analysis.cycles) {
    add_cycle(list, cycle);
  }
  for (const auto& curve : analysis.curves) {
    const double sign = curve.direction == Direction::charge ? 1.0 : -1.0;
    for (std::size_t i = 0; i < curve.peaks.size(); ++i) {
      const Peak& peak = curve.peaks[i];
      const std::map<std::string, double> at{{"cycle", curve.cycle},
                                             {"peak", sign * static_cast<double>(i + 1)}};
      list.add("dqdv_peak_position", peak.position_V, peak.position_std_V, "V", at);
      list.add("dqdv_peak_area", peak.area_Ah, peak.area_std_Ah, "Ah", at);
    }
  }
  return list.take();
}

}  // namespace nacre::cycling
