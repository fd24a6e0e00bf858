// What falls on the sample: the lines of a source and their polarisation.
#pragma once

#include <string>
#include <vector>

#include "nacre/crystal/scattering.hpp"

namespace nacre::diffraction {

struct Line {
  double wavelength = 0.0;  // angstrom
  double weight = 1.0;      // relative to the first line
  double width = 0.0;       // full width at half height of its own Lorentzian, angstrom
};

struct Radiation {
  crystal::Probe probe = crystal::Probe::x_ray;
  std::vector<Line> lines;  // the first is that to which weights refer; scattering factors are taken there
  // Share of the beam's intensity that is polarised across the plane of diffraction: 0.5 for a tube,
  // 1/(1 + cos^2 2theta_m) behind a monochromator, about 0.99 at a synchrotron. Not used for neutrons.
  double polarisation = 0.5;
  bool polarisation_known = false;  // else a refinement may choose between a tube's and that behind graphite
  // A divergent beam on a flat plate: a shift of the sample's surface is what misplaces peaks. Else (parallel
  // beam through a capillary) it is the zero of the scale.
  bool bragg_brentano = true;

  // The wavelength of the first line, angstrom.
  double wavelength() const { return lines.front().wavelength; }
  // Throws UsageError: no line, a wavelength outside 0.05 ... 10 angstrom, a weight outside 0 ... 1.
  void validate() const;
};

// "CuKa" (two lines), "CuKa1" (one), also Cr, Fe, Co, Mo, Ag; "CuKa5" with the satellites of the K alpha
// group; "1.5406"; "1.5406,1.5444:0.5" with the weights of all lines but the first; "neutron:1.909"; a
// wavelength below 1.2 angstrom that is no tube's is taken for a synchrotron's (polarisation 0.99, no flat
// plate). Throws UsageError with what is understood.
Radiation parse_radiation(const std::string& text);

}  // namespace nacre::diffraction
