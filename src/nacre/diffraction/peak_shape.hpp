// The shape of one peak: Thompson, Cox and Hastings' pseudo-Voigt with Finger, Cox and Jephcoat's axial
// divergence.
//
// A Gaussian of variance v (degrees^2, FWHM G = sqrt(8 ln 2 v)) and a Lorentzian of FWHM L (degrees) give
//   H^5 = G^5 + 2.69269 G^4 L + 2.42843 G^3 L^2 + 4.47163 G^2 L^3 + 0.07842 G L^4 + L^5
//   eta = 1.36603 q - 0.47719 q^2 + 0.11116 q^3,   q = L/H
//   P(x) = eta Lorentzian(x; H) + (1 - eta) Gaussian(x; H), of area 1
// (Thompson et al., J. Appl. Cryst. 20 (1987) 79).
//
// Axial divergence (Finger et al., J. Appl. Cryst. 27 (1994) 892) with source and receiver of equal height,
// S = H = s L/2, s = S/L + H/L: the peak is drawn out towards angles phi with cos phi = cos(2theta)
// sqrt(1 + s^2 u^2), 0 <= u <= 1. In u the published weight has no singularity,
//   w(u) du = (1 - u) du / ((1 + s^2 u^2) sin phi),
// and a Gauss-Legendre rule of few points is exact to rounding.
#pragma once

#include <span>
#include <vector>

namespace nacre::diffraction {

struct PeakWidths {
  double variance = 0.0;    // of the Gaussian, degrees^2
  double lorentzian = 0.0;  // FWHM, degrees
};

// H and eta with their derivatives by v and L.
struct PseudoVoigt {
  double fwhm, eta;
  double fwhm_by_variance, fwhm_by_lorentzian, eta_by_variance, eta_by_lorentzian;
};
PseudoVoigt pseudo_voigt(const PeakWidths& widths);

// The profile and its derivatives at the points of a window.
struct PeakValues {
  std::vector<double> value, by_position, by_variance, by_lorentzian, by_axial;
  void resize(std::size_t count);
};

// The nodes of the axial convolution for a peak at position (degrees): where the parts of the peak lie and
// their weights (sum 1), with derivatives by s and by position.
struct AxialNodes {
  std::vector<double> angle, weight, angle_by_axial, weight_by_axial, angle_by_position, weight_by_position;
};
// count: points of the rule; 0: as many as a width of fwhm (degrees) needs for 1e-6 of the height.
AxialNodes axial_nodes(double position, double axial, double fwhm, int count = 0);

// Fills values at the angles x (degrees). derivatives: also the four others.
void peak_values(std::span<const double> x, double position, const PeakWidths& widths, double axial,
                 bool derivatives, PeakValues& values);

// How far from its position a peak of that area (intensity times degrees) still rises above a level
// (intensity).
double peak_reach(const PeakWidths& widths, double area, double level);

}  // namespace nacre::diffraction
