// What one atom scatters.
//
// X-rays: f(s) + f' + i f'', s = sin(theta)/lambda in 1/angstrom, with f(s) = sum_k a_k exp(-b_k s^2) + c
// (International Tables C, table 6.1.1.4, fitted for s < 2/angstrom; ions where the table of scattering.cpp
// has them, else the neutral atom); f' and f'' at the wavelength. Neutrons: the bound coherent scattering
// length in fm (Neutron News 3 (1992) 29), for natural isotopes.
//
// f' and f'' are those of D. T. Cromer and D. A. Liberman (Acta Cryst. A37 (1981) 267), as gemmi computes
// them, and as GSAS-II and International Tables C (table 4.2.6.8) have them. xraylib's (from other
// photoabsorption data) differ at Cu K alpha 1 by -0.16 in f' of Ni, 0.03 of Fe and Mn, at 0.41 angstrom by
// less than 0.003 for Cr to Cu; its f'' has the other sign.
#pragma once

#include <complex>

#include "nacre/crystal/structure.hpp"

namespace nacre::crystal {

enum class Probe { x_ray, neutron };

struct FormFactor {
  double a[5] = {}, b[5] = {}, c = 0.0;  // in electrons; neutrons: c only, in fm
  double f_prime = 0.0, f_second = 0.0;

  double amplitude(double s_squared) const;  // f(s) + f', without f''
};

// wavelength in angstrom, 0.1 ... 10 for X-rays. Throws UsageError: no such element, wavelength out of range.
FormFactor form_factor(const Species& species, Probe probe, double wavelength);

double atomic_mass(const std::string& element);  // g/mol
// mu/rho in cm^2/g of an element at a wavelength in angstrom (xraylib); sums by mass fraction for a compound.
double mass_attenuation(const std::string& element, double wavelength);
double mass_attenuation(const Structure& structure, double wavelength);

}  // namespace nacre::crystal
