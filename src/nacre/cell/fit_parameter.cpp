#include "nacre/cell/fit_parameter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "nacre/base/error.hpp"

namespace nacre::cell {
namespace {

constexpr double log_from_ratio = 10.0;  // of the bounds

}  // namespace

double to_value(const FittedParameter& p, double u) {
  return p.logarithmic ? p.lower * std::pow(p.upper / p.lower, u) : p.lower + u * (p.upper - p.lower);
}

double to_place(const FittedParameter& p, double value) {
  const double u = p.logarithmic ? std::log(std::max(value, p.lower) / p.lower) / std::log(p.upper / p.lower)
                                 : (value - p.lower) / (p.upper - p.lower);
  return std::clamp(u, 0.0, 1.0);
}

double rate(const FittedParameter& p) {
  return p.logarithmic ? p.value * std::log(p.upper / p.lower) : p.upper - p.lower;
}

const Parameter* owner(const ParameterSet& set, std::string_view path) {
  const Parameter* whole = set.find(path);
  return whole != nullptr ? whole : set.find(path.substr(0, path.rfind('.')));
}

void add_missing(ParameterSet& set, const FreeParameter& free) {
  if (owner(set, free.path) == nullptr && std::isfinite(free.lower)) {
    set.set(free.path, free.lower);
  }
}

FittedParameter resolve(const ParameterSet& set, const FreeParameter& free) {
  FittedParameter p;
  p.path = free.path;
  p.value = set.number(free.path);
  const Parameter* parameter = owner(set, free.path);
  const bool of_energy = free.path.ends_with(".activation_energy");
  p.unit = of_energy ? "J/mol" : parameter->path == free.path ? parameter->unit : "1";
  p.lower = free.lower;
  p.upper = free.upper;
  if (std::isnan(p.lower) && std::isnan(p.upper) && !of_energy) {
    p.lower = parameter->lower;
    p.upper = parameter->upper;
  }
  if (!std::isfinite(p.lower) || !std::isfinite(p.upper)) {
    throw UsageError(fmt::format("'{}' has no bounds", free.path),
                     fmt::format("give them: {}:LOWER:UPPER", free.path));
  }
  if (!(p.lower < p.upper)) {
    throw UsageError(fmt::format("the bounds of '{}' are {:g} and {:g}", free.path, p.lower, p.upper),
                     "the lower comes first, and is smaller");
  }
  p.logarithmic = free.logarithmic.value_or(p.lower > 0.0 && p.upper > log_from_ratio * p.lower);
  if (p.logarithmic && !(p.lower > 0.0)) {
    throw UsageError(fmt::format("'{}' cannot be searched by its logarithm from {:g}", free.path, p.lower),
                     "give a lower bound above 0, or leave 'log' out");
  }
  ParameterSet ends = set;  // the set knows the range of each
  ends.set(free.path, p.lower);
  ends.set(free.path, p.upper);
  return p;
}

FreeParameter parse_free_parameter(const ParameterSet& set, std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start <= text.size();) {
    const auto end = std::min(text.find(':', start), text.size());
    parts.emplace_back(text.substr(start, end - start));
    start = end + 1;
  }
  const bool sound = parts.size() == 1 || parts.size() == 3 ||
                     (parts.size() == 4 && (parts[3] == "log" || parts[3] == "linear"));
  if (!sound) {
    throw UsageError(
        fmt::format("a free parameter is PATH, PATH:LOWER:UPPER or PATH:LOWER:UPPER:log, not '{}'", text),
        "for example positive.particle_radius:1 um:20 um:log");
  }
  FreeParameter free;
  free.path = parts[0];
  if (parts.size() == 1) {
    set.number(free.path);  // says where there is none
  } else {
    ParameterSet ends = set;
    ends.set(free.path, parts[1]);
    free.lower = ends.number(free.path);
    ends.set(free.path, parts[2]);
    free.upper = ends.number(free.path);
  }
  if (parts.size() == 4) {
    free.logarithmic = parts[3] == "log";
  }
  return free;
}

}  // namespace nacre::cell
