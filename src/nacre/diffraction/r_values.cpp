#include "nacre/diffraction/r_values.hpp"

#include <algorithm>
#include <cmath>

namespace nacre::diffraction {

RValues r_values(const Pattern& pattern, const Calculated& calculated, std::size_t variables) {
  double absolute = 0.0, total = 0.0, weighted = 0.0, weighted_total = 0.0, weighted_above = 0.0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const double w = 1.0 / (pattern.std[i] * pattern.std[i]), o = pattern.intensity[i];
    const double difference = o - calculated.intensity[i], above = o - calculated.background[i];
    absolute += std::abs(difference);
    total += std::abs(o);
    weighted += w * difference * difference;
    weighted_total += w * o * o;
    weighted_above += w * above * above;
  }
  const double freedom = std::max(static_cast<double>(pattern.size()) - static_cast<double>(variables), 1.0);
  RValues r{};
  r.Rp_percent = 100.0 * absolute / total;
  r.Rwp_percent = 100.0 * std::sqrt(weighted / weighted_total);
  r.Rwp_background_percent = 100.0 * std::sqrt(weighted / weighted_above);
  r.Rexp_percent = 100.0 * std::sqrt(freedom / weighted_total);
  r.chi2_reduced = weighted / freedom;
  r.gof = std::sqrt(r.chi2_reduced);
  r.points = pattern.size();
  r.variables = variables;
  return r;
}

}  // namespace nacre::diffraction
