// A named number with unit and standard uncertainty: what techniques return and studies compare.
#pragma once

#include <limits>
#include <map>
#include <string>

#include "nacre/base/json.hpp"

namespace nacre {

struct Quantity {
  std::string name;  // the field's term, without unit: "discharge_capacity"
  double value = std::numeric_limits<double>::quiet_NaN();
  double std =
      std::numeric_limits<double>::quiet_NaN();  // standard uncertainty; NaN: could not be determined
  std::string unit;                              // "mAh/g"; "1" for a ratio
  std::map<std::string, double> at;              // where it holds: {"cycle", 3}, {"c_rate", 0.5}
};

Json to_json(const Quantity& quantity);
Quantity quantity_from_json(const Json& json);

}  // namespace nacre
