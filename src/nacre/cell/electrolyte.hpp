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
  double initial_;
  double temperature_ = 298.15;
  LocalProperty diffusivity_, conductivity_, transference_, factor_;
};

}  // namespace nacre::cell
