// The JSON type of nacre: keys stay in the order in which they were written; NaN is written as null.
#pragma once

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace nacre {

using Json = nlohmann::ordered_json;

// The number held by value, or NaN where it is null (the way in which JSON says "not determined").
inline double number_or_nan(const Json& value) {
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace nacre
