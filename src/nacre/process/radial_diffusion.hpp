// Diffusion in a sphere, dc/dt = 1/r^2 d/dr (r^2 D dc/dr), with an exchange at its surface,
//   D dc/dr = k (c_eq - c)     at r = R.
//
// Finite volumes in shells that grow thinner towards the surface, where the gradients are; backward Euler in
// time. What enters through the surface is what the shells gain, to rounding. Concentrations are per formula
// unit; amounts are means over the sphere, so that a full sphere of concentration c has the amount c.
#pragma once

#include <cstddef>
#include <vector>

namespace nacre::process {

class RadialDiffusion {
 public:
  // outermost: thickness of the shell at the surface, m.
  RadialDiffusion(double radius_m, std::size_t shells, double outermost_m, double concentration);

  const std::vector<double>& radii() const { return centres_; }  // of the shells' middles, m
  const std::vector<double>& concentration() const { return c_; }
  double amount() const;  // mean over the sphere
  double surface() const { return c_.back(); }

  // How the amount changes in a step as a line in c_eq: gain = at_zero + slope c_eq.
  struct Response {
    double at_zero = 0.0;
    double slope = 0.0;
  };
  // diffusivity m2/s, exchange k m/s.
  Response response(double diffusivity, double exchange, double step_s);
  // Takes the step that response() was asked for; returns the gain, of which the shells hold all.
  double step(double equilibrium);
  // Takes the same from every shell, in proportion to what is there: a sink in the whole volume.
  void take_evenly(double amount);

 private:
  std::vector<double> edges_;  // from the centre (0) to the surface
  std::vector<double> centres_;
  std::vector<double> volumes_;  // as parts of the sphere
  std::vector<double> c_;
  // Of response(): the shells after the step for c_eq = 0, and what c_eq = 1 adds.
  std::vector<double> still_;
  std::vector<double> driven_;
};

}  // namespace nacre::process
