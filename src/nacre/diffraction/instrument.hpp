// The instrument: where it puts a peak, how wide it makes it, and how strong it shows it.
//
//   position = 2theta + zero - (2 s/R) cos(theta) - t sin(2theta)          (in degrees)
// with s the displacement of a flat sample's surface away from the source's side of the focusing circle
// (positive: peaks move to lower angles), R the radius of the goniometer, t = 1/(2 mu R) the transparency of
// a thick sample. A parallel beam has zero only.
//   variance   = U tan^2 + V tan + W             (0.01 degrees)^2          (Caglioti)
//   Lorentzian = X/cos + Y tan + Z               0.01 degrees, FWHM
//   intensity factor = (P + (1 - P) cos^2 2theta)/(2 sin^2 theta cos theta)
// with P the share of polarisation (radiation.hpp); neutrons: without the polarisation. theta in radians in
// all functions here.
#pragma once

#include <array>

#include "nacre/diffraction/peak_shape.hpp"
#include "nacre/diffraction/radiation.hpp"

namespace nacre::diffraction {

struct Instrument {
  Radiation radiation;
  double radius_mm = 200.0;
  double zero_deg = 0.0, displacement_mm = 0.0, transparency = 0.0;
  double u = 0.0, v = 0.0, w = 5.0, x = 0.0, y = 0.0, z = 0.0;  // 0.01 degrees: squared for u, v, w
  double axial = 0.002;                                         // S/L + H/L
  double absorption = 0.0;  // mu R of a cylinder; 0: none (a thick flat plate needs none)
};

// A value and its derivative by theta (radians).
struct Slope {
  double value = 0.0, by_theta = 0.0;
};

// Degrees (by_theta: degrees per radian).
Slope peak_position(const Instrument& instrument, double theta);
// d position/d(zero, displacement, transparency).
std::array<double, 3> position_derivatives(const Instrument& instrument, double theta);
// Degrees^2 and degrees.
Slope gaussian_variance(const Instrument& instrument, double theta);
Slope lorentzian_width(const Instrument& instrument, double theta);
// The Lorentz, polarisation and absorption factor.
Slope intensity_factor(const Instrument& instrument, double theta);

// The axial divergence that displaces peaks as GSAS and GSAS-II do with S/L + H/L = stated in their files,
// given wavelength and Lorentzian widths. They integrate over the angles between the end of the drawn-out
// peak and 2theta by the upper half of a rule of Gauss and Legendre's with n points, n even and at least 3
// (range)/(Lorentzian FWHM) (sources/powsubs/psvfcj.f90 of GSAS-II; since May 2004). At a synchrotron that is
// one node, 0.42 of the range away from 2theta, where the mean of the distribution is 1/6 away: what they
// fitted to a standard is too small by 1.59 for an integral done exactly. Taken where LaB6 has its first
// peak.
double axial_of_gsas(double stated, const Instrument& instrument);

// The transmission of a cylinder of radius R bathed in the beam, mu R up to 10 or so, with its derivatives:
// Sabine, Hunter, Sabine and Ball, J. Appl. Cryst. 31 (1998) 47, by direct integration here.
double cylinder_transmission(double mu_r, double theta);

}  // namespace nacre::diffraction
