// The unit in which a cycling report gives charge: per gram where the mass is known, per area where that is,
// else as it is.
#pragma once

#include <span>
#include <string>

#include "nacre/cycling/analysis.hpp"

namespace nacre::report {

// A cycling analysis under the name that figures and tables show.
struct CyclingRecord {
  std::string name;
  std::string id;  // before the ids of its figures and tables; a slug
  const cycling::Analysis* analysis = nullptr;
};

struct CapacityScale {
  enum class Kind { specific, areal, absolute_mAh, absolute_Ah } kind = Kind::absolute_Ah;
  std::string label;   // "Specific capacity"
  std::string unit;    // "mAh g⁻¹"
  std::string suffix;  // of CSV columns: "mAh_per_g"
  std::string energy_unit;
  std::string energy_suffix;

  // From Ah (or, for energies, Wh) to the unit, for the cell of that analysis.
  double factor(const cycling::Analysis& analysis) const;
};

// The scale that all records share: specific only where every mass is known.
CapacityScale capacity_scale(std::span<const CyclingRecord> records);

// "C/10", "2C"; the current where no C-rate is known.
std::string rate_label(double c_rate, double current_A);

}  // namespace nacre::report
