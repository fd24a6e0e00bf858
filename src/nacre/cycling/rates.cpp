#include "nacre/cycling/rates.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/cycling/measure.hpp"
#include "nacre/numerics/statistics.hpp"

namespace nacre::cycling {
namespace {

// 0.0998 -> 0.1: a rate is set to two digits at most, the current is only near it.
double two_digits(double value) {
  if (!(value > 0.0) || !std::isfinite(value)) {
    return value;
  }
  const double unit = std::pow(10.0, 1 - static_cast<int>(std::floor(std::log10(value))));
  return std::round(value * unit) / unit;
}

Rate average(const std::vector<const Cycle*>& cycles, int first, int last) {
  Rate rate;
  rate.first_cycle = first;
  rate.last_cycle = last;
  rate.cycles = static_cast<int>(cycles.size());
  std::vector<double> currents;
  std::vector<double> discharge;
  std::vector<double> charge;
  for (auto* values : {&currents, &discharge, &charge}) {
    values->reserve(cycles.size());
  }
  for (const Cycle* cycle : cycles) {
    currents.push_back(cycle->discharge->current_A);
    discharge.push_back(cycle->discharge->capacity_Ah);
    charge.push_back(cycle->charge->capacity_Ah);
  }
  rate.current_A = numerics::mean(currents);
  rate.scatter_Ah = numerics::standard_deviation(discharge);
  rate.discharge_capacity_Ah = {numerics::mean(discharge),
                                rate.scatter_Ah / std::sqrt(static_cast<double>(discharge.size()))};
  rate.charge_capacity_Ah = numerics::mean(charge);
  return rate;
}

std::vector<Rate> detect(const std::vector<const Cycle*>& complete, const Options& options) {
  std::vector<Rate> rates;
  std::vector<const Cycle*> run;
  const auto finish = [&] {
    if (!run.empty()) {
      rates.push_back(average(run, run.front()->cycle, run.back()->cycle));
      rates.back().c_rate = two_digits(rates.back().current_A / one_C_capacity_Ah(options));
      run.clear();
    }
  };
  for (const Cycle* cycle : complete) {
    const double current = cycle->discharge->current_A;
    if (!run.empty()) {
      const double first = run.front()->discharge->current_A;
      if (std::abs(current - first) > options.rate_tolerance * first) {
        finish();
      }
    }
    run.push_back(cycle);
  }
  finish();
  return rates;
}

}  // namespace

std::vector<Rate> find_rates(const std::vector<Cycle>& cycles, const Options& options) {
  std::vector<const Cycle*> complete;
  for (const auto& cycle : cycles) {
    if (cycle.complete) {
      complete.push_back(&cycle);
    }
  }
  std::vector<Rate> rates;
  if (options.rates.empty()) {
    rates = detect(complete, options);
  }
  for (const auto& step : options.rates) {
    std::vector<const Cycle*> inside;
    std::copy_if(complete.begin(), complete.end(), std::back_inserter(inside), [&](const Cycle* cycle) {
      return cycle->cycle >= step.first_cycle && cycle->cycle <= step.last_cycle;
    });
    rates.push_back(average(inside, step.first_cycle, step.last_cycle));
    rates.back().c_rate = step.c_rate;
  }
  // The lowest rate is often visited twice: the first visit is the reference. A step without cycles has no
  // current.
  double lowest = unknown;
  for (const auto& rate : rates) {
    lowest = std::fmin(lowest, rate.current_A);
  }
  const auto slowest = std::find_if(rates.begin(), rates.end(), [&](const Rate& rate) {
    return rate.current_A <= lowest * (1.0 + options.rate_tolerance);
  });
  if (slowest != rates.end()) {
    const double reference = slowest->discharge_capacity_Ah.value;
    for (auto& rate : rates) {
      rate.retention = rate.discharge_capacity_Ah.value / reference;
    }
  }
  return rates;
}

}  // namespace nacre::cycling
