// What the figures of furnaces share: units, lines, the axis of time, names.
#pragma once

#include <string>
#include <vector>

#include "nacre/report/figure.hpp"

namespace nacre::report {

inline constexpr double percent = 100.0;  // of a fraction

std::vector<double> celsius(std::vector<double> kelvin);
std::vector<double> times(std::vector<double> values, double factor);
Series line(const std::string& name, std::vector<double> x, std::vector<double> y, std::size_t colour);

// Seconds, or hours where it takes long.
struct TimeAxis {
  Axis axis{"Time", "s"};
  double factor = 1.0;
  explicit TimeAxis(double end_s);
};

// "programme", or "tu-333-programme" among the figures of several records.
std::string id_below(const std::string& record, const std::string& id);

}  // namespace nacre::report
