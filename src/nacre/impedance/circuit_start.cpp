#include "nacre/impedance/circuit_start.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>

namespace nacre::impedance {
namespace {

using Complex = std::complex<double>;

struct Draw {
  double sum = 0.0;
  std::vector<double> parameters;
};

// Evenly distributed in [0, 1), the same on every machine.
double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

// The points that a draw is judged by: enough to tell arcs apart, few enough to judge many.
std::vector<std::size_t> sample(std::size_t size) {
  constexpr std::size_t most = 24;
  std::vector<std::size_t> points;
  const std::size_t count = std::min(size, most);
  for (std::size_t k = 0; k < count; ++k) {
    points.push_back(count == 1 ? 0 : k * (size - 1) / (count - 1));
  }
  return points;
}

bool scales_up(Role role) { return role == Role::resistance || role == Role::inductance; }

}  // namespace

std::vector<std::vector<double>> circuit_starts(const Spectrum& spectrum, const Circuit& circuit,
                                                const std::vector<Complex>& weights, int count) {
  const auto& parameters = circuit.parameters();
  const double fast = 0.3 / (2.0 * std::numbers::pi * spectrum.frequency_Hz.front());
  const double slow = 3.0 / (2.0 * std::numbers::pi * spectrum.frequency_Hz.back());
  double low = std::numeric_limits<double>::infinity();
  double high = 0.0;
  for (const auto& z : spectrum.impedance_ohm) {
    low = std::min(low, std::abs(z));
    high = std::max(high, std::abs(z));
  }
  low = std::max(std::min(low, 0.03 * high), 1e-6 * high);
  std::mt19937_64 random(20260401);
  const auto between = [&](double a, double b) { return a * std::pow(b / a, uniform(random)); };
  const bool free_scale = std::none_of(parameters.begin(), parameters.end(), [](const CircuitParameter& p) {
    return (p.fixed || std::isfinite(p.start)) && (scales_up(p.role) || p.role == Role::admittance);
  });

  const auto points = sample(spectrum.size());
  const std::size_t draws = 60 * std::max<std::size_t>(parameters.size(), 2);
  std::vector<Draw> all;
  std::vector<double> frequencies;
  frequencies.reserve(points.size());
  for (const std::size_t i : points) {
    frequencies.push_back(spectrum.frequency_Hz[i]);
  }
  std::vector<Complex> z(points.size());
  for (std::size_t d = 0; d < draws; ++d) {
    Draw draw;
    for (const auto& p : parameters) {
      double value = p.start;
      // A value that the user gave is kept in half of the draws, and moved within three decades in the
      // others.
      if (!std::isfinite(value) || !(value > 0.0)) {
        const double time = between(fast, slow);
        const double resistance = between(low, high);
        switch (p.role) {
          case Role::resistance:
            value = resistance;
            break;
          case Role::admittance:
            value = time / resistance;
            break;
          case Role::inductance:
            value = resistance * between(0.1 * fast, 10.0 * fast);
            break;
          case Role::time:
            value = time;
            break;
          case Role::rate:
            value = 1.0 / time;
            break;
          case Role::exponent:
            value = 0.6 + 0.4 * uniform(random);
            break;
          case Role::number:
            value = between(0.1, 10.0);
        }
      } else if (!p.fixed && d % 2 == 1 && p.role != Role::exponent) {
        value *= between(0.03, 30.0);
      }
      draw.parameters.push_back(p.fixed ? p.start : std::clamp(value, p.lower, p.upper));
    }
    circuit.evaluate(frequencies, draw.parameters, z.data());
    double both = 0.0;
    double own = 0.0;
    double seen = 0.0;
    for (std::size_t k = 0; k < points.size(); ++k) {
      const std::size_t i = points[k];
      const Complex w = weights[i];
      const Complex a(w.real() * z[k].real(), w.imag() * z[k].imag());
      const Complex b(w.real() * spectrum.impedance_ohm[i].real(),
                      w.imag() * spectrum.impedance_ohm[i].imag());
      both += a.real() * b.real() + a.imag() * b.imag();
      own += std::norm(a);
      seen += std::norm(b);
    }
    const double scale = free_scale && both > 0.0 ? both / own : 1.0;
    draw.sum = seen - 2.0 * scale * both + scale * scale * own;
    if (!std::isfinite(draw.sum)) {
      continue;
    }
    for (std::size_t k = 0; k < parameters.size(); ++k) {
      if (scales_up(parameters[k].role)) {
        draw.parameters[k] *= scale;
      } else if (parameters[k].role == Role::admittance) {
        draw.parameters[k] /= scale;
      }
      draw.parameters[k] = std::clamp(draw.parameters[k], parameters[k].lower, parameters[k].upper);
    }
    all.push_back(std::move(draw));
  }
  std::stable_sort(all.begin(), all.end(), [](const Draw& a, const Draw& b) { return a.sum < b.sum; });
  std::vector<std::vector<double>> starts;
  for (const auto& draw : all) {
    if (static_cast<int>(starts.size()) < count) {
      starts.push_back(draw.parameters);
    }
  }
  return starts;
}

double time_constant(const Circuit& circuit, const std::vector<double>& values, std::size_t first,
                     std::size_t length) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  double resistance = none;
  double admittance = none;
  double inductance = none;
  double exponent = 1.0;
  for (std::size_t k = first; k < first + length; ++k) {
    const double value = values[k];
    switch (circuit.parameters()[k].role) {
      case Role::time:
        return value;
      case Role::rate:
        return 1.0 / value;
      case Role::resistance:
        resistance = std::isnan(resistance) ? value : resistance;
        break;
      case Role::admittance:
        admittance = std::isnan(admittance) ? value : admittance;
        break;
      case Role::inductance:
        inductance = std::isnan(inductance) ? value : inductance;
        break;
      case Role::exponent:
        exponent = value;
        break;
      case Role::number:
        break;
    }
  }
  return std::isnan(admittance) ? inductance / resistance : std::pow(resistance * admittance, 1.0 / exponent);
}

}  // namespace nacre::impedance
