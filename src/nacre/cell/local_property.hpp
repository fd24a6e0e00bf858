// A Property ready for many evaluations: at one temperature, or at a temperature that moves.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "nacre/cell/parameters.hpp"

namespace nacre::cell {

class LocalProperty {
 public:
  LocalProperty() = default;
  // low, high: the range of the local variable. moving: the temperature is an unknown and changes all the
  // time.
  LocalProperty(const Property& property, double reference_temperature, double low, double high, bool moving);

  // The temperature (K) of the evaluations that follow.
  void set_temperature(double temperature);
  bool constant() const { return curves_.size() == 1 && curves_.front().constant(); }

  numerics::Slope at(double u) const noexcept {
    if (curves_.size() == 1) {
      const auto slope = curves_.front().at(u);
      return {factor_ * slope.value, factor_ * slope.slope};
    }
    numerics::Slope sum;
    for (std::size_t k = 0; k < weights_.size(); ++k) {
      const auto slope = curves_[first_ + k].at(u);
      sum.value += weights_[k] * slope.value;
      sum.slope += weights_[k] * slope.slope;
    }
    return sum;
  }

 private:
  void sample(double temperature);

  Property property_;
  double reference_temperature_ = 298.15;
  double low_ = 0.0;
  double high_ = 1.0;
  bool moving_ = false;
  double temperature_ = 0.0;
  double factor_ = 1.0;
  // One curve where the Arrhenius form holds or the temperature stands still; else one every five kelvin
  // about the temperature, and cubic interpolation between four of them.
  std::vector<numerics::Curve> curves_ = {numerics::Curve(0.0)};
  double first_temperature_ = 0.0;
  std::size_t first_ = 0;
  std::array<double, 4> weights_{};
};

}  // namespace nacre::cell
