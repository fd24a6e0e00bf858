// Functions of a parameter set as curves: sampled finely enough, once.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "nacre/base/error.hpp"
#include "nacre/cell/expression.hpp"
#include "nacre/cell/parameter_set.hpp"
#include "nacre/cell/parameter_slots.hpp"

namespace nacre::cell {
namespace {

using numerics::Curve;
using Function = std::function<double(double)>;

constexpr std::array<std::string_view, 1> stoichiometry_names{"x"};
constexpr std::array<std::string_view, 2> concentration_names{"c_e", "x"};

constexpr double wanted = 1e-7;      // of the range of the function, or of its local value where that is more
constexpr double acceptable = 1e-4;  // at a kink or a root, where no number of pieces reaches the wanted
constexpr std::size_t fewest_pieces = 256;
constexpr std::size_t most_pieces = 16384;

// The spread of most of the values: a function that shoots up at an end must still be true elsewhere.
double range_of(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t margin = values.size() / 100;
  return values[values.size() - 1 - margin] - values[margin];
}

struct Miss {
  double error = 0.0;  // relative to what it is measured by
  double at = 0.0;
};

Miss largest_miss(const Curve& curve, const Function& f, double low, double high, std::size_t pieces) {
  const double step = (high - low) / static_cast<double>(pieces);
  std::vector<double> at;
  std::vector<double> values;
  for (std::size_t piece = 0; piece < pieces; ++piece) {
    for (const double part : {0.25, 0.5, 0.75}) {
      at.push_back(low + step * (static_cast<double>(piece) + part));
      values.push_back(f(at.back()));
    }
  }
  const double range = range_of(values);
  Miss miss;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double difference = std::abs(curve(at[i]) - values[i]);
    // Not below rounding: a constant has no range.
    const double error = difference / std::max(range, std::abs(values[i]) + 1e-300);
    if (!(error <= miss.error)) {
      miss = {std::isfinite(error) ? error : 1.0, at[i]};
    }
  }
  return miss;
}

Curve sampled(const Function& f, double low, double high) {
  for (std::size_t pieces = fewest_pieces;; pieces *= 2) {
    Curve curve = Curve::of(f, low, high, pieces);
    const auto miss = largest_miss(curve, f, low, high, pieces);
    if (miss.error <= wanted || (pieces >= most_pieces && miss.error <= acceptable)) {
      return curve;
    }
    if (pieces >= most_pieces) {
      throw UsageError(fmt::format("the expression jumps or has a pole near {:.6g}", miss.at),
                       "give a smooth function, or a table");
    }
  }
}

// Numbers at the limits of a double make slopes that are none.
Curve through(const std::vector<double>& x, const std::vector<double>& y) {
  Curve curve = Curve::through(x, y);
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    const auto middle = curve.at(x[i] + 0.5 * (x[i + 1] - x[i]));
    if (!std::isfinite(middle.value) || !std::isfinite(middle.slope)) {
      throw UsageError(fmt::format("the table has no finite slope near {:g}", x[i]), "correct its points");
    }
  }
  return curve;
}

void check_sizes(const Parameter& parameter) {
  const double sum = std::accumulate(parameter.y.begin(), parameter.y.end(), 0.0);
  const auto positive = [](double value) { return value > 0.0; };
  if (parameter.x.size() != parameter.y.size() || !std::ranges::all_of(parameter.x, positive) ||
      !std::ranges::all_of(parameter.y, positive) || std::abs(sum - 1.0) > 1e-6) {
    throw UsageError(fmt::format("the volume fractions sum to {:g}", sum),
                     "radii and fractions must be greater than 0, the fractions must sum to 1");
  }
}

Property expression_property(const Parameter& parameter, bool of_concentration) {
  const auto expression = of_concentration ? Expression(parameter.expression, concentration_names)
                                           : Expression(parameter.expression, stoichiometry_names);
  const double high = of_concentration ? highest_concentration : 1.0;
  const double edge = 1e-6 * high;
  constexpr double usual_temperature = 298.15;
  const Function f = [&](double u) { return expression(u, usual_temperature); };
  Curve curve;
  try {
    curve = sampled(f, 0.0, high);
  } catch (const UsageError&) {  // a logarithm or a pole at an end
    curve = sampled(f, edge, high - edge);
  }
  Property property(std::move(curve));
  if (expression.uses_temperature()) {
    property.general = expression;
  }
  return property;
}

}  // namespace

void tabulate(Parameter& parameter) {
  const Slot* slot = find_slot(parameter.path);
  if (slot != nullptr && slot->argument == Argument::radius) {
    check_sizes(parameter);
  }
  if (parameter.form == Form::number || slot == nullptr || !slot->function) {
    return;
  }
  Property property;
  if (parameter.form == Form::table) {
    property = Property(through(parameter.x, parameter.y));
  } else {
    property = expression_property(parameter, slot->argument == Argument::concentration);
    if (property.general && parameter.activation_energy != 0.0) {
      throw UsageError("the expression uses T and has an activation energy as well", "leave one of them out");
    }
  }
  parameter.function = std::make_shared<const Property>(std::move(property));
}

}  // namespace nacre::cell
