#include "nacre/diffraction/instrument.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

namespace nacre::diffraction {
namespace {

constexpr double degree = std::numbers::pi / 180.0;

}  // namespace

Slope peak_position(const Instrument& instrument, double theta) {
  const double shift = 2.0 * instrument.displacement_mm / instrument.radius_mm / degree;
  const double t = instrument.transparency / degree;
  return {2.0 * theta / degree + instrument.zero_deg - shift * std::cos(theta) - t * std::sin(2.0 * theta),
          2.0 / degree + shift * std::sin(theta) - 2.0 * t * std::cos(2.0 * theta)};
}

std::array<double, 3> position_derivatives(const Instrument& instrument, double theta) {
  return {1.0, -2.0 / instrument.radius_mm / degree * std::cos(theta), -std::sin(2.0 * theta) / degree};
}

Slope gaussian_variance(const Instrument& instrument, double theta) {
  const double t = std::tan(theta), by_t = 1.0 + t * t;
  return {1e-4 * (instrument.u * t * t + instrument.v * t + instrument.w),
          1e-4 * (2.0 * instrument.u * t + instrument.v) * by_t};
}

Slope lorentzian_width(const Instrument& instrument, double theta) {
  const double c = 1.0 / std::cos(theta), t = std::tan(theta);
  return {0.01 * (instrument.x * c + instrument.y * t + instrument.z),
          0.01 * (instrument.x * c * t + instrument.y * c * c)};
}

double axial_of_gsas(double stated, const Instrument& instrument) {
  // How far from 2theta the nodes lie in the mean, over the range, for n = 2, 4, ... 20.
  static constexpr double means[] = {0.42265, 0.24546, 0.21187, 0.19819, 0.19083,
                                     0.18625, 0.18312, 0.18085, 0.17914, 0.17778};
  constexpr double d_of_LaB6 = 4.1569;  // (100), angstrom
  constexpr double exact = 1.0 / 6.0;
  const double sine = 0.5 * instrument.radiation.wavelength() / d_of_LaB6;
  if (!(stated > 0.0) || !(sine < 1.0)) {
    return stated;
  }
  const double theta = std::asin(sine);
  const double cosine = std::cos(2.0 * theta) * std::sqrt(1.0 + stated * stated);
  const double range = std::abs(2.0 * theta - std::acos(std::clamp(cosine, -1.0, 1.0))) / degree;
  const double width = lorentzian_width(instrument, theta).value;
  const int asked = static_cast<int>(width > 0.0 ? 3.0 * range / width : 150.0 * range);
  const auto rule = static_cast<std::size_t>(std::max((asked + 1) / 2 - 1, 0));
  return rule < std::size(means) ? stated * std::sqrt(means[rule] / exact) : stated;
}

double cylinder_transmission(double mu_r, double theta) {
  // The mean over the disc of exp(-mu (path in + path out)), by the midpoint rule in the square of the radius
  // and in the angle: smooth, hence quickly exact.
  if (mu_r <= 0.0) {
    return 1.0;
  }
  constexpr int rings = 32, spokes = 64;
  const double cos2 = std::cos(2.0 * theta), sin2 = std::sin(2.0 * theta);
  double sum = 0.0;
  for (int i = 0; i < rings; ++i) {
    const double r2 = (i + 0.5) / rings, r = std::sqrt(r2);
    for (int k = 0; k < spokes; ++k) {
      const double angle = 2.0 * std::numbers::pi * (k + 0.5) / spokes;
      const double x = r * std::cos(angle), y = r * std::sin(angle);
      const auto path = [r2](double along) { return along + std::sqrt(along * along + 1.0 - r2); };
      // In along +x; out along (cos 2theta, sin 2theta).
      sum += std::exp(-mu_r * (path(x) + path(-(x * cos2 + y * sin2))));
    }
  }
  return sum / (rings * spokes);
}

Slope intensity_factor(const Instrument& instrument, double theta) {
  const double s = std::sin(theta), c = std::cos(theta);
  Slope lorentz{1.0 / (2.0 * s * s * c), 0.0};
  lorentz.by_theta = lorentz.value * (s / c - 2.0 * c / s);
  double factor = 1.0, factor_by_theta = 0.0;
  if (instrument.radiation.probe == crystal::Probe::x_ray) {
    const double p = instrument.radiation.polarisation, cos2 = std::cos(2.0 * theta);
    factor = p + (1.0 - p) * cos2 * cos2;
    factor_by_theta = -4.0 * (1.0 - p) * cos2 * std::sin(2.0 * theta);
  }
  Slope result{lorentz.value * factor, lorentz.by_theta * factor + lorentz.value * factor_by_theta};
  if (instrument.absorption > 0.0) {
    constexpr double step = 1e-4;
    const double a = cylinder_transmission(instrument.absorption, theta);
    const double slope = (cylinder_transmission(instrument.absorption, theta + step) -
                          cylinder_transmission(instrument.absorption, theta - step)) /
                         (2.0 * step);
    result = {result.value * a, result.by_theta * a + result.value * slope};
  }
  return result;
}

}  // namespace nacre::diffraction
