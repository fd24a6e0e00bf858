// Concentrated electrolyte between two cells along x: salt flux and ionic current through their common face.
//
//   i = -kappa [dphi/dx - (2 R T / F) (1 - t+) (1 + dln f/dln c) dln c/dx]
//   N = -D dc/dx + t+ i / F
// (Newman and Thomas-Alyea, Electrochemical Systems, ch. 12 and 22). Finite volumes: the coefficients at the
// face are the harmonic mean of D and kappa (resistances in series, right across regions of different
// porosity) and the linear interpolation of t+ and the thermodynamic factor; second order in the width of the
// cells.
#pragma once

#include <array>

#include "nacre/base/units.hpp"
#include "nacre/cell/local_property.hpp"
#include "nacre/cell/parameters.hpp"

namespace nacre::cell {

class ElectrolyteTransport {
 public:
  explicit ElectrolyteTransport(const CellParameters& cell);

  void set_temperature(double temperature);

  // Properties of one cell, with their derivatives by the relative concentration c / c_0.
  struct Local {
    numerics::Slope diffusivity;   // effective, m2/s
    numerics::Slope conductivity;  // effective, S/m
    numerics::Slope transference;
    numerics::Slope driving;    // (1 - t+) (1 + dln f/dln c)
    numerics::Slope logarithm;  // ln c
  };
  // tortuosity_factor: porosity^bruggeman.
  Local local(double concentration, double tortuosity_factor) const;

  // Through the face between a left and a right cell of half widths hl and hr (0: a surface).
  struct Face {
    double current = 0.0;  // A/m2
    double salt = 0.0;     // F N, A/m2
    // d/d(c left, phi left, c right, phi right)
    std::array<double, 4> current_by{};
    std::array<double, 4> salt_by{};
  };
  Face face(const Local& left, const Local& right, double c_left, double c_right, double phi_left,
            double phi_right, double hl, double hr) const;
  // The drop of potential from left to right for a given current, and its derivatives by c left, c right and
  // current.
  struct Drop {
    double value = 0.0;
    std::array<double, 3> by{};
  };
  Drop drop(const Local& left, const Local& right, double current, double hl, double hr) const;
  // F N for a given current, and its derivatives by c left, c right and current.
  Drop salt(const Local& left, const Local& right, double c_left, double c_right, double current, double hl,
            double hr) const;

  double initial_concentration() const { return initial_; }

 private:
  // The harmonic mean of two cells in series, and its derivatives by the left and the right concentration.
  struct Mean {
    double value, by_left, by_right;
  };

  static Mean in_series(const numerics::Slope& left, const numerics::Slope& right, double hl, double hr) {
    const double d = hl + hr;
    const double mean = d / (hl / left.value + hr / right.value);
    const double common = mean * mean / d;
    return {mean, common * hl / (left.value * left.value) * left.slope,
            common * hr / (right.value * right.value) * right.slope};
  }

  // Linear interpolation at their common face; the nearer cell counts more.
  static Mean between(const numerics::Slope& left, const numerics::Slope& right, double hl, double hr) {
    const double share = hl / (hl + hr);
    return {(1.0 - share) * left.value + share * right.value, (1.0 - share) * left.slope,
            share * right.slope};
  }

  double initial_;
  double temperature_ = 298.15;
  LocalProperty diffusivity_, conductivity_, transference_, factor_;
};

// Inline, so that a residual does not pay for derivatives that it drops.
inline ElectrolyteTransport::Face ElectrolyteTransport::face(const Local& left, const Local& right,
                                                             double c_left, double c_right, double phi_left,
                                                             double phi_right, double hl, double hr) const {
  const double d = hl + hr;
  const double thermal = 2.0 * constants::gas * temperature_ / constants::faraday;
  const Mean kappa = in_series(left.conductivity, right.conductivity, hl, hr);
  const Mean diffusion = in_series(left.diffusivity, right.diffusivity, hl, hr);
  const Mean transference = between(left.transference, right.transference, hl, hr);
  const Mean driving = between(left.driving, right.driving, hl, hr);
  const double logs = right.logarithm.value - left.logarithm.value;
  const double force = (phi_right - phi_left - thermal * driving.value * logs) / d;

  Face face;
  face.current = -kappa.value * force;
  const double by_log = kappa.value * thermal * driving.value / d;
  const double by_driving = kappa.value * thermal * logs / d;
  face.current_by = {-kappa.by_left * force - by_log * left.logarithm.slope + by_driving * driving.by_left,
                     kappa.value / d,
                     -kappa.by_right * force + by_log * right.logarithm.slope + by_driving * driving.by_right,
                     -kappa.value / d};
  const double gradient = constants::faraday * initial_ * (c_right - c_left) / d;
  face.salt = -diffusion.value * gradient + transference.value * face.current;
  for (std::size_t k = 0; k < 4; ++k) {
    face.salt_by[k] = transference.value * face.current_by[k];
  }
  const double by_c = diffusion.value * constants::faraday * initial_ / d;
  face.salt_by[0] += by_c - diffusion.by_left * gradient + transference.by_left * face.current;
  face.salt_by[2] += -by_c - diffusion.by_right * gradient + transference.by_right * face.current;
  return face;
}

}  // namespace nacre::cell
