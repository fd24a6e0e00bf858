// The axis along which a series runs.
#pragma once

#include <string>

#include "nacre/report/figure.hpp"

namespace nacre::report {

// From the name of a column: "voltage_V" is Voltage (V). A name that is not known is its own label.
Axis along_axis(const std::string& name);

}  // namespace nacre::report
