#include "nacre/report/furnace_series.hpp"

#include "nacre/base/units.hpp"

namespace nacre::report {

std::vector<double> celsius(std::vector<double> kelvin) {
  for (auto& t : kelvin) {
    t -= constants::zero_celsius;
  }
  return kelvin;
}

std::vector<double> times(std::vector<double> values, double factor) {
  for (auto& value : values) {
    value *= factor;
  }
  return values;
}

Series line(const std::string& name, std::vector<double> x, std::vector<double> y, std::size_t colour) {
  Series series;
  series.name = name;
  series.x = std::move(x);
  series.y = std::move(y);
  series.colour = categorical(colour);
  return series;
}

TimeAxis::TimeAxis(double end_s) {
  constexpr double long_s = 2.0 * 3600.0;
  if (end_s > long_s) {
    axis.unit = "h";
    factor = 1.0 / 3600.0;
  }
}

std::string id_below(const std::string& record, const std::string& id) {
  return record.empty() ? id : record + "-" + id;
}

}  // namespace nacre::report
