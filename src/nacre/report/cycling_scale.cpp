#include "nacre/report/cycling_scale.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "nacre/report/text.hpp"

namespace nacre::report {

double CapacityScale::factor(const cycling::Analysis& analysis) const {
  switch (kind) {
    case Kind::specific:
      return cycling::mAh_per_g(1.0, analysis.options);
    case Kind::areal:
      return cycling::mAh_per_cm2(1.0, analysis.options);
    case Kind::absolute_mAh:
      return 1000.0;
    case Kind::absolute_Ah:
      return 1.0;
  }
  return 1.0;
}

CapacityScale capacity_scale(std::span<const CyclingRecord> records) {
  const auto all = [&](auto known) {
    return std::all_of(records.begin(), records.end(), [&](const CyclingRecord& record) {
      return std::isfinite(known(record.analysis->options));
    });
  };
  if (all([](const auto& options) { return cycling::mAh_per_g(1.0, options); })) {
    return {
        CapacityScale::Kind::specific, "Specific capacity", "mAh g⁻¹", "mAh_per_g", "mWh g⁻¹", "mWh_per_g"};
  }
  if (all([](const auto& options) { return cycling::mAh_per_cm2(1.0, options); })) {
    return {
        CapacityScale::Kind::areal, "Areal capacity", "mAh cm⁻²", "mAh_per_cm2", "mWh cm⁻²", "mWh_per_cm2"};
  }
  double largest = 0;
  for (const auto& record : records) {
    for (const auto& cycle : record.analysis->cycles) {
      largest = std::max({largest, cycle.capacity_Ah(cycling::Direction::charge),
                          cycle.capacity_Ah(cycling::Direction::discharge)});
    }
  }
  if (largest < 0.5) {
    return {CapacityScale::Kind::absolute_mAh, "Capacity", "mAh", "mAh", "mWh", "mWh"};
  }
  return {CapacityScale::Kind::absolute_Ah, "Capacity", "Ah", "Ah", "Wh", "Wh"};
}

std::string rate_label(double c_rate, double current_A) {
  if (!std::isfinite(c_rate)) {
    const double current = std::fabs(current_A);
    return current < 0.1 ? significant(1000 * current, 3) + " mA" : significant(current, 3) + " A";
  }
  const double inverse = 1 / c_rate;
  if (c_rate < 0.99 && std::fabs(inverse - std::round(inverse)) < 0.02 * inverse) {
    return fmt::format("C/{:.0f}", inverse);
  }
  return fmt::format("{:.3g}C", c_rate);
}

}  // namespace nacre::report
