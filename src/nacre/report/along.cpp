#include "nacre/report/along.hpp"

#include <algorithm>
#include <array>

namespace nacre::report {

Axis along_axis(const std::string& name) {
  struct Known {
    const char* name;
    const char* label;
    const char* unit;
  };
  static constexpr std::array known{Known{"spectrum", "Spectrum", ""},
                                    Known{"pattern", "Pattern", ""},
                                    Known{"voltage_V", "Voltage", "V"},
                                    Known{"temperature_C", "Temperature", "°C"},
                                    Known{"temperature_K", "Temperature", "K"},
                                    Known{"time_s", "Time", "s"},
                                    Known{"time_h", "Time", "h"},
                                    Known{"cycle", "Cycle", ""},
                                    Known{"current_A", "Current", "A"},
                                    Known{"soc", "State of charge", ""}};
  const auto found = std::ranges::find_if(known, [&](const Known& k) { return name == k.name; });
  Axis axis{name, ""};
  if (found != known.end()) {
    axis = {found->label, found->unit};
  } else {
    std::ranges::replace(axis.label, '_', ' ');
  }
  axis.whole = name == "spectrum" || name == "pattern" || name == "cycle";
  return axis;
}

}  // namespace nacre::report
