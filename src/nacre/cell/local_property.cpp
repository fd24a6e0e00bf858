#include "nacre/cell/local_property.hpp"

#include <algorithm>
#include <cmath>

#include "nacre/base/units.hpp"

namespace nacre::cell {
namespace {
constexpr double spacing_K = 5.0;
constexpr std::size_t sampled = 24;
}  // namespace

LocalProperty::LocalProperty(const Property& property, double reference_temperature, double low, double high,
                             bool moving)
    : property_(property),
      reference_temperature_(reference_temperature),
      low_(low),
      high_(high),
      moving_(moving) {
  if (!property.general) {
    curves_ = {property.reference};
  }
}

void LocalProperty::sample(double temperature) {
  first_temperature_ = temperature - spacing_K * std::floor(sampled / 3.0);
  curves_.clear();
  for (std::size_t k = 0; k < sampled; ++k) {
    curves_.push_back(property_.at(first_temperature_ + spacing_K * static_cast<double>(k),
                                   reference_temperature_, low_, high_));
  }
}

void LocalProperty::set_temperature(double temperature) {
  if (temperature == temperature_) {
    return;
  }
  temperature_ = temperature;
  if (!property_.general) {
    factor_ = property_.activation_energy == 0.0
                  ? 1.0
                  : std::exp(property_.activation_energy / constants::gas *
                             (1.0 / reference_temperature_ - 1.0 / temperature));
    return;
  }
  if (!moving_) {
    curves_ = {property_.at(temperature, reference_temperature_, low_, high_)};
    return;
  }
  double place = (temperature - first_temperature_) / spacing_K;
  if (curves_.size() == 1 || place < 1.0 || place > static_cast<double>(sampled) - 3.0) {
    sample(temperature);
    place = (temperature - first_temperature_) / spacing_K;
  }
  first_ = static_cast<std::size_t>(place) - 1;
  const double u = place - static_cast<double>(first_);  // 1 <= u < 2, among the nodes 0, 1, 2, 3
  weights_ = {-(u - 1.0) * (u - 2.0) * (u - 3.0) / 6.0, u * (u - 2.0) * (u - 3.0) / 2.0,
              -u * (u - 1.0) * (u - 3.0) / 2.0, u * (u - 1.0) * (u - 2.0) / 6.0};
}

}  // namespace nacre::cell
